import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Preferences } from '../preferences/model';
import { readMetadata } from './cell-metadata';
import { FormHost } from './form-host';
import { describe } from './form-session';
import type { Memory, OpenForm } from './memory';
import { kernelState, tellClosed, type KernelState } from './protocol';
import { drawn, isInView, reveal } from './reveal';
import { removeDuplicates } from './write-cell';

/** Milliseconds between a kernel's first sign of life and the question for a form. */
const SETTLING = 300;

/** A form that this browser shows in a notebook. */
interface Hosted extends OpenForm {
  host: FormHost;
  /** Whether the kernel of today has been asked to draw it. */
  asked: boolean;
}

/** The forms open in one notebook: where they are, and their life beside the kernel's. */
export class NotebookForms {
  constructor(
    readonly panel: NotebookPanel,
    private readonly trans: TranslationBundle,
    private readonly preferences: Preferences,
    private readonly memory: Memory,
  ) {
    panel.sessionContext.statusChanged.connect((_, status) => this.onStatus(status));
    panel.sessionContext.kernelChanged.connect((_, change) =>
      this.onStatus(change.newValue ? 'restarting' : 'dead', change.newValue?.status),
    );
    panel.content.model?.cells.changed.connect(() => this.sweepSoon());
    panel.content.modelChanged.connect((notebook) => {
      notebook.model?.cells.changed.connect(() => this.sweepSoon());
    });
    // Forms come back in a new page, made anew: the kernel need not keep those of this one.
    const leave = (): void => this.forms.forEach((form) => tellClosed(form.host.node));
    window.addEventListener('pagehide', leave);
    panel.disposed.connect(() => window.removeEventListener('pagehide', leave));
    void this.restore();
  }

  get kernelState(): KernelState {
    return kernelState(this.panel.sessionContext.session?.kernel?.status);
  }

  cellById(id: string): Cell | null {
    return this.panel.content.widgets.find((cell) => cell.model.id === id) ?? null;
  }

  /** The cell whose place on the page holds an element. */
  cellAround(node: Node): Cell | null {
    return this.panel.content.widgets.find((cell) => cell.node.contains(node)) ?? null;
  }

  /** The open form that an element is part of; none for a form in a cell's output. */
  hosted(node: Node): OpenForm | null {
    return this.find((form) => form.host.node.contains(node));
  }

  isOpen(cell: Cell): boolean {
    return this.boundTo(cell) !== null;
  }

  /** Open the form of a plugin in a cell: the cell it writes, or one that it stands below. */
  open(cell: Cell, plugin: string, bound: boolean): void {
    const present = this.find((form) => form.cell === cell.model.id && form.bound === bound);
    if (present) {
      this.close(present);
    }
    const form: Hosted = {
      cell: cell.model.id,
      plugin,
      bound,
      asked: false,
      host: this.makeHost(plugin),
    };
    form.host.await();
    this.forms.push(form);
    this.remember();
    void this.show(form, true);
  }

  /** Close an open form; its cell stays as it is and gets the focus. */
  close(form: OpenForm): void {
    const hosted = this.forms.find((one) => one === form);
    if (!hosted) {
      return;
    }
    this.forms = this.forms.filter((one) => one !== hosted);
    this.remember();
    const focused = hosted.host.node.contains(document.activeElement);
    tellClosed(hosted.host.node);
    hosted.host.dispose();
    if (focused) {
      this.cellById(hosted.cell)?.node.focus({ preventScroll: true });
    }
  }

  closeIn(cell: Cell): void {
    const form = this.boundTo(cell);
    if (form) {
      this.close(form);
    }
  }

  /** Whether a person sees the form of a cell; one scrolled away is open, but not seen. */
  isInView(cell: Cell): boolean {
    const form = this.boundTo(cell);
    return form !== null && isInView(form.host.node, this.panel.content.node);
  }

  /** Scroll to the open form of a cell and move into it. */
  async revealIn(cell: Cell): Promise<void> {
    await drawn(this.panel.content, cell);
    const form = this.boundTo(cell);
    if (form) {
      reveal(form.host.node);
    }
  }

  /** A form has inserted its cell, and moves into it. */
  async move(form: OpenForm, cell: Cell): Promise<void> {
    const hosted = this.forms.find((one) => one === form);
    if (!hosted) {
      return;
    }
    hosted.cell = cell.model.id;
    hosted.bound = true;
    this.remember();
    await cell.ready;
    if (!hosted.host.isDisposed && !cell.isDisposed) {
      hosted.host.attachTo(cell, true);
    }
  }

  /**
   * A plugin was changed: draw its forms anew from their cells. A form that has no cell yet would
   * forget what was chosen in it, so it is drawn anew only when `unbound` says so.
   */
  refresh(plugin: string, unbound: boolean): void {
    for (const form of this.forms) {
      if (form.plugin === plugin && form.asked && (form.bound || unbound)) {
        tellClosed(form.host.node);
        form.asked = false;
        void this.ask(form);
      }
    }
  }

  /** The form at an element has drawn itself. */
  ready(node: Node): void {
    this.find((form) => form.host.node.contains(node))?.host.ready();
  }

