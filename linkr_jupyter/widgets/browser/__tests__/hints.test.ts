/** Hints of a manifest: palettes, rows, and choices that another setting decides. */
import { beforeEach, describe, expect, it } from 'vitest';
import axe from 'axe-core';
import type { Change, ControlView, Option, Texts } from '../field.js';
import { makeControl } from '../controls.js';
import { Settings } from '../settings.js';
import type { Link } from '../link.js';
import { find } from './kernel.js';

const TEXTS = new Proxy({} as Texts, { get: (_, name) => String(name) });

const PLAIN: ControlView = {
  name: 'plain',
  control: 'text',
  title: 'Plain',
  description: '',
  required: false,
  nullable: false,
  group: 'main',
  unit: '',
  section: '',
  row: '',
  follows: false,
  placeholder: '',
  lines: 4,
  integer: false,
  most: null,
  options: [],
  least: null,
  largest: null,
  step: 'any',
  longest: null,
};
const view = (more: Partial<ControlView>): ControlView => ({ ...PLAIN, ...more });

let changes: [string, Change][];
const around = {
  texts: TEXTS,
  language: 'en',
  search: () => Promise.resolve({ items: [] }),
  changed: (name: string, change: Change): void => {
    changes.push([name, change]);
  },
};
const options: Option[] = [
  { key: '0', label: 'Okabe and Ito' },
  { key: '1', label: 'Viridis' },
];

beforeEach(() => {
  changes = [];
  document.body.replaceChildren();
});

async function violations(element: HTMLElement): Promise<string[]> {
  document.body.append(element);
  const rules = { region: { enabled: false }, 'color-contrast': { enabled: false } };
  return (await axe.run(element, { rules })).violations.map((one) => one.id);
}

describe('a palette', () => {
  const colours = { '0': ['#0072B2', '#D55E00'], '1': ['#440154'] };
  const palette = view({ name: 'colours', control: 'palette', options, colours });

  it('shows its colours beside its name, and sends the name', async () => {
    const control = makeControl(palette, around);
    document.body.append(control.element);
    control.set('1', { labels: {}, options: [] });
    const rows = [...control.element.querySelectorAll('label')];
    expect(rows.map((row) => row.textContent?.trim())).toEqual(['Okabe and Ito', 'Viridis']);
    const drawn = [...(rows[0]?.querySelectorAll<HTMLElement>('.linkrw-Swatches > span') ?? [])];
    expect(drawn.map((one) => one.style.backgroundColor)).toEqual([
      'rgb(0, 114, 178)',
      'rgb(213, 94, 0)',
    ]);
    expect(find(control.element, '.linkrw-Swatches').getAttribute('aria-hidden')).toBe('true');
    expect(find<HTMLInputElement>(control.element, 'input:checked').value).toBe('1');
    find<HTMLInputElement>(control.element, 'input[value="0"]').click();
    expect(changes).toEqual([['colours', { value: '0' }]]);
    expect(await violations(control.element)).toEqual([]);
  });
});

describe('a setting that follows another', () => {
  it('offers its concepts in a list instead of a search', async () => {
    const control = makeControl(
      view({ name: 'reference', control: 'concepts', follows: true, most: 1 }),
      around,
    );
    control.set([], { labels: {}, options: [{ key: '9007199254740993', label: 'Heart rate' }] });
    expect(control.element.querySelector('[role="combobox"]')).toBeNull();
    find<HTMLButtonElement>(control.element, '.linkrw-Row > button').click();
    expect(changes).toEqual([['reference', { value: ['9007199254740993'] }]]);
    expect(find(control.element, 'li').textContent).toContain('Heart rate 9007199254740993');
    expect(await violations(control.element)).toEqual([]);
  });

  it('offers what the kernel says now, not the whole list of the manifest', () => {
    for (const control of ['choice', 'choices']) {
      const made = makeControl(view({ control, options, follows: true, radio: false }), around);
      const value = control === 'choice' ? '1' : [];
      made.set(value, { labels: {}, options: [{ key: '1', label: 'Viridis' }] });
      const offered = [...made.element.querySelectorAll('option')].map((one) => one.value);
      expect(offered).toEqual(['1']);
      made.set(value, { labels: {}, options });
      expect(made.element.querySelectorAll('option').length).toBe(2);
    }
  });
});

describe('neighbours of the same row', () => {
  const drawn = (...views: ControlView[]): HTMLElement =>
    new Settings(views, TEXTS, 'en', { token: () => 't' } as Link, around.search).element;
  const rows = (form: HTMLElement): string[][] =>
    [...form.querySelectorAll('.linkrw-Beside')].map((row) =>
      [...row.children].map((field) => (field as HTMLElement).dataset['linkrField'] ?? ''),
    );

  it('stand side by side, in their order', () => {
    const form = drawn(
      view({ name: 'width', row: 'size' }),
      view({ name: 'height', row: 'size' }),
      view({ name: 'title' }),
      view({ name: 'from', row: 'time' }),
    );
    expect(rows(form)).toEqual([['width', 'height'], ['from']]);
    expect(
      [...form.querySelectorAll<HTMLElement>('[data-linkr-field]')].map(
        (one) => one.dataset['linkrField'],
      ),
    ).toEqual(['width', 'height', 'title', 'from']);
  });

  it('stay in their section and under their own heading of more options', () => {
    const form = drawn(
      view({ name: 'a', row: 'size' }),
      view({ name: 'b', row: 'size', section: 'Axes' }),
      view({ name: 'c', row: 'size', section: 'Axes', group: 'more' }),
    );
    expect(rows(form)).toEqual([['a'], ['b'], ['c']]);
    expect(find(form, 'details .linkrw-Beside').textContent).toContain('Plain');
  });
});
