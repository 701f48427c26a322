import { beforeEach, describe, expect, it, vi } from 'vitest';
import { find, type, type Kernel } from './kernel.js';
import { openForm, state } from './open_form.js';

let kernel: Kernel;
let root: HTMLElement;
let field: (name: string) => HTMLElement;

beforeEach(() => {
  ({ kernel, root, field } = openForm());
});

describe('controls', () => {
  it('have labels, help and groups that assistive technology can read', () => {
    const input = find<HTMLInputElement>(field('bins'), 'input');
    expect(find(field('bins'), 'label').getAttribute('for')).toBe(input.id);
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map((id) => document.getElementById(id)?.textContent)).toContain(
      'How many. allowed_between.',
    );
    expect(field('rule').tagName).toBe('FIELDSET');
    expect(find(field('rule'), 'legend').textContent).toBe('RULE');
    expect(root.lang).toBe('fr');
    expect([...root.querySelectorAll('button')].every((button) => button.textContent?.trim())).toBe(
      true,
    );
  });

  it('send typing once, after a pause, and choices at once', () => {
    vi.useFakeTimers();
    const input = find<HTMLInputElement>(field('bins'), 'input');
    type(input, '2');
    type(input, '25');
    expect(kernel.ofType('set')).toEqual([]);
    vi.advanceTimersByTime(260);
    expect(kernel.ofType('set')).toMatchObject([{ field: 'bins', value: 25 }]);
    find<HTMLInputElement>(field('rule'), 'input[value="1"]').click();
    expect(kernel.ofType('set')[1]).toMatchObject({ field: 'rule', value: '1' });
  });

  it('say that letters are no number, though the browser drops them without a word', () => {
    const input = find<HTMLInputElement>(field('bins'), 'input');
    const write = (data: string | null, value: string): void => {
      input.dispatchEvent(new InputEvent('beforeinput', { data, bubbles: true }));
      input.value = value;
      input.dispatchEvent(new Event('change'));
    };
    write('a', '');
    expect(kernel.ofType('set').at(-1)).toMatchObject({ field: 'bins', unread: 'type_number' });
    // The letters that follow a number are dropped, and the number stays.
    for (const [data, value] of [
      ['1', '1'],
      ['x', '1'],
    ] as const) {
      write(data, value);
      expect(kernel.ofType('set').at(-1)).toMatchObject({ field: 'bins', value: 1 });
    }
    write(null, '');
    expect(kernel.ofType('set').at(-1)).toMatchObject({ field: 'bins', value: null });
  });

  it('keep what is being typed when an older state arrives', () => {
    vi.useFakeTimers();
    const input = find<HTMLInputElement>(field('title'), 'input');
    type(input, 'Ages');
    kernel.put('state', state());
    expect(input.value).toBe('Ages');
    vi.advanceTimersByTime(260);
    const seq = { title: kernel.ofType('set')[0]?.['seq'] };
    kernel.put(
      'state',
      state({ seq, values: { ...(state()['values'] as object), title: 'Ages' } }),
    );
    kernel.put(
      'state',
      state({ seq, values: { ...(state()['values'] as object), title: 'From the cell' } }),
    );
    expect(input.value).toBe('From the cell');
  });

  it('give way when the kernel replaced the values', () => {
    const input = find<HTMLInputElement>(field('title'), 'input');
    type(input, 'Ages');
    kernel.put('state', state({ epoch: 1 }));
    expect(input.value).toBe('');
  });

  it('show an error beside the field and in its description', () => {
    kernel.put('state', state({ problems: { bins: 'Too many.' } }));
    const input = find<HTMLInputElement>(field('bins'), 'input');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('Too many.');
  });

  it('carry 64-bit ids as text and remove them by button', () => {
    const item = find(field('ids'), 'li');
    expect(item.textContent).toContain('Heart rate 9007199254740993');
    find<HTMLButtonElement>(item, '[data-act="remove"]').click();
    expect(kernel.ofType('set')[0]).toMatchObject({ field: 'ids', value: [] });
  });

  it('are moved by buttons and keep the focus', () => {
    const down = find<HTMLButtonElement>(field('shown'), '[data-key="0"][data-act="down"]');
    down.focus();
    down.click();
    expect(kernel.ofType('set')[0]).toMatchObject({ field: 'shown', value: ['1', '0'] });
    expect((document.activeElement as HTMLElement).dataset['key']).toBe('0');
  });

  it('find concepts with the keyboard', async () => {
    const found = [
      {
        id: '1',
        name: 'Pulse',
        vocabulary: 'LOINC',
        code: 'x',
        standard: true,
        records: 3,
        persons: 1,
      },
    ];
    kernel.answer = (message) =>
      message['type'] === 'search' ? { type: 'results', found, problem: '' } : null;
    const input = find<HTMLInputElement>(field('ids'), '[role="combobox"]');
    type(input, 'pulse');
    await vi.waitFor(() => {
      expect(find(field('ids'), '[role="option"]').textContent).toContain('Pulse');
    });
    expect(input.getAttribute('aria-expanded')).toBe('true');
    for (const key of ['ArrowDown', 'Enter']) {
      input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
    expect(kernel.ofType('set')[0]).toMatchObject({ value: ['9007199254740993', '1'] });
    expect(input.value).toBe('');
    expect(input.getAttribute('aria-expanded')).toBe('false');
  });

  it('show data as text and never as HTML', () => {
    kernel.put(
      'state',
      state({ labels: { ids: { '9007199254740993': '<img src=x onerror=alert(1)>' } } }),
    );
    expect(root.querySelector('img')).toBeNull();
    expect(find(field('ids'), 'li').textContent).toContain('<img');
  });
});
