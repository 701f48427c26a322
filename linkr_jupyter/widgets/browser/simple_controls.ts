/** Text, numbers, dates, yes/no and single choices: the browser's own controls, labelled. */

import { fillWith, h } from './dom.js';
import {
  Frame,
  type Control,
  type ControlView,
  type Offered,
  type Surroundings,
  type Value,
} from './field.js';

export function textControl(view: ControlView, around: Surroundings): Control {
  const long = view.control === 'long_text';
  const tell = (typing: boolean): void => {
    around.changed(view.name, { value: input.value, typing });
  };
  const listeners = {
    on: {
      input: () => {
        tell(true);
      },
      change: () => {
        tell(false);
      },
    },
  };
  const input: HTMLInputElement | HTMLTextAreaElement = long
    ? h('textarea', { class: 'linkrw-Input', rows: view.lines, ...listeners })
    : h('input', { class: 'linkrw-Input', type: 'text', ...listeners });
  input.placeholder = view.placeholder;
  if (view.longest !== null) {
    input.maxLength = view.longest;
  }
  return single(view, around, input, (value) => {
    const text = typeof value === 'string' ? value : '';
    if (input.value !== text) {
      input.value = text;
    }
  });
}

export function dateControl(view: ControlView, around: Surroundings): Control {
  const input = h('input', {
    class: 'linkrw-Input',
    type: 'date',
    on: {
      change: () => {
        around.changed(
          view.name,
          input.validity.badInput ? { unread: 'type_date' } : { value: input.value || null },
        );
      },
    },
  });
  return single(view, around, input, (value) => {
    input.value = typeof value === 'string' ? value : '';
  });
}

export function numberControl(view: ControlView, around: Surroundings): Control {
  const input = numberInput(view, (typing) => {
    around.changed(
      view.name,
      noNumber(input) ? { unread: 'type_number', typing } : { value: numberOf(input), typing },
    );
  });
  return single(
    view,
    around,
    input,
    (value) => {
      setNumber(input, value);
    },
    view.unit ? h('span', { class: 'linkrw-Unit' }, view.unit) : null,
  );
}

export function rangeControl(view: ControlView, around: Surroundings): Control {
  const tell = (typing: boolean): void => {
    const bad = noNumber(from) || noNumber(to);
    around.changed(
      view.name,
      bad ? { unread: 'type_number', typing } : { value: [numberOf(from), numberOf(to)], typing },
    );
  };
  const from = numberInput(view, tell);
  const to = numberInput(view, tell);
  const unit = view.unit ? h('span', { class: 'linkrw-Unit' }, view.unit) : null;
  const ends = h(
    'div',
    { class: 'linkrw-Row' },
    h('label', {}, around.texts['from'], ' ', from),
    h('label', {}, around.texts['to'], ' ', to),
    unit,
  );
  const frame = new Frame(view, around.texts, true, ends);
  frame.bind(from, to);
  return {
    element: frame.element,
    set: (value) => {
      const pair = Array.isArray(value) ? value : [null, null];
      setNumber(from, pair[0] ?? null);
      setNumber(to, pair[1] ?? null);
    },
    problem: (text) => {
      frame.problem(text);
    },
    focus: () => {
      from.focus();
    },
  };
}

export function yesNoControl(view: ControlView, around: Surroundings): Control {
  const input = h('input', {
    type: 'checkbox',
    on: {
      change: () => {
        around.changed(view.name, { value: input.checked });
      },
    },
  });
  // The label of a tick box is on its line, so the frame is a group and the title its only label.
  const frame = new Frame(
    { ...view, title: '' },
    around.texts,
    false,
    h('label', { class: 'linkrw-Tick' }, input, ' ', view.title),
  );
  frame.element.querySelector('label[for]')?.remove();
  frame.bind(input);
  return {
    element: frame.element,
    set: (value) => {
      input.checked = value === true;
    },
    problem: (text) => {
      frame.problem(text);
    },
    focus: () => {
      input.focus();
    },
  };
}

export function choiceControl(view: ControlView, around: Surroundings): Control {
  return view.radio ? radioControl(view, around) : selectControl(view, around);
}

