/** A chain of verbs in a form: its rows, their buttons and keys, and what the kernel is told. */
import { beforeEach, describe, expect, it } from 'vitest';
import axe from 'axe-core';
import { makeControl } from '../controls.js';
import type { Change, Control, ControlView, KnownStep, Step, Texts, VerbView } from '../field.js';
import { find, type } from './kernel.js';

const WORDS: Record<string, string> = {
  steps: 'Steps of {title}',
  step_name: '{item}, step {n}',
  edit_item: 'Edit {item}',
  remove_item: 'Remove {item}',
  up_item: 'Move {item} up',
  down_item: 'Move {item} down',
  switch_off_item: 'Switch {item} off',
  switch_on_item: 'Switch {item} on',
  argument: '{title}: {value}',
  from_to: '{from} to {to}',
  step_added: 'Added {item} as {n} of {count}',
  step_moved: '{item} is {n} of {count}',
  step_removed: 'Removed {item}',
};
const TEXTS = new Proxy({} as Texts, { get: (_, name) => WORDS[String(name)] ?? String(name) });

function view(name: string, control: string, more: Partial<ControlView> = {}): ControlView {
  return {
    name,
    control,
    title: name.toUpperCase(),
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
    ...more,
  };
}

const VERBS: VerbView[] = [
  {
    name: 'age',
    title: 'Age',
    description: 'In years.',
    controls: [view('least', 'number', { unit: 'years' })],
    start: { least: 18 },
  },
  {
    name: 'event',
    title: 'Event',
    description: '',
    controls: [
      view('ids', 'concepts'),
      view('window', 'range', { unit: 'days' }),
      view('same', 'yes_no'),
      view('kind', 'choice', { options: [{ key: '0', label: 'Condition' }], radio: true }),
    ],
    start: { ids: [], window: [null, null], same: false, kind: '0' },
  },
  { name: 'first', title: 'First entry', description: '', controls: [], start: {} },
];
const age = (least: number | null, off = false): KnownStep => ({
  verb: 'age',
  values: { least },
  off,
});
const EVENT: Step = {
  verb: 'event',
  values: { ids: ['9007199254740993'], window: [-365, null], same: true, kind: '0' },
  off: false,
};
const FIRST: Step = { verb: 'first', values: {}, off: false };
const HAND: Step = { source: '.where(<b>rule</b>)', off: false };

let changes: Change[];
let searched: string[];
let control: Control;

function show(...steps: Step[]): void {
  const labels = { '9007199254740993': 'Diabetes' };
  control.set(structuredClone(steps), { labels, options: [] });
}
const rows = (): HTMLElement[] => [
  ...control.element.querySelectorAll<HTMLElement>('.linkrw-Steps > li'),
];
function tool(place: number, act: string): HTMLButtonElement {
  return find(rows()[place] as HTMLElement, `.linkrw-Step-head [data-act="${act}"]`);
}
const told = (): unknown => changes.at(-1)?.value;
const said = (): string | null => find(control.element, ':scope > [role="status"]').textContent;
function alt(target: Element, key: string, altKey = true): boolean {
  const keys = { key, altKey, bubbles: true, cancelable: true };
  return !target.dispatchEvent(new KeyboardEvent('keydown', keys));
}
async function violations(): Promise<string[]> {
  const rules = { region: { enabled: false }, 'color-contrast': { enabled: false } };
  return (await axe.run(control.element, { rules })).violations.map((one) => one.id);
}

beforeEach(() => {
  changes = [];
  searched = [];
  const around = {
    texts: TEXTS,
    language: 'en',
    search: (field: string) => {
      searched.push(field);
      return Promise.resolve({ items: [] });
    },
    changed: (name: string, change: Change): void => {
      expect(name).toBe('eligible');
      changes.push(change);
    },
  };
  control = makeControl(view('eligible', 'sequence', { verbs: VERBS }), around);
  document.body.replaceChildren(control.element);
});

