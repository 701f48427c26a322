import { beforeEach, describe, expect, it } from 'vitest';
import { find } from './kernel.js';
import { openForm, state, type Opened } from './open_form.js';

interface Shown {
  lines: number[];
  words: string;
}

describe('settings and lines', () => {
  let opened: Opened;
  let shown: Shown[];

  beforeEach(() => {
    opened = openForm();
    shown = [];
    opened.root.addEventListener('linkr:lines', (event) => {
      shown.push((event as CustomEvent<Shown>).detail);
    });
    opened.kernel.put(
      'state',
      state({ lines: { cell: { bins: [3] }, code: { bins: [1], k: [2] } } }),
    );
  });

  const linked = (): (string | undefined)[] =>
    [...opened.root.querySelectorAll('.linkrw-mod-linked code')].map((one) => one.textContent);
  const input = (name: string): HTMLElement => find(opened.field(name), 'input');

  it('a setting in focus shows its lines in the code and in the cell', () => {
    input('bins').focus();
    expect(linked()).toEqual(['bins = 40']);
    expect(shown).toEqual([{ lines: [3], words: 'line_of' }]);
  });

  it('leaving the settings takes the marks away', () => {
    input('bins').focus();
    find(opened.root, '.linkr-Form-buttons button').focus();
    expect(linked()).toEqual([]);
    expect(shown.at(-1)).toEqual({ lines: [], words: '' });
  });

  it('the next setting takes over, though no line of the cell is its own', () => {
    input('bins').focus();
    input('k').focus();
    expect(linked()).toEqual(['bins']);
    expect(shown.at(-1)?.lines).toEqual([]);
  });

  it('lines that moved are shown at their new place, and not told twice', () => {
    input('bins').focus();
    const moved = state({ lines: { cell: { bins: [4] }, code: { bins: [2] } } });
    opened.kernel.put('state', moved);
    opened.kernel.put('state', { ...moved });
    expect(linked()).toEqual(['bins']);
    expect(shown.map(({ lines }) => lines)).toEqual([[3], [4]]);
  });
});
