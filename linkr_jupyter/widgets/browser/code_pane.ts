/** The cell that the form would write, with line numbers and marks on the lines that change. */

import { fillWith, h } from './dom.js';
import type { Texts } from './field.js';

export interface CodeState {
  text: string;
  changed: number[];
}

export class CodePane {
  readonly element: HTMLDetailsElement;
  private readonly summary = h('summary');
  private readonly lines = h('ol', { class: 'linkrw-Code', tabindex: 0 });
  private drawn = '';
  private linked: number[] = [];

  constructor(private readonly texts: Texts) {
    this.element = h('details', { class: 'linkr-Form-code' }, this.summary, this.lines);
    this.label(false);
  }

  /** In a notebook it is the code; in a page for clinicians, the answer to a question. */
  label(inNotebook: boolean): void {
    const text = this.texts[inNotebook ? 'code' : 'computed'] ?? '';
    this.summary.textContent = text;
    this.element.open = inNotebook;
    this.lines.setAttribute('aria-label', text);
  }

  /** Marks the lines that the setting in focus decides. */
  link(lines: number[]): void {
    this.linked = lines;
    for (const [place, line] of [...this.lines.children].entries()) {
      line.classList.toggle('linkrw-mod-linked', lines.includes(place + 1));
    }
  }

  show(code: CodeState): void {
    const drawn = JSON.stringify(code);
    if (drawn === this.drawn) {
      return;
    }
    this.drawn = drawn;
    const changed = new Set(code.changed);
    const lines = code.text ? code.text.split('\n') : [];
    fillWith(
      this.lines,
      ...lines.map((line, place) => {
        const marked = changed.has(place + 1);
        return h(
          'li',
          { class: marked ? 'linkrw-mod-changed' : undefined },
          h('code', {}, line || ' '),
          marked ? h('span', { class: 'linkrw-Code-mark' }, this.texts['line_changed']) : null,
        );
      }),
    );
    this.link(this.linked);
  }
}
