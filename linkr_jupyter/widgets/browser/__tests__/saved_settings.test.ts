import { beforeEach, describe, expect, it } from 'vitest';
import { find } from './kernel.js';
import { openForm, state, type Opened } from './open_form.js';

const SAVED = {
  study: true,
  names: ['Adults', 'Children'],
  taken: '',
  removed: '',
  cells: [{ id: 'c1', title: 'Cell 3 – Lactate', words: 'Bins: 25' }],
};

describe('saved settings', () => {
  let opened: Opened;
  let saved: HTMLDetailsElement;

  const show = (more: object = {}): void => {
    opened.kernel.put('state', state({ saved: { ...SAVED, ...more } }));
  };
  const press = (words: string): void => {
    const found = [...saved.querySelectorAll('button')].find((one) => one.textContent === words);
    if (!found) {
      throw new Error(`no button ${words}`);
    }
    found.click();
  };
  const asked = (): unknown[] => opened.kernel.ofType('saved');

  beforeEach(() => {
    opened = openForm();
    saved = find(opened.root, '.linkrw-Saved') as HTMLDetailsElement;
    opened.root.dispatchEvent(new CustomEvent('linkr:kernel', { detail: { status: 'idle' } }));
    show();
  });

  it('load, rename and delete by buttons that name what they act on', () => {
    press('load');
    press('delete');
    press('rename');
    const input = find(saved, 'li input') as HTMLInputElement;
    input.value = 'Grown-ups';
    press('rename');
    expect(asked()).toEqual([
      { type: 'saved', action: 'load', name: 'Adults' },
      { type: 'saved', action: 'delete', name: 'Adults' },
      { type: 'saved', action: 'rename', name: 'Adults', to: 'Grown-ups' },
    ]);
    expect(saved.querySelector('button')?.getAttribute('aria-label')).toBe('load_item');
  });

  it('are saved under a name after what was typed last', () => {
    const bins = find(opened.field('bins'), 'input') as HTMLInputElement;
    bins.value = '77';
    bins.dispatchEvent(new Event('input', { bubbles: true }));
    const name = find(saved, '.linkrw-Field input') as HTMLInputElement;
    name.value = ' Mine ';
    press('save');
    const kinds = opened.kernel.sent.map((one) => one['type']);
    expect(kinds.indexOf('set')).toBeLessThan(kinds.indexOf('saved'));
    expect(asked()).toEqual([{ type: 'saved', action: 'save', name: 'Mine', replace: false }]);
  });

  it('offer to replace what is taken and to bring back what was deleted', () => {
    show({ taken: 'Adults', removed: 'Old' });
    press('replace_item');
    press('undo_delete');
    expect(asked()).toEqual([
      { type: 'saved', action: 'save', name: 'Adults', replace: true },
      { type: 'saved', action: 'restore' },
    ]);
  });

  it('ask the notebook for other cells when they are opened, and copy from them', () => {
    const cells = [{ id: 'c1', title: 'Cell 3', source: 'x', metadata: {} }];
    opened.root.addEventListener('linkr:siblings', (event) => {
      event.preventDefault();
      (event as CustomEvent<{ done: (found: object[]) => void }>).detail.done(cells);
    });
    saved.open = true;
    saved.dispatchEvent(new Event('toggle'));
    press('copy');
    expect(asked()[0]).toEqual({ type: 'saved', action: 'cells', cells });
    expect(asked().at(-1)).toEqual({ type: 'saved', action: 'copy', cell: 'c1' });
  });
});

describe('saved settings without a notebook', () => {
  it('can be loaded and nothing else, and are hidden where there are none', () => {
    const opened = openForm();
    const saved = find(opened.root, '.linkrw-Saved');
    expect(saved.hidden).toBe(true);
    opened.kernel.put('state', state({ saved: SAVED }));
    expect(saved.hidden).toBe(false);
    const shown = [...saved.querySelectorAll('button')].filter((one) => !one.closest('[hidden]'));
    expect(shown.map((one) => one.textContent)).toEqual(['load', 'load', 'reset_defaults']);
  });
});
