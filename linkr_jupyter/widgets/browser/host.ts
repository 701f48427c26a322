/**
 * The notebook around the form, spoken to by DOM events: they bubble to the JupyterLab extension,
 * which knows the cell from the DOM. An event that nobody prevents means that there is no notebook.
 */

import type { Sibling } from './saved_settings.js';

export interface CellNow {
  source: string | null;
  metadata?: unknown;
}

export interface Written {
  status: 'written' | 'failed';
  message?: string;
}

export type KernelStatus = 'idle' | 'busy' | 'restarting' | 'dead' | 'unknown';

export class Host {
  /** True once a host has answered. */
  present = false;
  kernel: KernelStatus = 'unknown';

  constructor(
    private readonly root: HTMLElement,
    signal: AbortSignal,
    told: { cell: (cell: CellNow) => void; kernel: () => void; present: () => void },
  ) {
    const arrived = (): void => {
      if (!this.present) {
        this.present = true;
        told.present();
      }
    };
    root.addEventListener(
      'linkr:cell',
      (event) => {
        const detail = (event as CustomEvent<CellNow | null>).detail;
        arrived();
        told.cell(detail ?? { source: null });
      },
      { signal },
    );
    root.addEventListener(
      'linkr:kernel',
      (event) => {
        const detail = (event as CustomEvent<{ status?: KernelStatus } | null>).detail;
        arrived();
        this.kernel = detail?.status ?? 'unknown';
        told.kernel();
      },
      { signal },
    );
  }

  ready(plugin: string): void {
    this.present = this.dispatch('form-ready', { plugin }) || this.present;
  }

  /** Asks for a write; null when there is no notebook to write to. */
  write(request: object): Promise<Written> | null {
    return this.request('write', request);
  }

  restore(request: object): Promise<Written> | null {
    return this.request('restore', request);
  }

  runSetup(): boolean {
    return this.dispatch('run-setup', {});
  }

  interrupt(): boolean {
    return this.dispatch('interrupt', {});
  }

  /** Shows lines of the cell; none takes the mark away. */
  showLines(lines: number[], words: string): boolean {
    return this.dispatch('lines', { lines, words });
  }

  /** Other cells of the notebook that the same plugin has written. */
  siblings(): Sibling[] {
    let found: Sibling[] = [];
    const done = (cells: Sibling[]): void => {
      found = cells;
    };
    this.dispatch('siblings', { done });
    return found;
  }

  close(): boolean {
    return this.dispatch('close', {});
  }

  private request(name: string, detail: object): Promise<Written> | null {
    let done: (written: Written) => void = () => undefined;
    const written = new Promise<Written>((resolve) => {
      done = resolve;
    });
    return this.dispatch(name, { ...detail, done }) ? written : null;
  }

  private dispatch(name: string, detail: object): boolean {
    const event = new CustomEvent(`linkr:${name}`, {
      bubbles: true,
      cancelable: true,
      composed: true,
      detail,
    });
    return !this.root.dispatchEvent(event);
  }
}
