import { Signal, type ISignal } from '@lumino/signaling';

import type { PluginProblem } from './api';

/** Milliseconds after the last key until what was typed is checked. */
export const QUIET = 400;

export type CheckState = 'unknown' | 'checking' | 'checked' | 'failed';

/**
 * Checks what is typed, one check at a time: a heavy plugin takes seconds, and answers to older
 * texts are of no use. The problems of the last check stay until the next one has answered.
 */
export class Checker {
  constructor(private readonly ask: () => Promise<PluginProblem[]>) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get problems(): readonly PluginProblem[] {
    return this._problems;
  }

  get state(): CheckState {
    return this._state;
  }

  /** Something was typed: check soon. */
  soon(): void {
    this.wanted = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.run(), QUIET);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.wanted = false;
    this.disposed = true;
  }

  private async run(): Promise<void> {
    if (this.running || !this.wanted) {
      return;
    }
    this.running = true;
    this.wanted = false;
    this.become('checking');
    try {
      const problems = await this.ask();
      if (!this.wanted) {
        this._problems = problems;
      }
      this._state = 'checked';
    } catch {
      this._state = 'failed';
    }
    this.running = false;
    if (!this.disposed) {
      this._changed.emit();
      void this.run();
    }
  }

  private become(state: CheckState): void {
    this._state = state;
    this._changed.emit();
  }

  private _problems: readonly PluginProblem[] = [];
  private _state: CheckState = 'unknown';
  private running = false;
  private wanted = false;
  private disposed = false;
  private timer = 0;
  private readonly _changed = new Signal<this, void>(this);
}
