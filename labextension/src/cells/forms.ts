import { Notification } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { tell } from '../components/message';
import { readMetadata } from './cell-metadata';
import type { NotebookForms } from './notebook-forms';

/** The forms of every open notebook. */
export class Forms {
  constructor(private readonly trans: TranslationBundle) {}

  /** Look after the forms of a notebook, until it is closed. */
  follow(forms: NotebookForms): void {
    const { panel } = forms;
    this.known.set(panel, forms);
    panel.disposed.connect(() => this.known.delete(panel));
  }

  /** Whether a cell was made by a form, or claims to be. */
  hasForm(cell: Cell | null): boolean {
    return (
      cell !== null &&
      cell.model.type === 'code' &&
      readMetadata(cell.model, this.trans).kind !== 'none'
    );
  }

  /** Open the form of a cell; when it is open, close it, or go to it where it is out of view. */
  toggle(panel: NotebookPanel, cell: Cell): void {
    const forms = this.known.get(panel);
    const read = readMetadata(cell.model, this.trans);
    if (forms?.isOpen(cell) && !forms.isInView(cell)) {
      void forms.revealIn(cell);
    } else if (forms?.isOpen(cell)) {
      forms.closeIn(cell);
    } else if (read.kind === 'form') {
      forms?.open(cell, read.metadata.plugin, true);
    } else if (read.kind === 'malformed') {
      void tell(this.trans, {
        title: this.trans.__('The form of this cell cannot be opened'),
        text: this.trans.__(
          'Its LinkR metadata is damaged: %1. The code still runs.',
          read.problem,
        ),
        advice: this.trans.__(
          'To get a form again, use “Add analysis”, or repair the metadata in the property inspector.',
        ),
      });
    } else {
      Notification.info(
        this.trans.__('This cell was not written by a form. “Add analysis” makes one that is.'),
      );
    }
  }

  /** Open a new form below a cell; its first write makes a cell of its own. */
  add(panel: NotebookPanel, plugin: string): void {
    const cell = panel.content.activeCell ?? panel.content.widgets.at(-1);
    if (cell) {
      this.known.get(panel)?.open(cell, plugin, false);
    }
  }

  /** A plugin was changed: draw its forms anew, those without a cell in these notebooks only. */
  refresh(plugin: string, whole: readonly NotebookPanel[]): void {
    for (const [panel, forms] of this.known) {
      forms.refresh(plugin, whole.includes(panel));
    }
  }

  private readonly known = new Map<NotebookPanel, NotebookForms>();
}