describe('the steps of a sequence', () => {
  it('say in words what they ask for', async () => {
    show(age(18), EVENT, { ...FIRST, off: true });
    expect(rows()[0]?.textContent).toContain('LEAST: 18 years');
    expect(rows()[1]?.textContent).toContain(
      'IDS: Diabetes · WINDOW: -365 to … days · SAME · KIND: Condition',
    );
    expect(rows()[2]?.textContent).toContain('First entry (is_off)');
    expect(find(control.element, 'ol').getAttribute('aria-label')).toBe('Steps of ELIGIBLE');
    expect(tool(1, 'remove').getAttribute('aria-label')).toBe('Remove Event, step 2');
    expect(await violations()).toEqual([]);
  });

  it('are added from a list, open, with the focus in them', async () => {
    show();
    expect(rows().map((row) => row.textContent)).toEqual(['no_steps']);
    const select = find<HTMLSelectElement>(control.element, 'select');
    expect([...select.options].map((one) => one.text)).toEqual(['Age', 'Event', 'First entry']);
    find<HTMLButtonElement>(control.element, '.linkrw-Row > select + button').click();
    expect(told()).toEqual([age(18)]);
    expect(said()).toBe('Added Age as 1 of 1');
    expect(rows()[0]?.contains(document.activeElement)).toBe(true);
    expect(document.activeElement?.tagName).toBe('INPUT');
    expect(await violations()).toEqual([]);
  });

  it('are edited in place and keep what is typed when the kernel answers', () => {
    show(age(18), FIRST);
    const edit = tool(0, 'edit');
    expect(edit.getAttribute('aria-expanded')).toBe('false');
    edit.click();
    expect(edit.getAttribute('aria-expanded')).toBe('true');
    const input = find<HTMLInputElement>(rows()[0] as HTMLElement, 'input');
    input.focus();
    type(input, '21');
    expect(changes).toEqual([{ typing: true, value: [age(21), FIRST] }]);
    expect(rows()[0]?.textContent).toContain('LEAST: 21 years');
    show(age(21), FIRST);
    expect(document.activeElement).toBe(input);
    show(age(30), FIRST);
    expect(input.value).toBe('30');
    expect(document.activeElement).toBe(input);
  });

  it('belong to their setting, and search by verb and argument', () => {
    show(EVENT);
    tool(0, 'edit').click();
    expect(control.element.querySelectorAll('[data-linkr-field]').length).toBe(0);
    expect(control.element.dataset['linkrField']).toBe('eligible');
    type(find<HTMLInputElement>(control.element, '[role="combobox"]'), 'diab');
    return new Promise<void>((done) => {
      setTimeout(() => {
        expect(searched).toEqual(['eligible.event.ids']);
        done();
      }, 500);
    });
  });

  it('are moved by buttons and by keys, and keep the focus', () => {
    show(age(18), EVENT, FIRST);
    const down = tool(0, 'down');
    down.focus();
    down.click();
    expect(told()).toEqual([EVENT, age(18), FIRST]);
    expect(said()).toBe('Age is 2 of 3');
    expect(document.activeElement).toBe(down);
    alt(down, 'ArrowDown');
    expect(told()).toEqual([EVENT, FIRST, age(18)]);
    // It is the last one now: the focus goes to the button that still works.
    expect(document.activeElement).toBe(tool(2, 'up'));
    // The page must not scroll, nor the browser go back.
    expect(alt(tool(2, 'up'), 'ArrowUp')).toBe(true);
    expect(told()).toEqual([EVENT, age(18), FIRST]);
    const before = changes.length;
    alt(tool(0, 'edit'), 'ArrowUp');
    alt(tool(0, 'edit'), 'ArrowDown', false);
    alt(find(control.element, 'select'), 'ArrowDown');
    expect(changes.length).toBe(before);
  });

  it('leave the arrows to what uses them, and follow another order from the cell', () => {
    show(age(18), EVENT);
    tool(1, 'edit').click();
    expect(alt(find(rows()[1] as HTMLElement, '[role="combobox"]'), 'ArrowUp')).toBe(false);
    expect(changes).toEqual([]);
    const edit = tool(1, 'edit');
    edit.focus();
    show(EVENT, age(18));
    expect(tool(0, 'edit')).toBe(edit);
    expect(document.activeElement).toBe(edit);
  });

  it('are switched off and on', () => {
    show(age(18));
    const toggle = tool(0, 'switch_off');
    toggle.click();
    expect(told()).toEqual([age(18, true)]);
    expect(toggle.getAttribute('aria-label')).toBe('Switch Age, step 1 on');
    expect(rows()[0]?.textContent).toContain('is_off');
    toggle.click();
    expect(told()).toEqual([age(18)]);
  });

  it('are removed, and stand where they were when they are brought back', () => {
    show(age(18), EVENT);
    tool(1, 'edit').click();
    const kept = rows()[1];
    tool(0, 'remove').click();
    expect(told()).toEqual([EVENT]);
    expect(said()).toBe('Removed Age');
    expect(document.activeElement).toBe(tool(0, 'remove'));
    show(age(18), EVENT);
    expect(rows().length).toBe(2);
    expect(rows()[1]).toBe(kept);
    expect(tool(1, 'edit').getAttribute('aria-expanded')).toBe('true');
    tool(0, 'remove').click();
    tool(0, 'remove').click();
    expect(told()).toEqual([]);
    expect(document.activeElement?.tagName).toBe('SELECT');
  });

  it('written by hand are shown as text and only moved', async () => {
    show(HAND, age(18));
    expect(find(rows()[0] as HTMLElement, 'code').textContent).toBe('.where(<b>rule</b>)');
    expect(control.element.querySelector('b')).toBeNull();
    const acts = [...(rows()[0]?.querySelectorAll('button') ?? [])].map((one) => one.dataset);
    expect(acts.map((one) => one['act'])).toEqual(['up', 'down']);
    tool(0, 'down').click();
    expect(told()).toEqual([age(18), HAND]);
    expect(await violations()).toEqual([]);
  });

  it('pass on that a number could not be read', () => {
    show(age(18));
    tool(0, 'edit').click();
    const input = find<HTMLInputElement>(rows()[0] as HTMLElement, 'input');
    Object.defineProperty(input, 'validity', { value: { badInput: true } });
    type(input, '1e');
    expect(changes).toEqual([{ unread: 'type_number', typing: true }]);
    control.problem('Type a number.');
    expect(control.element.classList.contains('linkrw-mod-invalid')).toBe(true);
  });
});
