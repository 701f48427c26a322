import { CodeCell, type CodeCellModel, type ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { readMetadata } from './cell-metadata';
import { markCell } from './editor-lines';
import { isSame, RunHistory } from './run-history';
import { StaleBanner, type Stale } from './stale-banner';
import { changedLines } from './text-changes';
import { inputsFrom, readVariables, type Variables } from './variables';

/** Milliseconds after the last change until marks and banners follow. */
const QUIET = 150;

interface Changed {
  name: string;
  newValue: unknown;
}

/**
 * Says which results of one notebook are older than the code that stands above them.
 *
 * Only for cells that a form wrote. Lines changed since the last run are marked, and a banner
 * stands above results that no longer belong to the code; both go when the cell has run.
 */
export class Freshness {
  constructor(
    private readonly panel: NotebookPanel,
    private readonly trans: TranslationBundle,
    private readonly run: (cell: CodeCell) => void,
    private readonly history = new RunHistory(),
  ) {
    const follow = (): void => {
      panel.content.model?.cells.changed.connect(this.onCells, this);
      this.onCells();
    };
    panel.content.modelChanged.connect(follow);
    panel.disposed.connect(() => window.clearTimeout(this.timer));
    void panel.context.ready.then(() => {
      if (!panel.isDisposed) {
        follow();
      }
    });
  }

  private onCells(): void {
    for (const model of this.panel.content.model?.cells ?? []) {
      if (model.type === 'code' && !this.followed.has(model)) {
        const code = model as CodeCellModel;
        this.followed.add(code);
        this.history.of(code);
        code.stateChanged.connect((_, change) => this.onState(code, change));
        code.sharedModel.changed.connect(() => this.lookSoon());
        code.metadataChanged.connect(() => this.lookSoon());
      }
    }
    this.lookSoon();
  }

  private onState(model: ICodeCellModel, change: Changed): void {
    if (change.name === 'executionState' && change.newValue === 'running') {
      this.history.started(model);
    } else if (change.name === 'executionCount' && typeof change.newValue === 'number') {
      this.history.counted(model);
    }
    this.lookSoon();
  }

  private lookSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.look(), QUIET);
  }

  private look(): void {
    if (this.panel.isDisposed) {
      return;
    }
    const above: [ICodeCellModel, Variables | null][] = [];
    for (const cell of this.panel.content.widgets) {
      if (!(cell instanceof CodeCell)) {
        continue;
      }
      const { model } = cell;
      const ours = readMetadata(model, this.trans).kind === 'form';
      this.show(cell, ours ? this.staleness(model, above) : null);
      this.mark(cell, ours);
      above.push([model, null]);
    }
  }

  /** Why the results of a cell are older than they should be; null where they are not. */
  private staleness(
    model: ICodeCellModel,
    above: [ICodeCellModel, Variables | null][],
  ): Stale | null {
    if (model.outputs.length === 0 || model.executionState === 'running') {
      return null;
    }
    const source = model.sharedModel.getSource();
    const code = !isSame(this.history.of(model), source);
    const later = above.filter(([earlier]) => this.history.ranAfter(earlier, model));
    const mine = later.length > 0 ? readVariables(source) : null;
    const inputs = new Set<string>();
    for (const entry of later) {
      entry[1] ??= readVariables(entry[0].sharedModel.getSource());
      for (const name of mine ? inputsFrom(entry[1], mine) : []) {
        inputs.add(name);
      }
    }
    return code || inputs.size > 0 ? { code, inputs: [...inputs] } : null;
  }

  private show(cell: CodeCell, stale: Stale | null): void {
    const present = this.banners.get(cell);
    if (!stale) {
      const focused = present?.node.contains(document.activeElement) ?? false;
      present?.dispose();
      this.banners.delete(cell);
      if (focused) {
        cell.node.focus({ preventScroll: true });
      }
      return;
    }
    const banner = present ?? new StaleBanner(this.trans, () => this.run(cell));
    banner.say(stale);
    if (!present) {
      this.banners.set(cell, banner);
      // A cell that was never in view has no place for it yet.
      void cell.ready.then(() => {
        if (!banner.isDisposed && !cell.isDisposed) {
          banner.placeIn(cell);
          this.mark(cell, true);
        }
      });
    }
  }

  private mark(cell: CodeCell, ours: boolean): void {
    const { source } = this.history.of(cell.model);
    const ran = cell.model.executionCount !== null || cell.model.outputs.length > 0;
    const lines =
      ours && ran && source !== null
        ? changedLines(source.trimEnd(), cell.model.sharedModel.getSource().trimEnd())
        : [];
    markCell(cell, 'changed', lines, this.trans.__('changed since the cell last ran'));
  }

  private readonly banners = new WeakMap<CodeCell, StaleBanner>();
  private readonly followed = new WeakSet<object>();
  private timer = 0;
}
