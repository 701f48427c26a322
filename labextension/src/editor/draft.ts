import { Signal, type ISignal } from '@lumino/signaling';

import { RequestError } from '../request';
import { ABSENT, type PluginFile, type PluginFolder } from './api';

/** What reads and writes the folder: the server, or a stand-in of the tests. */
export interface Folder {
  read(): Promise<PluginFolder>;
  write(name: string, text: string, ifMatch: string): Promise<{ etag: string }>;
  remove(name: string, ifMatch: string): Promise<unknown>;
}

/** A file as it is edited here. */
export interface DraftFile {
  name: string;
  text: string;
  /** The text and the mark that the edited one is based on. */
  saved: string;
  etag: string;
  /** The version that somebody else wrote meanwhile; `text: null` when the file was removed. */
  theirs: { text: string | null; etag: string } | null;
}

/** The files of a plugin while a person edits them. Nothing of somebody else's is overwritten. */
export class PluginDraft {
  constructor(private readonly folder: Folder) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted with the name of a file whose text changed other than by typing. */
  get replaced(): ISignal<this, string> {
    return this._replaced;
  }

  get info(): PluginFolder | null {
    return this._info;
  }

  get files(): readonly DraftFile[] {
    return this._files;
  }

  get dirty(): boolean {
    return this._files.some(isDirty);
  }

  /** The last file that was taken away, to be brought back. */
  get removed(): PluginFile | null {
    return this._removed;
  }

  /** Files whose newer version was read from disk because nothing was typed in them here. */
  get refreshed(): readonly string[] {
    return this._refreshed;
  }

  file(name: string): DraftFile | undefined {
    return this._files.find((file) => file.name === name);
  }

  /** The texts that differ from those on disk, as the check wants them. */
  get edited(): Record<string, string> {
    return Object.fromEntries(this._files.filter(isDirty).map((file) => [file.name, file.text]));
  }

  /**
   * Read the folder, for the first time or again. A file changed on disk is taken over where
   * nothing was typed here, and else said.
   *
   * @returns Whether anything on disk was different.
   */
  async load(): Promise<boolean> {
    const writes = this.writes;
    const found = await this.folder.read();
    if (writes !== this.writes) {
      return false; // what was read is older than what was written meanwhile
    }
    const first = this._info === null;
    const before = JSON.stringify([this._info, this._files.map((f) => [f.etag, f.theirs?.etag])]);
    this._info = found;
    const refreshed: string[] = [];
    for (const file of found.files) {
      const known = this.file(file.name);
      if (!known) {
        this._files.push({ ...file, saved: file.text, theirs: null });
        refreshed.push(file.name);
      } else if (known.etag === file.etag) {
        known.theirs = null;
      } else if (!isDirty(known) || known.text === file.text) {
        Object.assign(known, { text: file.text, saved: file.text, etag: file.etag, theirs: null });
        this._replaced.emit(file.name);
        refreshed.push(file.name);
      } else {
        known.theirs = { text: file.text, etag: file.etag };
      }
    }
    this.dropRemoved(found);
    const order = found.files.map((file) => file.name);
    this._files.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
    if (refreshed.length > 0 && !first) {
      this._refreshed = refreshed;
    }
    const after = JSON.stringify([this._info, this._files.map((f) => [f.etag, f.theirs?.etag])]);
    if (before !== after) {
      this._changed.emit();
    }
    return before !== after;
  }

  /** A person has typed. */
  edit(name: string, text: string): void {
    const file = this.file(name);
    if (file && file.text !== text) {
      file.text = text;
      this._refreshed = [];
      this._changed.emit();
    }
  }

  /**
   * Save a file, or every one that was changed.
   *
   * @returns Whether all of it is on disk; a version of somebody else's keeps a file from it.
   */
  async save(name?: string): Promise<boolean> {
    for (const file of this._files.filter((one) => isDirty(one) && (!name || one.name === name))) {
      if (!file.theirs) {
        await this.write(file);
      }
    }
    await this.load();
    return !this._files.some((file) => isDirty(file) && (!name || file.name === name));
  }

  /** Keep what was typed here, over the version of somebody else's that was shown. */
  async keepMine(name: string): Promise<void> {
    const file = this.file(name);
    if (file?.theirs) {
      Object.assign(file, { etag: file.theirs.etag, saved: file.theirs.text ?? '', theirs: null });
      await this.write(file);
      await this.load();
    }
  }

  /** Take the version of somebody else's; what was typed here is given up. */
  takeTheirs(name: string): void {
    const file = this.file(name);
    if (!file?.theirs) {
      return;
    }
    const { text, etag } = file.theirs;
    if (text === null) {
      this._files = this._files.filter((one) => one !== file);
    } else {
      Object.assign(file, { text, saved: text, etag, theirs: null });
      this._replaced.emit(name);
    }
    this._changed.emit();
  }

  /** Add a file of the contract that is missing. */
  async add(name: string, text: string): Promise<void> {
    await this.folder.write(name, text, ABSENT);
    this.writes += 1;
    await this.load();
  }

  /** Take a file away; {@link restore} brings it back. */
  async remove(name: string): Promise<void> {
    const file = this.file(name);
    if (file) {
      await this.folder.remove(name, file.etag);
      this.writes += 1;
      this._files = this._files.filter((one) => one !== file);
      this._removed = { name, text: file.text, etag: ABSENT };
      await this.load();
      this._changed.emit();
    }
  }

  async restore(): Promise<void> {
    const file = this._removed;
    if (file) {
      await this.add(file.name, file.text);
      this._removed = null;
      this._changed.emit();
    }
  }

  private async write(file: DraftFile): Promise<void> {
    const { text } = file;
    try {
      const { etag } = await this.folder.write(file.name, text, file.etag);
      // What was typed while the answer was under way stays unsaved.
      Object.assign(file, { saved: text, etag });
      this.writes += 1;
    } catch (error) {
      if (!(error instanceof RequestError && error.status === 412)) {
        throw error;
      }
    }
  }

  /** Files that are no longer on disk: forgotten, unless something was typed in them. */
  private dropRemoved(found: PluginFolder): void {
    const there = new Set(found.files.map((file) => file.name));
    for (const file of this._files.filter((one) => !there.has(one.name) && isDirty(one))) {
      file.theirs = { text: null, etag: ABSENT };
    }
    this._files = this._files.filter((file) => there.has(file.name) || isDirty(file));
  }

  private _info: PluginFolder | null = null;
  private _files: DraftFile[] = [];
  private _removed: PluginFile | null = null;
  private _refreshed: readonly string[] = [];
  private writes = 0;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _replaced = new Signal<this, string>(this);
}

export function isDirty(file: DraftFile): boolean {
  return file.text !== file.saved;
}
