/** The controls of a form: what they show, and how their changes reach the kernel. */

import { makeControl } from './controls.js';
import { h } from './dom.js';
import type { Change, Control, ControlView, FoundConcept, Option, Texts, Value } from './field.js';
import type { Link } from './link.js';

export interface SettingsState {
  values: Record<string, Value>;
  /** Token of the last change that the kernel has taken, by field. */
  seq: Record<string, string>;
  /** Grows when the kernel replaced the values, and what is being typed no longer counts. */
  epoch: number;
  problems: Record<string, string>;
  labels: Record<string, Record<string, string>>;
  options: Record<string, Option[]>;
  hidden: string[];
}

interface Pending {
  token: string;
  change: Change;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const DEBOUNCE = 250;

export class Settings {
  readonly element = h('div', { class: 'linkrw-Settings' });
  private readonly controls = new Map<string, Control>();
  private readonly pending = new Map<string, Pending>();
  private readonly more: HTMLDetailsElement | null;
  private epoch = 0;
  private problems: Record<string, string> = {};

  constructor(
    private readonly views: ControlView[],
    private readonly texts: Texts,
    language: string,
    private readonly link: Link,
    search: (field: string, text: string) => Promise<{ items: FoundConcept[]; problem?: string }>,
  ) {
    const around = {
      texts,
      language,
      search,
      changed: (name: string, change: Change): void => {
        this.changed(name, change);
      },
    };
    const hidden = views.filter((view) => view.group === 'more');
    this.more = hidden.length
      ? h('details', { class: 'linkrw-More' }, h('summary', {}, this.texts['more_options']))
      : null;
    let section = '';
    let row: HTMLElement | null = null;
    for (const view of views) {
      const control = makeControl(view, around);
      this.controls.set(view.name, control);
      const place = view.group === 'more' && this.more ? this.more : this.element;
      if (view.section && view.section !== section) {
        place.append(h('h4', {}, view.section));
        row = null;
      }
      section = view.section;
      row = rowFor(view, row, place);
      (row ?? place).append(control.element);
    }
    if (this.more) {
      this.element.append(this.more);
    }
  }

  show(state: SettingsState): void {
    if (state.epoch !== this.epoch) {
      this.epoch = state.epoch;
      for (const waiting of this.pending.values()) {
        clearTimeout(waiting.timer);
      }
      this.pending.clear();
    }
    this.problems = state.problems;
    for (const view of this.views) {
      const { name } = view;
      const control = this.controls.get(name);
      const waiting = this.pending.get(name);
      if (waiting && waiting.timer === undefined && state.seq[name] === waiting.token) {
        this.pending.delete(name);
      }
      if (!control) {
        continue;
      }
      control.element.hidden = state.hidden.includes(name);
      // What a person is typing wins over an older state of the kernel.
      if (!this.pending.has(name) && !(name in state.problems && this.holdsFocus(control))) {
        control.set(state.values[name] ?? null, {
          labels: state.labels[name] ?? {},
          options: state.options[name] ?? [],
        });
      }
      control.problem(state.problems[name] ?? '');
    }
  }

  /** Sends what is still waiting for more typing. */
  flush(): void {
    for (const [name, waiting] of this.pending) {
      if (waiting.timer !== undefined) {
        clearTimeout(waiting.timer);
        this.tell(name, waiting);
      }
    }
  }

  /** Moves the focus to the first setting that needs a correction. */
  focusProblem(): boolean {
    const view = this.views.find((one) => this.problems[one.name]);
    const control = view && this.controls.get(view.name);
    if (!control) {
      return false;
    }
    if (this.more?.contains(control.element)) {
      this.more.open = true;
    }
    control.element.hidden = false;
    control.focus();
    return true;
  }

  private holdsFocus(control: Control): boolean {
    return (
      control.element.contains(document.activeElement) &&
      document.activeElement instanceof HTMLInputElement
    );
  }

  private changed(name: string, change: Change): void {
    clearTimeout(this.pending.get(name)?.timer);
    const waiting: Pending = { token: this.link.token(), change, timer: undefined };
    this.pending.set(name, waiting);
    if (change.typing) {
      waiting.timer = setTimeout(() => {
        this.tell(name, waiting);
      }, DEBOUNCE);
    } else {
      this.tell(name, waiting);
    }
  }

  private tell(name: string, waiting: Pending): void {
    waiting.timer = undefined;
    const { value, unread } = waiting.change;
    this.link.send({
      type: 'set',
      field: name,
      seq: waiting.token,
      ...(unread ? { unread } : { value: value ?? null }),
    });
  }
}

/** Where a setting stands with its neighbours of the same row; null for a line of its own. */
function rowFor(view: ControlView, last: HTMLElement | null, place: Element): HTMLElement | null {
  if (!view.row) {
    return null;
  }
  if (last?.dataset['row'] === view.row && last.parentElement === place) {
    return last;
  }
  const made = h('div', { class: 'linkrw-Beside', 'data-row': view.row });
  place.append(made);
  return made;
}
