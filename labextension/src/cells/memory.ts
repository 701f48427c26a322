/** A form that was open: in which cell, of which plugin, and whether the cell is written by it. */
export interface OpenForm {
  cell: string;
  plugin: string;
  bound: boolean;
}

const KEY = 'linkr-jupyter:open-forms';
/** Notebooks remembered; the one not used for longest is forgotten first. */
const MOST_NOTEBOOKS = 50;

/**
 * Which forms this browser had open, by notebook.
 *
 * Kept in the browser and not in JupyterLab's state database: that one belongs to a workspace, and
 * the default workspace is shared by everybody on the server, who would get each other's forms.
 * Only ids are kept, never a value.
 */
export class Memory {
  constructor(
    private readonly server: string,
    private readonly storage: Storage = window.localStorage,
  ) {}

  recall(path: string): OpenForm[] {
    return this.read().find(([known]) => known === path)?.[1] ?? [];
  }

  remember(path: string, forms: OpenForm[]): void {
    const others = this.read().filter(([known]) => known !== path);
    const all = forms.length > 0 ? [...others, [path, forms]] : others;
    try {
      this.storage.setItem(this.key, JSON.stringify(all.slice(-MOST_NOTEBOOKS)));
    } catch {
      // A browser that forbids or has filled its storage only loses the convenience.
    }
  }

  private get key(): string {
    return `${KEY}:${this.server}`;
  }

  private read(): [string, OpenForm[]][] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.key) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isEntry) : [];
    } catch {
      return [];
    }
  }
}

function isEntry(entry: unknown): entry is [string, OpenForm[]] {
  return (
    Array.isArray(entry) &&
    typeof entry[0] === 'string' &&
    Array.isArray(entry[1]) &&
    entry[1].every(
      (form: unknown) =>
        typeof form === 'object' &&
        form !== null &&
        typeof (form as OpenForm).cell === 'string' &&
        typeof (form as OpenForm).plugin === 'string',
    )
  );
}
