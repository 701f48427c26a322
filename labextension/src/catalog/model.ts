import { Signal, type ISignal } from '@lumino/signaling';

import {
  forkPlugin,
  getPlugin,
  listPlugins,
  readCatalog,
  removePlugin,
  switchPlugin,
  undoChange,
  type CatalogContent,
  type PluginDetails,
  type PluginSummary,
} from './api';
import {
  installReviewed,
  reviewSource,
  reviewUpdate,
  type Installed,
  type Review,
} from './review-api';

/** What was done last, and how to take it back. */
export interface CatalogChange {
  kind: 'installed' | 'updated' | 'removed' | 'restored' | 'disabled' | 'enabled' | 'forked';
  ids: string[];
  /** What takes it back; empty where another button does. */
  undo: string[];
}

/**
 * The plugins that can be used here.
 *
 * Nothing is kept: a plugin is a folder, and a folder edited a minute ago is the plugin now.
 */
export class Catalog {
  /** Emitted when a plugin was installed, removed or switched here. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What was done last in this browser. */
  get last(): CatalogChange | null {
    return this._last;
  }

  list(language: string, study?: string): Promise<PluginSummary[]> {
    return listPlugins(language, study);
  }

  get(id: string, language: string, study?: string): Promise<PluginDetails> {
    return getPlugin(id, language, study);
  }

  /** Everything that is there: in use, disabled, broken, removed of late. */
  read(language: string): Promise<CatalogContent> {
    return readCatalog(language);
  }

  review(source: string | File, language: string): Promise<Review> {
    return reviewSource(source, language);
  }

  reviewUpdate(id: string, language: string): Promise<Review> {
    return reviewUpdate(id, language);
  }

  async install(review: Review): Promise<Installed[]> {
    const done = await installReviewed(review);
    const updated = review.plugins.some((plugin) => plugin.replaces);
    this.tell({
      kind: updated ? 'updated' : 'installed',
      ids: done.map((one) => one.id),
      undo: done.map((one) => one.undo),
    });
    return done;
  }

  async remove(id: string): Promise<void> {
    const { undo } = await removePlugin(id);
    this.tell({ kind: 'removed', ids: [id], undo: [undo] });
  }

  async undo(change: Pick<CatalogChange, 'ids' | 'undo'>): Promise<void> {
    for (const token of [...change.undo].reverse()) {
      await undoChange(token);
    }
    this.tell({ kind: 'restored', ids: change.ids, undo: [] });
  }

  async switch(id: string, disabled: boolean): Promise<void> {
    await switchPlugin(id, disabled);
    this.tell({ kind: disabled ? 'disabled' : 'enabled', ids: [id], undo: [] });
  }

  async fork(id: string, copy: string): Promise<string> {
    const made = await forkPlugin(id, copy);
    this.tell({ kind: 'forked', ids: [made.id], undo: [] });
    return made.id;
  }

  private tell(change: CatalogChange): void {
    this._last = change;
    this._changed.emit();
  }

  private _last: CatalogChange | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
