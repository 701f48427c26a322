/** Settings and lines are linked: the setting in focus shows which lines of the code it decides. */

import { say } from './dom.js';
import type { Texts } from './field.js';

export type Lines = Record<string, number[]>;

export interface LinesState {
  /** Lines of the notebook cell, by setting. */
  cell: Lines;
  /** Lines of the code that the form shows, by setting. */
  code: Lines;
}

export class LineLinks {
  private lines: LinesState = { cell: {}, code: {} };
  private field = '';
  private told = '';

  constructor(
    settings: HTMLElement,
    private readonly texts: Texts,
    private readonly titles: Record<string, string>,
    private readonly inCode: (lines: number[]) => void,
    private readonly inCell: (lines: number[], words: string) => void,
  ) {
    const enter = (event: Event): void => {
      const field = (event.target as Element).closest<HTMLElement>('[data-linkr-field]');
      this.focus(field?.dataset['linkrField'] ?? '');
    };
    settings.addEventListener('focusin', enter);
    settings.addEventListener('focusout', (event) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node && settings.contains(to))) {
        this.focus('');
      }
    });
  }

  show(lines: LinesState | undefined): void {
    this.lines = lines ?? { cell: {}, code: {} };
    this.tell();
  }

  private focus(field: string): void {
    this.field = field;
    this.tell();
  }

  private tell(): void {
    const { field } = this;
    this.inCode(this.lines.code[field] ?? []);
    const lines = this.lines.cell[field] ?? [];
    const now = JSON.stringify([lines, lines.length ? field : '']);
    if (now !== this.told) {
      this.told = now;
      const title = this.titles[field] ?? field;
      this.inCell(lines, lines.length ? say(this.texts['line_of'], { title }) : '');
    }
  }
}
