import type { ISessionContext } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { KernelMessage } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout, Widget } from '@lumino/widgets';

import { openCode } from './open-code';
import type { CellDetail } from './protocol';
import { reveal, typesElsewhere } from './reveal';

/** Milliseconds after which a form that did not appear is asked for again, and then reported. */
const PATIENCE = 8_000;
const MOST_ATTEMPTS = 2;

const WIDGET_VIEW = 'application/vnd.jupyter.widget-view+json';

/** What may be done about a form that cannot be shown. */
export interface HostActions {
  retry: () => void;
  close: () => void;
  restart: () => void;
  save: () => void;
}

/**
 * The place of a form inside a cell: a transient output area, stored nowhere.
 *
 * It draws the form by running one line in the kernel, and says in words why it cannot.
 */
export class FormHost extends Widget {
  constructor(
    readonly plugin: string,
    rendermime: IRenderMimeRegistry,
    private readonly trans: TranslationBundle,
    private readonly actions: HostActions,
  ) {
    super();
    this.addClass('linkr-FormHost');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Form'));
    // Keeps the shortcuts of the notebook out: see `keepShortcutsOut`.
    this.node.dataset.lmSuppressShortcuts = 'true';
    this.node.addEventListener('keydown', (event) => this.onKeyDown(event), true);
    this.area = new SimplifiedOutputArea({
      model: new OutputAreaModel({ trusted: true }),
      rendermime,
    });
    this.status = new Widget();
    this.status.addClass('linkr-FormHost-status');
    this.status.node.setAttribute('role', 'status');
    const layout = (this.layout = new PanelLayout());
    layout.addWidget(this.area);
    layout.addWidget(this.status);
  }

  /** Put the form into a cell: at its top when it writes this cell, else at its end. */
  attachTo(cell: Cell, bound: boolean): void {
    const focused = document.activeElement;
    const layout = cell.layout as PanelLayout;
    const last = layout.widgets.length - (this.parent === cell ? 1 : 0);
    layout.insertWidget(bound ? 1 : Math.max(last - 1, 1), this);
    if (focused instanceof HTMLElement && this.node.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  /** The form has drawn itself. */
  ready(): void {
    window.clearTimeout(this.timer);
    this.drawn = true;
    this.attempts = 0;
    this.say('');
    if (this.awaited && !typesElsewhere(this.before)) {
      reveal(this.node);
    }
    this.awaited = false;
    this.before = null;
  }

  /** A person has opened this form: show it and move into it once it is drawn. */
  await(): void {
    this.awaited = true;
    this.before = document.activeElement;
  }

  /** Say that the form waits for its kernel, which is not there or just coming back. */
  waiting(dead: boolean): void {
    window.clearTimeout(this.timer);
    this.area.model.clear();
    if (dead) {
      this.fail(
        this.trans.__('The kernel of this notebook is not running, so the form cannot be shown.'),
        this.trans.__('Restart kernel'),
        this.actions.restart,
      );
    } else {
      this.say(this.trans.__('The form opens again when the kernel is ready…'));
    }
  }

  /** Run the form in the kernel. */
  async open(context: ISessionContext, cell: CellDetail, language: string): Promise<void> {
    const kernel = context.session?.kernel;
    if (!kernel) {
      this.waiting(true);
      return;
    }
    const { trans } = this;
    this.drawn = false;
    this.area.model.clear();
    const busy = kernel.status === 'busy';
    this.say(
      busy
        ? trans.__('The form opens when the kernel has finished what it is running…')
        : trans.__('Opening the form…'),
    );
    const future = kernel.requestExecute(
      {
        code: openCode(this.plugin, cell, language),
        store_history: false,
        stop_on_error: false,
        allow_stdin: false,
      },
      false,
    );
    this.area.future = future;
    let reply: KernelMessage.IExecuteReplyMsg;
    try {
      reply = await future.done;
    } catch {
      // The kernel went away: its next life opens the form again.
      return;
    }
    if (!this.isDisposed) {
      this.opened(reply);
    }
  }

  private opened(reply: KernelMessage.IExecuteReplyMsg): void {
    const { trans } = this;
    if (this.drawn) {
      // The form was faster than the kernel's reply: asking again would lose what is set in it.
      return;
    }
    if (reply.content.status === 'ok' && !this.showsWidget) {
      // The kernel has said in words why there is no form.
      this.fail('');
      return;
    }
    if (reply.content.status === 'ok') {
      // Just after a restart the browser's widgets may not be listening yet: ask once more.
      this.attempts += 1;
      this.timer = window.setTimeout(() => {
        if (this.attempts < MOST_ATTEMPTS) {
          this.actions.retry();
        } else {
          this.attempts = 0;
          this.fail(
            trans.__('The form did not appear. Check that Jupyter widgets work in this notebook.'),
          );
        }
      }, PATIENCE);
      return;
    }
    this.area.model.clear();
    const content = reply.content as Partial<KernelMessage.IReplyErrorContent>;
    if (content.ename === 'ModuleNotFoundError') {
      this.fail(
        trans.__(
          'The kernel of this notebook does not have LinkR. Install “linkr-jupyter” where the kernel runs, or choose another kernel.',
        ),
      );
    } else {
      this.fail(
        trans.__('The form could not be opened: %1', content.evalue ?? reply.content.status),
      );
    }
  }

  private get showsWidget(): boolean {
    const { model } = this.area;
    for (let index = 0; index < model.length; index++) {
      if (WIDGET_VIEW in model.get(index).data) {
        return true;
      }
    }
    return false;
  }

  override dispose(): void {
    window.clearTimeout(this.timer);
    super.dispose();
  }

  private say(text: string): void {
    this.status.node.classList.remove('linkr-mod-failed');
    this.status.node.textContent = text;
    this.status.setHidden(text === '');
  }

  private fail(text: string, label?: string, act?: () => void): void {
    this.say(text);
    this.status.setHidden(false);
    this.status.node.classList.add('linkr-mod-failed');
    const actions = document.createElement('div');
    actions.className = 'linkr-Actions';
    const { trans } = this;
    actions.append(
      button(label ?? trans.__('Retry'), act ?? this.actions.retry),
      button(trans.__('Close form'), this.actions.close),
    );
    this.status.node.append(actions);
  }

  /** Saving is the one shortcut of JupyterLab that people expect everywhere. */
  private onKeyDown(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 's') {
      event.preventDefault();
      this.actions.save();
    }
  }

  private readonly area: SimplifiedOutputArea;
  private readonly status: Widget;
  private attempts = 0;
  private drawn = false;
  private timer = 0;
  private awaited = false;
  private before: Element | null = null;
}

function button(label: string, act: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'linkr-Button';
  node.textContent = label;
  node.addEventListener('click', act);
  return node;
}
