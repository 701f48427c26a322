/** A chain of verbs as a list: steps are added, edited in place, moved, switched off and removed. */

import { button, fillWith, h, say } from './dom.js';
import {
  Frame,
  type Change,
  type Control,
  type ControlView,
  type Offered,
  type Step,
  type Surroundings,
  type Value,
  type VerbView,
} from './field.js';
import { StepRow, type Act, type Maker, type RowHooks } from './step_row.js';

export function sequenceControl(view: ControlView, around: Surroundings, make: Maker): Control {
  const steps = new Steps(view, around, make);
  const frame = new Frame(view, around.texts, true, steps.list, steps.adding, steps.status);
  return {
    element: frame.element,
    set: (value, offered) => {
      steps.set(value, offered);
    },
    problem: (text) => {
      frame.problem(text);
    },
    focus: () => {
      steps.focus();
    },
  };
}

class Steps {
  readonly list: HTMLElement;
  readonly adding: HTMLElement;
  /** What a move or a removal did, for who does not see the list. */
  readonly status = h('p', { class: 'linkrw-Help', role: 'status' });
  private readonly none: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly add: HTMLButtonElement;
  private readonly hooks: RowHooks;
  private rows: StepRow[] = [];
  private names: Record<string, string> = {};

  constructor(
    private readonly view: ControlView,
    private readonly around: Surroundings,
    make: Maker,
  ) {
    const { texts } = around;
    const label = say(texts['steps'], { title: view.title });
    this.list = h('ol', {
      class: 'linkrw-Steps',
      'aria-label': label,
      on: {
        keydown: (event) => {
          this.pressed(event as KeyboardEvent);
        },
      },
    });
    this.none = h('li', { class: 'linkrw-Help' }, texts['no_steps']);
    this.select = h(
      'select',
      { class: 'linkrw-Input', 'aria-label': `${view.title}: ${texts['add_step'] ?? ''}` },
      ...this.verbs.map((verb) => h('option', { value: verb.name }, verb.title)),
    );
    this.add = button(texts['add_step'] ?? '', () => {
      this.addStep();
    });
    this.adding = h('div', { class: 'linkrw-Row' }, this.select, this.add);
    this.hooks = {
      field: view.name,
      around,
      make,
      press: (row, act) => {
        this.act(row, act);
      },
      changed: (change) => {
        this.tell(change);
      },
    };
  }

  /** Shows what the kernel holds; rows whose step stays keep their place, focus and controls. */
  set(value: Value, offered: Offered): void {
    this.names = offered.labels;
    const steps = stepsOf(value);
    const focused = document.activeElement;
    const left = [...this.rows];
    const same = steps.map((step) => taken(left, (row) => isSame(row.step, step)));
    this.rows = steps.map((step, place) => {
      const row = same[place] ?? taken(left, (one) => one.fits(step)) ?? this.rowOf(step);
      row.show(step, this.names);
      return row;
    });
    this.draw();
    if (focused instanceof HTMLElement && this.list.contains(focused)) {
      focused.focus();
    }
  }

  focus(): void {
    const row = this.rows.find((one) => one.isOpen) ?? this.rows[0];
    if (row) {
      row.focus('edit');
    } else {
      this.select.focus();
    }
  }

  private get verbs(): VerbView[] {
    return this.view.verbs ?? [];
  }

  private rowOf(step: Step): StepRow {
    const verb = 'verb' in step ? this.verbs.find((one) => one.name === step.verb) : undefined;
    const row = new StepRow(step, verb, this.hooks);
    row.show(step, this.names);
    return row;
  }

  private draw(): void {
    const wanted = this.rows.length ? this.rows.map((row) => row.element) : [this.none];
    const there = [...this.list.children];
    if (wanted.length !== there.length || wanted.some((one, place) => one !== there[place])) {
      fillWith(this.list, ...wanted);
    }
    for (const [place, row] of this.rows.entries()) {
      row.draw(place, this.rows.length);
    }
    const { most } = this.view;
    this.add.disabled = this.select.disabled = most !== null && this.rows.length >= most;
  }

  private tell(change: Change): void {
    this.around.changed(
      this.view.name,
      change.unread ? change : { ...change, value: this.rows.map((row) => row.step) },
    );
  }

  private announce(text: string, row: StepRow, place: number): void {
    const values = { item: row.title, n: place + 1, count: this.rows.length };
    this.status.textContent = say(this.around.texts[text], values);
  }

  private addStep(): void {
    const verb = this.verbs.find((one) => one.name === this.select.value);
    if (!verb) {
      return;
    }
    const row = this.rowOf({ verb: verb.name, values: structuredClone(verb.start), off: false });
    this.rows.push(row);
    row.toggle(true);
    this.draw();
    this.announce('step_added', row, this.rows.length - 1);
    row.focusFirst();
    this.tell({});
  }

  private act(row: StepRow, act: Act): void {
    const place = this.rows.indexOf(row);
    if (act === 'edit') {
      row.toggle(!row.isOpen);
    } else if (act === 'up' || act === 'down') {
      this.move(row, place, act);
    } else if (act === 'remove') {
      this.remove(row, place);
    } else {
      row.step = { ...row.step, off: !row.step.off };
      this.draw();
      this.tell({});
    }
  }

  private move(row: StepRow, place: number, act: 'up' | 'down'): void {
    const to = act === 'up' ? place - 1 : place + 1;
    const other = this.rows[to];
    if (!other) {
      return;
    }
    this.rows[place] = other;
    this.rows[to] = row;
    // The neighbour goes round the row, which so keeps the focus.
    if (act === 'up') {
      row.element.after(other.element);
    } else {
      row.element.before(other.element);
    }
    const inside = row.element.contains(document.activeElement);
    this.draw();
    this.announce('step_moved', row, to);
    const kept = document.activeElement;
    if (inside && (!row.element.contains(kept) || (kept as HTMLButtonElement).disabled)) {
      row.focus(act === 'up' ? 'down' : 'up');
    }
    this.tell({});
  }

  private remove(row: StepRow, place: number): void {
    this.rows.splice(place, 1);
    this.draw();
    this.announce('step_removed', row, place);
    const next = this.rows[place] ?? this.rows[place - 1];
    if (next) {
      next.focus('remove');
    } else {
      this.select.focus();
    }
    this.tell({});
  }

  /** Alt with an arrow moves the step that has the focus, except where the arrows have a use. */
  private pressed(event: KeyboardEvent): void {
    const act = { ArrowUp: 'up' as const, ArrowDown: 'down' as const }[event.key];
    const target = event.target as HTMLElement;
    if (!act || !event.altKey || target.closest('select, textarea, [role="combobox"]')) {
      return;
    }
    const row = this.rows.find((one) => one.element.contains(target));
    if (row) {
      event.preventDefault();
      event.stopPropagation();
      this.move(row, this.rows.indexOf(row), act);
    }
  }
}

function stepsOf(value: Value): Step[] {
  return Array.isArray(value)
    ? (value as unknown[]).filter((one): one is Step => typeof one === 'object' && one !== null)
    : [];
}

function isSame(one: Step, other: Step): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function taken(rows: StepRow[], wanted: (row: StepRow) => boolean): StepRow | undefined {
  const place = rows.findIndex(wanted);
  return place < 0 ? undefined : rows.splice(place, 1)[0];
}
