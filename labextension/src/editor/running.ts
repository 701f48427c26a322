import { Signal, type ISignal } from '@lumino/signaling';

import type { PluginRun } from './api';

/** Milliseconds between two looks at a run. */
export const PERIOD = 700;

export interface RunSteps {
  start: () => Promise<string>;
  read: (run: string) => Promise<PluginRun>;
  cancel: (run: string) => Promise<unknown>;
}

/** The run of every combination of choices: started, watched until it ends, cancelled. */
export class Runner {
  constructor(private readonly steps: RunSteps) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What is known of the last run; `null` before the first one. */
  get known(): PluginRun | null {
    return this._known;
  }

  get error(): unknown {
    return this._error;
  }

  get running(): boolean {
    return this._known?.state === 'running';
  }

  async start(): Promise<void> {
    if (this.running) {
      return;
    }
    this._error = null;
    this.tell({ state: 'running', done: 0, total: 0, problems: [] });
    try {
      this.id = await this.steps.start();
      while (this.running && !this.disposed) {
        await new Promise((resolve) => window.setTimeout(resolve, PERIOD));
        const known = await this.steps.read(this.id);
        if (this.running) {
          this.tell(known);
        }
      }
    } catch (error) {
      this._error = error;
      this.tell(null);
    }
  }

  async cancel(): Promise<void> {
    if (this.running && this.id) {
      this.tell({ ...(this._known as PluginRun), state: 'cancelled' });
      await this.steps.cancel(this.id).catch(() => undefined);
    }
  }

  dispose(): void {
    void this.cancel();
    this.disposed = true;
  }

  private tell(known: PluginRun | null): void {
    this._known = known;
    if (!this.disposed) {
      this._changed.emit();
    }
  }

  private _known: PluginRun | null = null;
  private _error: unknown = null;
  private id = '';
  private disposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
