/** The choice between the languages in which a plugin's cell exists. */

import { button, fillWith, h, uniqueId } from './dom.js';
import type { Texts } from './field.js';

export interface LanguageChoice {
  name: string;
  title: string;
}

export interface CodingState {
  now: string;
  /** Why the code could not run here, in words; empty where it can. */
  problem: string;
}

export class LanguageSwitch {
  readonly element: HTMLFieldSetElement;
  private readonly inputs: HTMLInputElement[];
  private readonly said = h('div', { class: 'linkrw-Problem', role: 'status' });
  private inNotebook = false;

  constructor(
    private readonly languages: LanguageChoice[],
    private readonly texts: Texts,
    private readonly choose: (name: string) => void,
  ) {
    const group = uniqueId('language');
    this.inputs = languages.map((language) =>
      h('input', {
        type: 'radio',
        name: group,
        value: language.name,
        on: {
          change: () => {
            choose(language.name);
          },
        },
      }),
    );
    const rows = this.inputs.map((input, place) =>
      h('label', { class: 'linkrw-Tick' }, input, ' ', languages[place]?.title),
    );
    this.element = h(
      'fieldset',
      { class: 'linkrw-Field linkr-Form-language' },
      h('legend', {}, texts['code_language']),
      h('div', { class: 'linkrw-Radios linkrw-mod-inline' }, ...rows),
      this.said,
    );
    this.element.hidden = true;
  }

  /** Where no cell is written, nobody chooses how. */
  place(inNotebook: boolean): void {
    this.inNotebook = inNotebook;
    this.element.hidden = !inNotebook || this.languages.length < 2;
  }

  show(state: CodingState): void {
    for (const input of this.inputs) {
      input.checked = input.value === state.now;
    }
    const other = this.languages.find(({ name }) => name === 'python');
    const way =
      state.problem && other && state.now !== other.name
        ? button(this.texts['use_python'] ?? '', () => {
            this.choose(other.name);
            this.inputs.find((input) => input.value === other.name)?.focus();
          })
        : null;
    fillWith(this.said, state.problem ? h('p', {}, state.problem) : null, way);
    if (state.problem) {
      this.element.hidden = !this.inNotebook;
    }
  }
}
