import { beforeEach, describe, expect, it, vi } from 'vitest';
import { find, press, type, type Kernel } from './kernel.js';
import { openForm, state } from './open_form.js';

let kernel: Kernel;
let root: HTMLElement;
let field: (name: string) => HTMLElement;

beforeEach(() => {
  ({ kernel, root, field } = openForm());
});

describe('writing', () => {
  const source = { source: 'bins = 1', metadata: { plugin: 'bars' }, place: 'insert' };

  it('hands the cell to the notebook and tells the kernel', async () => {
    kernel.answer = (message) =>
      message['type'] === 'write'
        ? { type: 'write', outcome: 'ready', run: true, ...source }
        : null;
    const seen: unknown[] = [];
    document.body.addEventListener(
      'linkr:write',
      (event) => {
        event.preventDefault();
        const { detail } = event as CustomEvent<{ done: (answer: object) => void }>;
        seen.push(detail);
        detail.done({ status: 'written' });
      },
      { once: true },
    );
    root.dispatchEvent(new CustomEvent('linkr:cell', { detail: { source: null } }));
    press(root, 'write_run');
    await vi.waitFor(() => {
      expect(kernel.ofType('written')).toMatchObject([{ status: 'written', run: true }]);
    });
    expect(seen).toMatchObject([
      { source: 'bins = 1', mode: 'insert', run: true, metadata: { plugin: 'bars' } },
    ]);
  });

  it('shows the result here when no notebook answers', async () => {
    kernel.answer = (message) =>
      message['type'] === 'write'
        ? { type: 'write', outcome: 'ready', run: true, ...source }
        : null;
    press(root, 'show_result');
    await vi.waitFor(() => {
      expect(kernel.ofType('nohost')).toHaveLength(1);
    });
  });

  it('writes with Ctrl+Enter, after what was typed last', () => {
    type(find<HTMLInputElement>(field('bins'), 'input'), '33');
    root.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }),
    );
    expect(kernel.sent.map((message) => message['type'])).toEqual(['set', 'write']);
  });

  it('moves to the setting that needs a correction', async () => {
    kernel.put('state', state({ problems: { k: 'No.' } }));
    kernel.answer = (message) =>
      message['type'] === 'write' ? { type: 'write', outcome: 'invalid' } : null;
    press(root, 'show_result');
    await vi.waitFor(() => {
      expect(field('k').contains(document.activeElement)).toBe(true);
    });
    expect(find<HTMLDetailsElement>(root, '.linkrw-More').open).toBe(true);
  });

  it('tells a busy kernel from one that is gone', () => {
    vi.useFakeTimers();
    const status = find(root, '.linkr-Form > .linkrw-Status');
    root.dispatchEvent(new CustomEvent('linkr:kernel', { detail: { status: 'busy' } }));
    press(root, 'write');
    vi.advanceTimersByTime(5100);
    expect(status.textContent).toBe('busy');
    root.dispatchEvent(new CustomEvent('linkr:kernel', { detail: { status: 'dead' } }));
    expect(status.textContent).toBe('gone');
  });

  it('asks a person about a conflict', () => {
    kernel.put(
      'state',
      state({
        conflict: [
          { mark: '-', text: 'mine' },
          { mark: '+', text: 'theirs' },
          { mark: '…', text: '4' },
        ],
      }),
    );
    const rows = [...root.querySelectorAll('.linkrw-Diff tbody tr')].map((row) => row.textContent);
    expect(rows).toEqual(['− removedmine', '+ addedtheirs', '…skipped']);
    press(root, 'keep_mine');
    press(root, 'take_form');
    expect(kernel.sent).toMatchObject([{ type: 'keep' }, { type: 'write', mode: 'form' }]);
  });

  it('passes the cell of the host to the kernel', () => {
    root.dispatchEvent(
      new CustomEvent('linkr:cell', { detail: { source: 'x', metadata: { linkr: {} } } }),
    );
    expect(kernel.ofType('cell')).toEqual([{ type: 'cell', source: 'x', metadata: { linkr: {} } }]);
  });

  it('announces itself to a host', async () => {
    const ready = vi.fn();
    document.body.addEventListener('linkr:form-ready', ready, { once: true });
    await vi.waitFor(() => {
      expect(ready).toHaveBeenCalledOnce();
    });
  });
});

describe('preview and code', () => {
  const preview = {
    state: 'ready',
    message: '',
    advice: '',
    details: '',
    seconds: 1,
    outdated: false,
    shown: true,
  };

  it('says that a result is out of date', () => {
    kernel.put('state', state({ preview: { ...preview, outdated: true } }));
    expect(find(root, '.linkr-Form-preview').textContent).toContain('outdated');
    press(root, 'update_preview');
    expect(kernel.ofType('preview')).toHaveLength(1);
  });

  it('offers the set-up cell when names are missing', () => {
    const asked = vi.fn();
    root.addEventListener('linkr:run-setup', asked);
    kernel.put(
      'state',
      state({ preview: { ...preview, state: 'setup', message: 'No cdm.', advice: 'Run it.' } }),
    );
    press(root, 'run_setup');
    expect(asked).toHaveBeenCalledOnce();
  });

  it('says beside its heading that it is ready, after a run', () => {
    const said = (): string =>
      find(root, '.linkr-Form-preview h3 + [role=status]').textContent ?? '';
    kernel.put('state', state({ preview: { ...preview, state: 'running' } }));
    expect(said()).toBe('');
    kernel.put('state', state({ preview: { ...preview, state: 'ready' } }));
    expect(said()).toContain('eady');
  });

  it('can be interrupted and folds details away', () => {
    const asked = vi.fn();
    root.addEventListener('linkr:interrupt', asked);
    kernel.put('state', state({ preview: { ...preview, state: 'running' } }));
    expect(find(root, '.linkr-Form-preview').getAttribute('aria-busy')).toBe('true');
    press(root, 'cancel');
    expect(asked).toHaveBeenCalledOnce();
    kernel.put(
      'state',
      state({ preview: { ...preview, state: 'error', message: 'Bad.', details: 'File x' } }),
    );
    expect(find<HTMLDetailsElement>(root, '.linkr-Form-preview details').open).toBe(false);
  });

  it('numbers the lines and marks the changed ones in words', () => {
    const lines = [...root.querySelectorAll('.linkrw-Code li')];
    expect(lines.map((line) => line.textContent)).toEqual(['bins = 40line_changed', 'bins']);
  });
});
