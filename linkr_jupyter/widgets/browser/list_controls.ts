/** Ordered lists: concepts found by searching, choices and columns picked from a select. */

import { button, fillWith, h, say } from './dom.js';
import {
  Frame,
  type Control,
  type ControlView,
  type FoundConcept,
  type Offered,
  type Surroundings,
  type Value,
} from './field.js';
import { Search } from './search.js';

interface Item {
  key: string;
  label: string;
  note?: string;
}

/** The chosen items, in order, each with buttons to move and remove it. */
class Chosen {
  readonly element = h('ol', { class: 'linkrw-Chosen' });
  keys: string[] = [];

  constructor(
    private readonly around: Surroundings,
    private readonly changed: (keys: string[]) => void,
    label: string,
  ) {
    this.element.setAttribute('aria-label', `${label}: ${around.texts['selected'] ?? ''}`);
  }

  show(items: Item[]): void {
    const { texts } = this.around;
    const focused = this.element.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset
      : null;
    const [wantedKey, wantedAct] = [focused?.['key'], focused?.['act']];
    this.keys = items.map((item) => item.key);
    if (!items.length) {
      fillWith(this.element, h('li', { class: 'linkrw-Help' }, texts['none_selected']));
      return;
    }
    fillWith(this.element, ...items.map((item, place) => this.row(item, place, items.length)));
    if (wantedKey !== undefined) {
      this.refocus(wantedKey, wantedAct ?? '');
    }
  }

  private row(item: Item, place: number, count: number): HTMLElement {
    const { texts } = this.around;
    const act = (name: string, press: () => void, off: boolean): HTMLButtonElement =>
      button(texts[name] ?? '', press, {
        class: 'linkrw-Button linkrw-mod-small',
        'aria-label': say(texts[`${name}_item`], { item: item.label }),
        'data-key': item.key,
        'data-act': name,
        disabled: off,
      });
    return h(
      'li',
      {},
      h(
        'span',
        { class: 'linkrw-Chosen-name' },
        item.label,
        item.note ? h('span', { class: 'linkrw-Note' }, ` ${item.note}`) : null,
      ),
      h(
        'span',
        { class: 'linkrw-Row' },
        count > 1 &&
          act(
            'up',
            () => {
              this.swap(place, place - 1);
            },
            place === 0,
          ),
        count > 1 &&
          act(
            'down',
            () => {
              this.swap(place, place + 1);
            },
            place === count - 1,
          ),
        act(
          'remove',
          () => {
            this.changed(this.keys.filter((_, other) => other !== place));
          },
          false,
        ),
      ),
    );
  }

  private swap(one: number, other: number): void {
    const keys = [...this.keys];
    const [a, b] = [keys[one], keys[other]];
    if (a !== undefined && b !== undefined) {
      keys[one] = b;
      keys[other] = a;
      this.changed(keys);
    }
  }

  /** A redraw must not throw the keyboard out of the list. */
  private refocus(key: string, act: string): void {
    const buttons = [...this.element.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
    const same = buttons.filter((one) => one.dataset['key'] === key);
    (same.find((one) => one.dataset['act'] === act) ?? same[0] ?? buttons[0])?.focus();
  }
}

export function conceptsControl(view: ControlView, around: Surroundings): Control {
  const { texts } = around;
  let names: Record<string, string> = {};
  const update = (keys: string[]): void => {
    show(keys);
    around.changed(view.name, { value: keys });
  };
  const chosen = new Chosen(around, update, view.title);
  const show = (keys: string[]): void => {
    chosen.show(
      keys.map((key) => ({ key, label: names[key] ?? texts['unnamed'] ?? '', note: key })),
    );
  };
  const full = h('p', { class: 'linkrw-Help', role: 'status' });
  const search = new Search<FoundConcept>({
    label: texts['search_concepts'] ?? '',
    texts: {
      searching: texts['searching'] ?? '',
      no_match: texts['no_match'] ?? '',
      matches: texts['matches'] ?? '',
    },
    search: (text) => around.search(view.name, text),
    draw: (item) => drawConcept(item, around),
    choose: (item) => {
      names = { ...names, [item.id]: item.name };
      if (chosen.keys.includes(item.id)) {
        return;
      }
      const most = view.most;
      full.textContent =
        most !== null && chosen.keys.length >= most ? say(texts['at_most'], { n: most }) : '';
      if (!full.textContent) {
        update(most === 1 ? [item.id] : [...chosen.keys, item.id]);
      }
    },
  });
  const frame = new Frame(view, texts, true, chosen.element, search.element, full);
  return {
    element: frame.element,
    set: (value, offered) => {
      names = { ...names, ...offered.labels };
      show(textsOf(value));
    },
    problem: (text) => {
      frame.problem(text);
    },
    focus: () => {
      search.input.focus();
    },
  };
}

function drawConcept(item: FoundConcept, around: Surroundings): (Node | string)[] {
  const { texts, language } = around;
  const counts = say(texts['records'], {
    records: item.records.toLocaleString(language),
    persons: item.persons.toLocaleString(language),
  });
  const facts = [
    item.id,
    item.vocabulary,
    counts,
    item.standard ? '' : texts['not_standard'],
  ].filter(Boolean);
  return [
    h('span', { class: 'linkrw-Search-name' }, item.name),
    h('span', { class: 'linkrw-Note' }, facts.join(' · ')),
  ];
}

/** `choices` (from the manifest), `columns` (from the data), and what another setting offers. */
export function pickControl(view: ControlView, around: Surroundings): Control {
  const { texts } = around;
  let offeredNow: Item[] = [];
  const update = (keys: string[]): void => {
    show(keys);
    around.changed(view.name, { value: keys });
  };
  const chosen = new Chosen(around, update, view.title);
  const select = h('select', {
    class: 'linkrw-Input',
    'aria-label': `${view.title}: ${texts['add_choice'] ?? ''}`,
  });
  const add = button(texts['add'] ?? '', () => {
    if (select.value) {
      update([...chosen.keys, select.value]);
    }
  });
  const show = (keys: string[]): void => {
    const label = (key: string): string =>
      offeredNow.find((item) => item.key === key)?.label ?? key;
    const ids = view.control === 'concepts';
    chosen.show(keys.map((key) => ({ key, label: label(key), ...(ids ? { note: key } : {}) })));
    const left = offeredNow.filter((item) => !keys.includes(item.key));
    const before = select.value;
    fillWith(select, ...left.map((item) => h('option', { value: item.key }, item.label)));
    if (left.some((item) => item.key === before)) {
      select.value = before;
    }
    add.disabled = select.disabled =
      !left.length || (view.most !== null && keys.length >= view.most);
  };
  const frame = new Frame(
    view,
    texts,
    true,
    chosen.element,
    h('div', { class: 'linkrw-Row' }, select, add),
  );
  return {
    element: frame.element,
    set: (value, offered: Offered) => {
      offeredNow = view.control === 'columns' || view.follows ? offered.options : view.options;
      show(textsOf(value));
    },
    problem: (text) => {
      frame.problem(text);
    },
    focus: () => {
      (add.disabled ? chosen.element.querySelector('button') : select)?.focus();
    },
  };
}

function textsOf(value: Value): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
