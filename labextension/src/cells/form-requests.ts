import type { ISessionContextDialogs } from '@jupyterlab/apputils';
import type { Cell, ICellModel } from '@jupyterlab/cells';
import { NotebookActions } from '@jupyterlab/notebook';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';

import { tell } from '../components/message';
import { isSetup, readMetadata } from './cell-metadata';
import { markCell } from './editor-lines';
import { FormSession } from './form-session';
import type { NotebookForms } from './notebook-forms';
import {
  FORM_EVENTS,
  formOf,
  isRestore,
  isWrite,
  linesOf,
  type Answer,
  type FormEventName,
  type WriteDetail,
} from './protocol';
import { answerSiblings } from './siblings';
import { insertCell, rewriteCell } from './write-cell';

/** Requests remembered, so that one that comes twice is served once. */
const MOST_REQUESTS = 100;

/** Serves what the forms of one notebook ask for: write, run, interrupt, restore, close. */
export class FormRequests {
  constructor(
    private readonly forms: NotebookForms,
    private readonly trans: TranslationBundle,
    private readonly translator: ITranslator,
    private readonly dialogs: ISessionContextDialogs,
  ) {
    const { panel } = forms;
    for (const name of FORM_EVENTS) {
      panel.node.addEventListener(name, (event) => this.onEvent(name, event));
    }
    panel.node.addEventListener('focusin', keepShortcutsOut);
    forms.onKernel = (state) => this.sessions.forEach((session) => session.tellKernel(state));
    panel.disposed.connect(() => this.sessions.forEach((session) => session.dispose()));
  }

  private onEvent(name: FormEventName, event: Event): void {
    const form = formOf(event);
    if (!form) {
      return;
    }
    // Handled here: the kernel must not run the code into an output of its own.
    event.preventDefault();
    event.stopPropagation();
    const session = this.sessionOf(form);
    const detail: unknown = (event as CustomEvent<unknown>).detail;
    switch (name) {
      case 'linkr:form-ready':
        this.forms.ready(form);
        session.tell();
        session.tellKernel(this.forms.kernelState);
        break;
      case 'linkr:write':
        this.write(session, detail);
        break;
      case 'linkr:restore':
        this.restore(session, detail);
        break;
      case 'linkr:run-setup':
        void this.runSetup(detail);
        break;
      case 'linkr:interrupt':
        void this.forms.panel.sessionContext.session?.kernel?.interrupt();
        break;
      case 'linkr:lines':
        this.showLines(session, detail);
        break;
      case 'linkr:siblings':
        answerSiblings(this.forms.panel.content, session, detail, this.trans);
        break;
      case 'linkr:close':
        this.close(session);
        break;
    }
  }

  private sessionOf(form: HTMLElement): FormSession {
    for (const [node, session] of this.sessions) {
      if (!node.isConnected && !this.forms.hosted(node)) {
        session.dispose();
        this.sessions.delete(node);
      }
    }
    let session = this.sessions.get(form);
    if (!session) {
      session = new FormSession(form);
      session.bind(this.cellWrittenBy(form));
      this.sessions.set(form, session);
    }
    return session;
  }

  /**
   * The cell that a form writes: the cell it is hosted in; for a form in a cell's output (made by
   * `linkr.form`) the next cell, where it was written by the same plugin.
   */
  private cellWrittenBy(form: HTMLElement): ICellModel | null {
    const hosted = this.forms.hosted(form);
    if (hosted) {
      return hosted.bound ? (this.forms.cellById(hosted.cell)?.model ?? null) : null;
    }
    const around = this.forms.cellAround(form);
    const cells = this.forms.panel.content.widgets;
    const next = around ? cells[cells.indexOf(around) + 1]?.model : undefined;
    const read = next ? readMetadata(next, this.trans) : null;
    const plugin = form.getAttribute('data-linkr-form');
    return next && read?.kind === 'form' && read.metadata.plugin === plugin ? next : null;
  }

  private write(session: FormSession, detail: unknown): void {
    if (!isWrite(detail)) {
      return;
    }
    const known = this.answers.get(detail.request);
    const answer = known ?? this.serve(session, detail);
    if (!known) {
      this.answers.set(detail.request, answer);
      const [oldest] = this.answers.keys();
      if (this.answers.size > MOST_REQUESTS && oldest !== undefined) {
        this.answers.delete(oldest);
      }
    }
    detail.done?.(answer);
    if (!known && answer.status === 'written' && detail.run && session.cell) {
      void this.run(session.cell.id, session.form);
    }
  }

  private serve(session: FormSession, detail: WriteDetail): Answer {
    const cell = session.cell?.isDisposed ? null : session.cell;
    if (detail.mode === 'insert' || !cell) {
      return this.insert(session, detail);
    }
    if (cell.getMetadata('editable') === false) {
      return { status: 'failed', message: this.trans.__('The cell is locked against changes.') };
    }
    const seen = detail.seen ?? session.seen ?? cell.sharedModel.getSource();
    if (!rewriteCell(cell.sharedModel, detail.source, detail.metadata, seen)) {
      session.tell();
      return {
        status: 'failed',
        message: this.trans.__(
          'Somebody changed the same place of the cell just now. The form has read the cell again: write once more.',
        ),
      };
    }
    session.wrote(detail.source);
    return { status: 'written' };
  }

