/** One step of a sequence: its words, its buttons, and the controls of its arguments. */

import { button, fillWith, h, say, uniqueId } from './dom.js';
import type {
  Change,
  Control,
  ControlView,
  Step,
  StepArgument,
  Surroundings,
  VerbView,
} from './field.js';
import { wordsOf } from './step_words.js';

export type Maker = (view: ControlView, around: Surroundings) => Control;
export type Act = 'edit' | 'up' | 'down' | 'switch_off' | 'remove';

export interface RowHooks {
  /** Name of the setting: the kernel finds what an argument searches by it. */
  field: string;
  around: Surroundings;
  make: Maker;
  press: (row: StepRow, act: Act) => void;
  changed: (change: Change) => void;
}

export class StepRow {
  readonly element = h('li', { class: 'linkrw-Step' });
  private readonly words = h('div', { class: 'linkrw-Step-name' });
  private readonly body = h('div', { class: 'linkrw-Step-body', id: uniqueId('step') });
  private readonly buttons = new Map<Act, HTMLButtonElement>();
  private controls: Map<string, Control> | null = null;
  private names: Record<string, string> = {};

  constructor(
    public step: Step,
    private readonly verb: VerbView | undefined,
    private readonly hooks: RowHooks,
  ) {
    const acts: Act[] = verb ? ['edit', 'up', 'down', 'switch_off', 'remove'] : ['up', 'down'];
    for (const act of acts) {
      const made = button('', () => {
        hooks.press(this, act);
      });
      made.className = 'linkrw-Button linkrw-mod-small';
      made.dataset['act'] = act;
      this.buttons.set(act, made);
    }
    this.body.hidden = true;
    const tools = h('span', { class: 'linkrw-Row' }, ...this.buttons.values());
    this.element.append(
      h('div', { class: 'linkrw-Step-head' }, this.words, tools),
      ...(verb ? [this.body] : []),
    );
  }

  get title(): string {
    return this.verb?.title ?? this.hooks.around.texts['by_hand'] ?? '';
  }

  get isOpen(): boolean {
    return !this.body.hidden;
  }

  /** Whether this row can show a step without being made anew. */
  fits(step: Step): boolean {
    return 'verb' in step
      ? 'verb' in this.step && step.verb === this.step.verb
      : 'source' in this.step && step.source === this.step.source;
  }

  show(step: Step, names: Record<string, string>): void {
    this.step = step;
    this.names = names;
    if ('verb' in step) {
      for (const [name, control] of this.controls ?? []) {
        control.set(step.values[name] ?? null, { labels: names, options: [] });
      }
    }
  }

  /** Brings words and buttons up to date with the step and its place in the list. */
  draw(place: number, count: number): void {
    const { texts } = this.hooks.around;
    const { off } = this.step;
    this.element.classList.toggle('linkrw-mod-off', off);
    this.drawWords();
    const item = say(texts['step_name'], { item: this.title, n: place + 1 });
    for (const [act, made] of this.buttons) {
      const text = act === 'switch_off' && off ? 'switch_on' : act;
      made.textContent = texts[text] ?? '';
      made.setAttribute('aria-label', say(texts[`${text}_item`], { item }));
    }
    this.enable('up', place > 0, 'Alt+ArrowUp');
    this.enable('down', place < count - 1, 'Alt+ArrowDown');
    const edit = this.buttons.get('edit');
    edit?.setAttribute('aria-expanded', String(this.isOpen));
    edit?.setAttribute('aria-controls', this.body.id);
  }

  /** Shows or hides the controls of the arguments. */
  toggle(open: boolean): void {
    if (open && !this.controls) {
      this.makeControls();
    }
    this.body.hidden = !open;
    this.buttons.get('edit')?.setAttribute('aria-expanded', String(open));
  }

  /** Focuses a button, or its neighbour where it cannot be pressed. */
  focus(act: Act): void {
    const wanted = this.buttons.get(act);
    const usable = [...this.buttons.values()].find((one) => !one.disabled);
    (wanted && !wanted.disabled ? wanted : usable)?.focus();
  }

  focusFirst(): void {
    const [first] = this.controls?.values() ?? [];
    if (first) {
      first.focus();
    } else {
      this.focus('edit');
    }
  }

  private enable(act: Act, possible: boolean, keys: string): void {
    const made = this.buttons.get(act);
    if (made) {
      made.disabled = !possible;
      made.setAttribute('aria-keyshortcuts', keys);
    }
  }

  private drawWords(): void {
    const { texts } = this.hooks.around;
    const title = h('span', { class: 'linkrw-Step-title' }, this.title);
    const off = this.step.off && h('span', { class: 'linkrw-Note' }, ` (${texts['is_off'] ?? ''})`);
    if ('verb' in this.step) {
      const said = wordsOf(this.verb?.controls ?? [], this.step.values, this.names, texts);
      fillWith(this.words, title, off, said && h('div', { class: 'linkrw-Note' }, said));
      return;
    }
    fillWith(
      this.words,
      title,
      off,
      h('pre', { class: 'linkrw-Step-source' }, h('code', {}, this.step.source)),
      h('p', { class: 'linkrw-Help' }, texts['by_hand_help']),
    );
  }

  private makeControls(): void {
    this.controls = new Map();
    const { verb, hooks } = this;
    const around: Surroundings = {
      ...hooks.around,
      search: (argument, text) =>
        hooks.around.search(`${hooks.field}.${verb?.name ?? ''}.${argument}`, text),
      changed: (name, change) => {
        this.take(name, change);
      },
    };
    const description = verb?.description ?? '';
    this.body.append(description ? h('p', { class: 'linkrw-Help' }, description) : '');
    for (const view of verb?.controls ?? []) {
      const control = hooks.make(view, around);
      // It is a part of its setting, which the lines of the code belong to.
      delete control.element.dataset['linkrField'];
      this.controls.set(view.name, control);
      this.body.append(control.element);
    }
    this.show(this.step, this.names);
  }

  private take(name: string, change: Change): void {
    if (change.unread || !('verb' in this.step)) {
      this.hooks.changed(change);
      return;
    }
    const value = (change.value ?? null) as StepArgument;
    this.step = { ...this.step, values: { ...this.step.values, [name]: value } };
    this.drawWords();
    this.hooks.changed(change.typing ? { typing: true } : {});
  }
}