/** `picture` draws what stands between the mark and the words of a choice. */
export function radioControl(
  view: ControlView,
  around: Surroundings,
  picture: (key: string) => Node | null = () => null,
): Control {
  const options = view.nullable
    ? [{ key: '', label: around.texts['not_set'] ?? '' }, ...view.options]
    : view.options;
  const group = `${view.name}-${Math.random().toString(36).slice(2, 8)}`;
  const inputs = options.map((option) =>
    h('input', {
      type: 'radio',
      name: group,
      value: option.key,
      on: {
        change: () => {
          around.changed(view.name, { value: option.key || null });
        },
      },
    }),
  );
  const rows = inputs.map((input, place) =>
    h('label', { class: 'linkrw-Tick' }, input, ' ', picture(input.value), options[place]?.label),
  );
  const frame = new Frame(view, around.texts, true, h('div', { class: 'linkrw-Radios' }, ...rows));
  return {
    element: frame.element,
    set: (value) => {
      for (const input of inputs) {
        input.checked = input.value === (value ?? '');
      }
    },
    problem: (text) => {
      frame.problem(text);
    },
    focus: () => {
      (inputs.find((input) => input.checked) ?? inputs[0])?.focus();
    },
  };
}

export function selectControl(view: ControlView, around: Surroundings): Control {
  const select = h('select', {
    class: 'linkrw-Input',
    on: {
      change: () => {
        around.changed(view.name, { value: select.value || null });
      },
    },
  });
  let drawn = '';
  return single(view, around, select, (value, offered) => {
    const fixed = view.control === 'choice' && !view.follows;
    const options = fixed ? view.options : offered.options;
    const missing = value === null || view.nullable;
    const wanted = JSON.stringify([options, missing]);
    if (wanted !== drawn) {
      drawn = wanted;
      fillWith(
        select,
        missing ? h('option', { value: '' }, around.texts['not_set']) : null,
        ...options.map((option) => h('option', { value: option.key }, option.label)),
      );
    }
    select.value = typeof value === 'string' ? value : '';
  });
}

function single(
  view: ControlView,
  around: Surroundings,
  input: HTMLElement,
  set: (value: Value, offered: Offered) => void,
  after: Node | null = null,
): Control {
  const frame = new Frame(
    view,
    around.texts,
    false,
    after ? h('div', { class: 'linkrw-Row' }, input, after) : input,
  );
  input.id = frame.inputId;
  frame.bind(input);
  return {
    element: frame.element,
    set,
    problem: (text) => {
      frame.problem(text);
    },
    focus: () => {
      input.focus();
    },
  };
}

/** Fields whose last letters the browser threw away. */
const refused = new WeakSet<HTMLInputElement>();

/** Some browsers show text in a number field and say so; others drop it without a word. */
function noNumber(input: HTMLInputElement): boolean {
  return input.validity.badInput || (refused.has(input) && input.value === '');
}

function numberInput(view: ControlView, tell: (typing: boolean) => void): HTMLInputElement {
  return h('input', {
    class: 'linkrw-Input linkrw-Number',
    type: 'number',
    min: view.least,
    max: view.largest,
    step: view.step,
    on: {
      beforeinput: (event) => {
        const input = event.currentTarget as HTMLInputElement;
        const typed = (event as InputEvent).data ?? '';
        const letters = /[^\d\s.,+-]/.test(typed);
        refused[letters ? 'add' : 'delete'](input);
        if (letters) {
          // Dropped letters make no event of their own.
          tell(true);
        }
      },
      input: () => {
        tell(true);
      },
      change: () => {
        tell(false);
      },
    },
  });
}

function numberOf(input: HTMLInputElement): number | null {
  return input.value === '' ? null : Number(input.value);
}

function setNumber(input: HTMLInputElement, value: unknown): void {
  const number = typeof value === 'number' ? value : null;
  refused.delete(input);
  // "1." and "1.0" are the same number: do not rewrite what a person is typing.
  if (numberOf(input) !== number || input.validity.badInput) {
    input.value = number === null ? '' : String(number);
  }
}