  /** What to call when the state of the kernel changes. */
  onKernel: (state: KernelState) => void = () => undefined;

  private boundTo(cell: Cell): Hosted | null {
    return this.find((form) => form.bound && form.cell === cell.model.id);
  }

  private find(test: (form: Hosted) => boolean): Hosted | null {
    return this.forms.find((form) => !form.host.isDisposed && test(form)) ?? null;
  }

  private makeHost(plugin: string): FormHost {
    const of = (host: FormHost): Hosted | undefined => this.forms.find((one) => one.host === host);
    const host: FormHost = new FormHost(plugin, this.panel.content.rendermime, this.trans, {
      retry: () => {
        const form = of(host);
        if (form) {
          form.asked = false;
          void this.ask(form);
        }
      },
      close: () => {
        const form = of(host);
        if (form) {
          this.close(form);
        }
      },
      restart: () => void this.restartKernel(),
      save: () => void this.panel.context.save(),
    });
    return host;
  }

  private async restartKernel(): Promise<void> {
    const context = this.panel.sessionContext;
    if (context.session?.kernel) {
      await context.restartKernel();
    } else {
      await context.startKernel();
    }
  }

  private async show(form: Hosted, scroll: boolean): Promise<void> {
    const cell = this.cellById(form.cell);
    if (cell && scroll) {
      await drawn(this.panel.content, cell);
    }
    await cell?.ready;
    if (!cell || cell.isDisposed || form.host.isDisposed) {
      return;
    }
    form.host.attachTo(cell, form.bound);
    if (scroll) {
      form.host.node.scrollIntoView({ block: 'nearest' });
    }
    await this.ask(form);
  }

  /** Ask the kernel to draw a form, or wait for a kernel. */
  private async ask(form: Hosted): Promise<void> {
    const state = this.kernelState;
    if (state !== 'idle' && state !== 'busy') {
      form.host.waiting(state === 'dead');
      return;
    }
    if (form.asked) {
      return;
    }
    form.asked = true;
    const cell = form.bound ? (this.cellById(form.cell)?.model ?? null) : null;
    const { sessionContext } = this.panel;
    await form.host.open(sessionContext, describe(cell), this.preferences.language);
  }

  private onStatus(status: Kernel.Status, then?: Kernel.Status): void {
    const state = kernelState(status);
    const lost = state === 'restarting' || state === 'dead';
    for (const form of this.forms) {
      if (lost) {
        form.asked = false;
        form.host.waiting(state === 'dead');
      }
    }
    if (state === 'idle' && this.forms.some((form) => !form.asked)) {
      this.askSoon();
    }
    this.onKernel(state);
    if (then && then !== status) {
      this.onStatus(then);
    }
  }

  /** A kernel is back: let the browser's widgets meet it first. */
  private askSoon(): void {
    window.clearTimeout(this.asking);
    this.asking = window.setTimeout(() => {
      for (const form of this.forms) {
        if (form.host.parent && !form.host.isDisposed) {
          void this.ask(form);
        }
      }
    }, SETTLING);
  }

  /** Open again what this browser had open before the page was loaded. */
  private async restore(): Promise<void> {
    const { panel } = this;
    await Promise.all([panel.context.ready, panel.revealed, this.preferences.ready]);
    if (panel.isDisposed || !this.preferences.reopenForms) {
      return;
    }
    for (const known of this.memory.recall(panel.context.path)) {
      const cell = this.cellById(known.cell);
      const read = cell ? readMetadata(cell.model, this.trans) : null;
      const stillForm = !known.bound || (read?.kind === 'form' && cell?.model.type === 'code');
      if (cell && stillForm && !this.find((form) => form.cell === known.cell)) {
        const plugin = read?.kind === 'form' && known.bound ? read.metadata.plugin : known.plugin;
        const form: Hosted = {
          ...known,
          plugin,
          asked: false,
          host: this.makeHost(plugin),
        };
        this.forms.push(form);
        void this.show(form, false);
      }
    }
    this.remember();
  }

  private remember(): void {
    const forms = this.forms.map(({ cell, plugin, bound }) => ({ cell, plugin, bound }));
    this.memory.remember(this.panel.context.path, forms);
  }

  private sweepSoon(): void {
    window.clearTimeout(this.sweeping);
    this.sweeping = window.setTimeout(() => this.sweep(), 0);
  }

  /** Cells were added, removed or made anew (moving a cell makes a new one with its id). */
  private sweep(): void {
    if (this.panel.isDisposed) {
      return;
    }
    const shared = this.panel.content.model?.sharedModel;
    if (shared) {
      removeDuplicates(shared);
    }
    for (const form of [...this.forms]) {
      const cell = this.cellById(form.cell);
      if (!cell || (form.bound && cell.model.type !== 'code')) {
        this.close(form);
      } else if (form.host.isDisposed) {
        form.host = this.makeHost(form.plugin);
        form.asked = false;
        void this.show(form, false);
      }
    }
  }

  private forms: Hosted[] = [];
  private sweeping = 0;
  private asking = 0;
}