  private insert(session: FormSession, detail: WriteDetail): Answer {
    const { content } = this.forms.panel;
    const above = session.cell ? this.forms.cellById(session.cell.id) : null;
    const anchor = above ?? this.forms.cellAround(session.form) ?? content.activeCell;
    const index = anchor ? content.widgets.indexOf(anchor) + 1 : content.widgets.length;
    const hosted = this.forms.hosted(session.form);
    const shared = content.model?.sharedModel;
    const id = shared
      ? insertCell(shared, index, detail.request, detail.source, detail.metadata)
      : '';
    const cell = this.forms.cellById(id);
    if (!cell) {
      return {
        status: 'failed',
        message: this.trans.__('The notebook did not take the new cell. Is it read-only?'),
      };
    }
    session.bind(cell.model);
    session.wrote(detail.source);
    if (hosted) {
      void this.forms.move(hosted, cell).then(() => this.keepFocus(session.form, cell));
    }
    return { status: 'written' };
  }

  /** After the page moved under a form, its cell is the active one and the form stays in view. */
  private keepFocus(form: HTMLElement, cell: Cell): void {
    const { content } = this.forms.panel;
    const focused = document.activeElement;
    content.activeCellIndex = content.widgets.indexOf(cell);
    if (focused instanceof HTMLElement && form.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
    cell.editorWidget?.node.scrollIntoView({ block: 'nearest' });
  }

  private restore(session: FormSession, detail: unknown): void {
    if (!isRestore(detail)) {
      return;
    }
    const cell = session.cell;
    const seen = detail.seen ?? session.seen ?? '';
    const written =
      cell !== null && rewriteCell(cell.sharedModel, detail.source, detail.metadata, seen);
    if (written) {
      session.wrote(detail.source);
    }
    session.tell();
    detail.done?.(
      written
        ? { status: 'written' }
        : {
            status: 'failed',
            message: this.trans.__('The cell was changed meanwhile, so it was left as it is.'),
          },
    );
  }

  private async run(cellId: string, form: HTMLElement): Promise<void> {
    const cell = this.forms.cellById(cellId);
    if (cell) {
      const focused = document.activeElement;
      const running = this.runCells([cell]);
      if (focused instanceof HTMLElement && form.contains(focused)) {
        focused.focus({ preventScroll: true });
      }
      await running;
    }
  }

  private async runSetup(detail: unknown): Promise<void> {
    const cells = this.forms.panel.content.widgets.filter((cell) => isSetup(cell.model));
    if (cells.length === 0) {
      void tell(this.trans, {
        title: this.trans.__('This notebook has no set-up cell'),
        text: this.trans.__(
          'The set-up cell of a study opens the study, connects to its data and makes the cohort.',
        ),
        advice: this.trans.__(
          'Write one, for example: study = linkr.open_study(), cdm = study.connect(), cohort = study.cohort("main")',
        ),
      });
    }
    const ran = cells.length > 0 && (await this.runCells(cells));
    const done = (detail as { done?: unknown } | null)?.done;
    if (typeof done === 'function') {
      done({ status: ran ? 'written' : 'failed' } satisfies Answer);
    }
  }

  private runCells(cells: Cell[]): Promise<boolean> {
    const { content, sessionContext } = this.forms.panel;
    return NotebookActions.runCells(content, cells, sessionContext, this.dialogs, this.translator);
  }

  /** Mark the lines that the setting in focus decides; none when it is left. */
  private showLines(session: FormSession, detail: unknown): void {
    const cell = session.cell ? this.forms.cellById(session.cell.id) : null;
    if (cell) {
      const { lines, words } = linesOf(detail);
      markCell(cell, 'linked', lines, words);
    }
  }

  private close(session: FormSession): void {
    const cell = session.cell ? this.forms.cellById(session.cell.id) : null;
    if (cell) {
      markCell(cell, 'linked', [], '');
    }
    const hosted = this.forms.hosted(session.form);
    this.sessions.delete(session.form);
    session.dispose();
    if (hosted) {
      this.forms.close(hosted);
    }
  }

  private readonly sessions = new Map<HTMLElement, FormSession>();
  private readonly answers = new Map<string, Answer>();
}

const SUPPRESS = 'data-lm-suppress-shortcuts';

/**
 * Single-letter shortcuts of the notebook must not act on cells from inside a form: "d d" on one
 * of its buttons would delete the cell. JupyterLab respects the attribute only on the element that
 * has the focus, because its selectors match that element before any above it is looked at.
 */
function keepShortcutsOut(event: FocusEvent): void {
  const { target } = event;
  if (target instanceof Element && target.closest(`[${SUPPRESS}]`)) {
    target.setAttribute(SUPPRESS, 'true');
  }
}
