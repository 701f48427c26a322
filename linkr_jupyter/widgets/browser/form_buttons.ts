/** The buttons below a form: with a notebook they write its cell, without one they show the result. */

import { button, fillWith, h } from './dom.js';
import type { Texts } from './field.js';

export interface Possible {
  undo: boolean;
  redo: boolean;
  restore: boolean;
}

export interface Presses {
  write: () => void;
  main: () => void;
  reset: () => void;
  undo: () => void;
  redo: () => void;
  restore: () => void;
  close: () => void;
}

export class FormButtons {
  readonly element = h('div', { class: 'linkr-Form-buttons linkrw-Row' });
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly restore: HTMLButtonElement;

  constructor(
    private readonly texts: Texts,
    private readonly presses: Presses,
  ) {
    this.undo = button(texts['undo'] ?? '', presses.undo);
    this.redo = button(texts['redo'] ?? '', presses.redo);
    this.restore = button(texts['undo_write'] ?? '', presses.restore);
  }

  arrange(inNotebook: boolean): void {
    const { texts, presses } = this;
    const reset = button(texts['reset'] ?? '', presses.reset);
    const main = button(texts[inNotebook ? 'write_run' : 'show_result'] ?? '', presses.main, {
      class: 'linkrw-Button linkrw-mod-main',
      'aria-keyshortcuts': 'Control+Enter',
    });
    const write = button(texts['write'] ?? '', presses.write);
    const close = button(texts['close'] ?? '', presses.close);
    const shown = inNotebook
      ? [write, main, reset, this.undo, this.redo, this.restore, close]
      : [main, reset, this.undo, this.redo];
    fillWith(this.element, ...shown);
  }

  show(can: Possible): void {
    this.undo.disabled = !can.undo;
    this.redo.disabled = !can.redo;
    this.restore.disabled = !can.restore;
  }
}
