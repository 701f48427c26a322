import type { ICellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { METADATA_KEY } from './cell-metadata';
import { recognise } from './recognition';

/** Milliseconds that a notebook must be left alone before the kernel is asked. */
const QUIET = 600;
/** Cells with fewer lines are no analysis, and not worth a question. */
const LEAST_LINES = 4;

/** Whether a cell is code that no form has written and no role of a study takes. */
export function isOrdinary(cell: ICellModel | null | undefined): cell is ICellModel {
  return cell?.type === 'code' && cell.getMetadata(METADATA_KEY) === undefined;
}

/**
 * The cells of a notebook that were pasted and that a form could have written.
 *
 * The kernel is asked once for each, when the notebook is idle; never while somebody types.
 */
export class PastedCells {
  constructor(
    private readonly panel: NotebookPanel,
    private readonly trans: TranslationBundle,
    private readonly language: () => string,
    private readonly changed: () => void,
  ) {
    panel.content.node.addEventListener(
      'paste',
      () => this.await(panel.content.activeCell?.model),
      {
        capture: true,
      },
    );
    panel.sessionContext.statusChanged.connect(() => this.askSoon());
    panel.disposed.connect(() => window.clearTimeout(this.timer));
    void panel.context.ready.then(() => {
      panel.content.model?.cells.changed.connect((_, change) => {
        if (change.type === 'add') {
          change.newValues.forEach((cell) => this.await(cell));
        }
      });
    });
  }

  /** Whether a cell is known to have the shape of a plugin. */
  has(cell: ICellModel | null | undefined): boolean {
    return isOrdinary(cell) && this.known.has(cell.id);
  }

  private await(cell: ICellModel | null | undefined): void {
    if (isOrdinary(cell)) {
      this.waiting.add(cell);
      this.askSoon();
    }
  }

  private askSoon(): void {
    window.clearTimeout(this.timer);
    if (this.waiting.size > 0) {
      this.timer = window.setTimeout(() => void this.ask(), QUIET);
    }
  }

  private async ask(): Promise<void> {
    const { sessionContext } = this.panel;
    if (sessionContext.session?.kernel?.status !== 'idle') {
      return;
    }
    const cells = [...this.waiting];
    this.waiting.clear();
    for (const cell of cells) {
      const source = cell.isDisposed ? '' : cell.sharedModel.getSource();
      if (!isOrdinary(cell) || source.trim().split('\n').length < LEAST_LINES) {
        continue;
      }
      if (await recognise(sessionContext, source, this.language(), this.trans)) {
        this.known.add(cell.id);
        this.changed();
      }
    }
  }

  private readonly waiting = new Set<ICellModel>();
  private readonly known = new Set<string>();
  private timer = 0;
}
