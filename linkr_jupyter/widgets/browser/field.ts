/** What every control of a form shares: label or legend, help text and error beside it. */

import { fillWith, h, uniqueId } from './dom.js';

/** The value of a setting, or of one argument of a step. */
export type StepArgument = string | number | boolean | null | (string | number | null)[];
export type Value = StepArgument | Step[];
export type Texts = Record<string, string>;

export interface Option {
  key: string;
  label: string;
}

/** A verb that the form knows, with all its arguments. */
export interface KnownStep {
  verb: string;
  values: Record<string, StepArgument>;
  off: boolean;
}

/** Code that a person wrote between the steps: it is shown and moved, never changed. */
export interface HandStep {
  source: string;
  off: boolean;
}

export type Step = KnownStep | HandStep;

export interface VerbView {
  name: string;
  title: string;
  description: string;
  controls: ControlView[];
  /** The values that a new step has. */
  start: Record<string, StepArgument>;
}

export interface ControlView {
  name: string;
  control: string;
  title: string;
  description: string;
  required: boolean;
  nullable: boolean;
  group: 'main' | 'more';
  unit: string;
  section: string;
  /** Neighbours of the same row stand side by side. */
  row: string;
  /** Another setting decides what is offered. */
  follows: boolean;
  placeholder: string;
  lines: number;
  integer: boolean;
  most: number | null;
  options: Option[];
  least: number | null;
  largest: number | null;
  step: number | 'any';
  longest: number | null;
  radio?: boolean;
  /** The colours of each choice of a palette, by its key. */
  colours?: Record<string, string[]>;
  /** What a sequence can be made of. */
  verbs?: VerbView[];
}

/** Data that a control shows besides its value. */
export interface Offered {
  labels: Record<string, string>;
  options: Option[];
}

export interface Change {
  value?: Value;
  unread?: 'type_number' | 'type_date';
  /** Wait for more typing before the kernel is told. */
  typing?: boolean;
}

export interface Surroundings {
  texts: Texts;
  language: string;
  changed: (name: string, change: Change) => void;
  search: (field: string, text: string) => Promise<{ items: FoundConcept[]; problem?: string }>;
}

export interface FoundConcept {
  id: string;
  name: string;
  vocabulary: string;
  code: string;
  standard: boolean;
  records: number;
  persons: number;
}

export interface Control {
  readonly element: HTMLElement;
  set: (value: Value, offered: Offered) => void;
  problem: (text: string) => void;
  focus: () => void;
}

/** The frame of a control: a labelled block, or a fieldset when there are several inputs. */
export class Frame {
  readonly element: HTMLElement;
  readonly inputId = uniqueId('field');
  private readonly error: HTMLElement;
  private inputs: HTMLElement[] = [];
  private readonly describedBy: string;

  constructor(view: ControlView, texts: Texts, group: boolean, ...content: (Node | null)[]) {
    const helpId = `${this.inputId}-help`;
    const errorId = `${this.inputId}-error`;
    const limits = limitsOf(view, texts);
    const help = [view.description, limits].filter(Boolean).join(' ');
    const required = view.required
      ? h('span', { class: 'linkrw-Required' }, ` (${texts['required'] ?? ''})`)
      : null;
    this.error = h('p', { id: errorId, class: 'linkrw-Problem', hidden: true });
    this.describedBy = [help ? helpId : '', errorId].filter(Boolean).join(' ');
    const explained = help ? h('p', { id: helpId, class: 'linkrw-Help' }, help) : null;
    const parts = [explained, ...content, this.error];
    this.element = group
      ? h(
          'fieldset',
          { class: 'linkrw-Field', 'aria-describedby': this.describedBy },
          h('legend', {}, view.title, required),
          ...parts,
        )
      : h(
          'div',
          { class: 'linkrw-Field' },
          h('label', { for: this.inputId }, view.title, required),
          ...parts,
        );
    this.element.dataset['linkrField'] = view.name;
  }

  /** Names the inputs that an error belongs to. */
  bind(...inputs: HTMLElement[]): void {
    this.inputs = inputs;
    for (const input of inputs) {
      input.setAttribute('aria-describedby', this.describedBy);
    }
  }

  problem(text: string): void {
    this.error.hidden = !text;
    fillWith(this.error, text);
    this.element.classList.toggle('linkrw-mod-invalid', Boolean(text));
    for (const input of this.inputs) {
      input.setAttribute('aria-invalid', String(Boolean(text)));
    }
  }
}

function limitsOf(view: ControlView, texts: Texts): string {
  const { least, largest } = view;
  if (view.control !== 'number' && view.control !== 'range') {
    return '';
  }
  const key =
    least !== null
      ? largest !== null
        ? 'allowed_between'
        : 'allowed_from'
      : largest !== null
        ? 'allowed_to'
        : '';
  const sentence = (texts[key] ?? '')
    .replace('{least}', String(least))
    .replace('{largest}', String(largest));
  return [sentence, sentence && view.unit ? ` ${view.unit}` : '', sentence ? '.' : ''].join('');
}
