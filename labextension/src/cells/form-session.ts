import type { ICellModel } from '@jupyterlab/cells';

import { METADATA_KEY } from './cell-metadata';
import { tellCell, tellKernel, type CellDetail, type KernelState } from './protocol';

/** Milliseconds after the last change of a cell until its form is told. */
const QUIET = 300;

/** A form on the page and the cell that it writes, if there is one yet. */
export class FormSession {
  constructor(readonly form: HTMLElement) {}

  get cell(): ICellModel | null {
    return this._cell;
  }

  /** The source that the form last heard of: what its next write is based on. */
  get seen(): string | null {
    return this._seen;
  }

  /** Follow a cell from now on, its changes by anybody included. */
  bind(cell: ICellModel | null): void {
    this._cell?.sharedModel.changed.disconnect(this.onChanged, this);
    this._cell = cell;
    cell?.sharedModel.changed.connect(this.onChanged, this);
  }

  /** Tell the form now what its cell is like. */
  tell(): void {
    window.clearTimeout(this.timer);
    const detail = describe(this._cell);
    this._seen = detail.source;
    tellCell(this.form, detail);
  }

  /** The form has written its cell: what others typed meanwhile it will be told. */
  wrote(source: string): void {
    this._seen = source;
  }

  tellKernel(state: KernelState): void {
    tellKernel(this.form, state);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.bind(null);
  }

  private onChanged(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.tell(), QUIET);
  }

  private _cell: ICellModel | null = null;
  private _seen: string | null = null;
  private timer = 0;
}

/** The state of a cell as a form is told it. */
export function describe(cell: ICellModel | null): CellDetail {
  if (!cell || cell.isDisposed) {
    return { source: null, metadata: null };
  }
  return {
    source: cell.sharedModel.getSource(),
    metadata: cell.getMetadata(METADATA_KEY) ?? null,
  };
}
