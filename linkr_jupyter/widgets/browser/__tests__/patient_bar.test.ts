import { beforeEach, describe, expect, it, vi } from 'vitest';
import bar from '../patient_bar.js';
import { find, Kernel, press, rendered, type } from './kernel.js';

const STATE = {
  position: 2,
  total: 312,
  person: '9007199254740993',
  sentence: 'Female · 67 years',
  stays: ['1 Feb to 3 Feb'],
  stay: null,
  hidden: false,
  generated: true,
  message: '',
  lang: 'en',
};
const TEXTS = {
  previous: 'Previous',
  next: 'Next',
  of: 'of {total}',
  beyond: 'There are {total} patients.',
  person: 'Patient {person}',
  hidden: 'Identifier hidden',
  announce: 'Patient {position} of {total}',
  region: 'Patient',
  stay: 'Stay',
  all_stays: 'All stays',
  search: 'Find a patient',
};

// jsdom lays nothing out.
Element.prototype.checkVisibility = () => true;

let kernel: Kernel;
let root: HTMLElement;

beforeEach(() => {
  vi.useRealTimers();
  kernel = new Kernel({ state: STATE, texts: TEXTS });
  root = find(rendered(bar, kernel), '.linkr-PatientBar');
});

describe('the patient bar', () => {
  it('is a labelled region that announces the patient', () => {
    expect(root.getAttribute('aria-label')).toBe('Patient');
    expect(find(root, '.linkr-PatientBar-live').textContent).toBe('Patient 2 of 312');
    expect(root.textContent).toContain('Patient 9007199254740993');
  });

  it('steps by button and by keyboard', () => {
    press(root, 'Next');
    root.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'PageUp', altKey: true, bubbles: true }),
    );
    root.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true }));
    expect(kernel.ofType('step')).toEqual([
      { type: 'step', by: 1 },
      { type: 'step', by: -1 },
    ]);
  });

  it('says how many patients there are when a position is beyond the last', () => {
    const input = find<HTMLInputElement>(root, 'input[type="number"]');
    input.value = '5000';
    input.dispatchEvent(new Event('change'));
    expect(kernel.ofType('goto')).toEqual([{ type: 'goto', position: 312 }]);
    expect(find(root, '[role="alert"]').textContent).toBe('There are 312 patients.');
  });

  it('forgets that sentence at the next action in the bar', () => {
    const input = find<HTMLInputElement>(root, 'input[type="number"]');
    const search = find<HTMLInputElement>(root, '[role="combobox"]');
    const said = (): string | null => find(root, '[role="alert"]').textContent;
    const miss = (): void => {
      input.value = '5000';
      input.dispatchEvent(new Event('change'));
      expect(said()).toBe('There are 312 patients.');
    };
    for (const text of ['F 67', '']) {
      miss();
      type(search, text);
      expect(said()).toBe('');
    }
    miss();
    press(root, 'Next');
    expect(said()).toBe('');
  });

  it('steps by keyboard from anywhere on the page, but not from a field or an editor', () => {
    const pressedIn = (element: Element): void => {
      root.parentElement?.append(element);
      element.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'PageDown', altKey: true, bubbles: true }),
      );
    };
    pressedIn(document.createElement('p'));
    expect(kernel.ofType('step')).toEqual([{ type: 'step', by: 1 }]);
    const editor = document.createElement('div');
    editor.setAttribute('contenteditable', 'true');
    for (const place of [
      editor,
      document.createElement('input'),
      document.createElement('textarea'),
    ]) {
      pressedIn(place);
    }
    expect(kernel.ofType('step')).toHaveLength(1);
    const tick = document.createElement('input');
    tick.type = 'checkbox';
    pressedIn(tick);
    expect(kernel.ofType('step')).toHaveLength(2);
  });

  it('steps in the notebook that has the focus, and in none that is hidden', () => {
    const press = (): boolean =>
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'PageDown', altKey: true, bubbles: true }),
      );
    const visible = vi.spyOn(root, 'checkVisibility').mockReturnValue(false);
    press();
    visible.mockReturnValue(true);
    root.parentElement?.classList.add('jp-NotebookPanel');
    press();
    expect(kernel.ofType('step')).toEqual([]);
    root.parentElement?.classList.remove('jp-NotebookPanel');
    press();
    expect(kernel.ofType('step')).toHaveLength(1);
  });

  it('goes to a typed position and refuses others', () => {
    const input = find<HTMLInputElement>(root, 'input[type="number"]');
    for (const text of ['17', '-3', '1.5']) {
      input.value = text;
      input.dispatchEvent(new Event('change'));
    }
    expect(kernel.ofType('goto')).toEqual([{ type: 'goto', position: 17 }]);
    expect(input.value).toBe('2');
  });

  it('stops at both ends', () => {
    const disabled = (): (boolean | undefined)[] =>
      [...root.querySelectorAll('button')].map((button) => button.disabled);
    kernel.put('state', { ...STATE, position: 1 });
    expect(disabled()).toEqual([true, false]);
    kernel.put('state', { ...STATE, position: 312 });
    expect(disabled()).toEqual([false, true]);
  });

  it('chooses a stay by its place', () => {
    const select = find<HTMLSelectElement>(root, 'select');
    select.value = '0';
    select.dispatchEvent(new Event('change'));
    expect(kernel.ofType('stay')).toEqual([{ type: 'stay', stay: 0 }]);
    expect([...select.options].map((option) => option.textContent)).toEqual([
      'All stays',
      '1 Feb to 3 Feb',
    ]);
  });

  it('chooses a found patient by position', async () => {
    const found = [{ person: '5', position: 9, text: 'Male · 50 years' }];
    kernel.answer = (message) => (message['type'] === 'search' ? { found, problem: '' } : null);
    type(find<HTMLInputElement>(root, '[role="combobox"]'), '5');
    await vi.waitFor(() => {
      find<HTMLElement>(root, '[role="option"]').click();
    });
    expect(kernel.ofType('goto')).toEqual([{ type: 'goto', position: 9 }]);
  });

  it('shows no identifier when they are hidden', () => {
    kernel.put('state', { ...STATE, hidden: true, person: '' });
    expect(root.textContent).toContain('Identifier hidden');
    expect(root.textContent).not.toContain('9007199254740993');
  });

  it('shows messages and the badge of generated data', () => {
    kernel.put('state', { ...STATE, generated: false, message: 'No answer.' });
    expect(find(root, '[role="alert"]').textContent).toBe('No answer.');
    expect(find(root, '.linkrw-Badge').hidden).toBe(true);
  });
});
