import { Signal, type ISignal } from '@lumino/signaling';

import {
  addSource,
  checkSource,
  listSources,
  removeSource,
  type NewSource,
  type Source,
  type SourceCheck,
} from './api';

/** The registered data sources. */
export class Sources {
  /** Emitted when a source was added or removed here. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  list(): Promise<Source[]> {
    return listSources();
  }

  check(location: string): Promise<SourceCheck> {
    return checkSource(location);
  }

  async add(source: NewSource, replace = false): Promise<Source> {
    const added = await addSource(source, replace);
    this._changed.emit();
    return added;
  }

  async remove(name: string): Promise<void> {
    await removeSource(name);
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
}
