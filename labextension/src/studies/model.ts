import { Signal, type ISignal } from '@lumino/signaling';

import { createStudy, getStudy, listStudies, updateStudy, type NewStudy, type Study } from './api';

/** The studies below the server root, as last read. */
export class Studies {
  /** Emitted when a study was made or changed here. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  async list(): Promise<Study[]> {
    this.known = await listStudies();
    return this.known;
  }

  get(id: string): Promise<Study> {
    return getStudy(id);
  }

  async create(study: NewStudy): Promise<Study> {
    const made = await createStudy(study);
    this._changed.emit();
    return made;
  }

  async update(
    study: Study,
    change: Partial<Pick<Study, 'title' | 'description'>>,
  ): Promise<Study> {
    const updated = await updateStudy(study.id, change, study.etag);
    this._changed.emit();
    return updated;
  }

  /** The study whose folder holds a file, the innermost one; `null` for a lone notebook. */
  async holding(path: string): Promise<Study | null> {
    const studies = this.known ?? (await this.list());
    return innermost(studies, path) ?? innermost(await this.list(), path);
  }

  private known: Study[] | null = null;
  private readonly _changed = new Signal<this, void>(this);
}

/** Choose the study with the longest path that is a folder above the file. */
export function innermost(studies: readonly Study[], path: string): Study | null {
  const above = studies.filter((study) => study.path === '' || path.startsWith(`${study.path}/`));
  above.sort((one, other) => other.path.length - one.path.length);
  return above[0] ?? null;
}
