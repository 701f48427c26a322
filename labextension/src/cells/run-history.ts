import type { ICodeCellModel } from '@jupyterlab/cells';

const KEY = 'linkr-jupyter:runs';
/** Cells remembered in a browser; those that ran longest ago are forgotten first. */
const MOST_CELLS = 500;

interface Run {
  /** The source that ran; null where only its fingerprint is known. */
  source: string | null;
  print: string;
  count: number | null;
  /** Place among the runs seen on this page; 0 for a run before it was loaded. */
  turn: number;
}

/**
 * What each cell was when it last ran, and in which order cells ran.
 *
 * Stored nowhere but in the browser, and there only as fingerprints: the file keeps no trace.
 */
export class RunHistory {
  constructor(private readonly storage: Storage = window.localStorage) {}

  /** A cell starts to run, here or in another browser. */
  started(cell: ICodeCellModel): void {
    const source = cell.sharedModel.getSource();
    this.turn += 1;
    this.runs.set(cell.id, { source, print: fingerprint(source), count: null, turn: this.turn });
  }

  /** A cell has got the number of its run. */
  counted(cell: ICodeCellModel): void {
    const run = this.runs.get(cell.id);
    if (!run || run.turn === 0 || run.count !== null) {
      this.started(cell);
    }
    const now = this.runs.get(cell.id);
    if (now) {
      now.count = cell.executionCount;
      this.keep(cell.id, now);
    }
  }

  /**
   * What a cell was when it made its outputs.
   *
   * A page that was just loaded takes what the file holds as one, unless this browser remembers
   * that the cell had other code when it ran.
   */
  of(cell: ICodeCellModel): Run {
    let run = this.runs.get(cell.id);
    if (!run) {
      const source = cell.sharedModel.getSource();
      const kept = this.read().find(([id]) => id === cell.id);
      const same = !kept || kept[2] !== cell.executionCount || kept[1] === fingerprint(source);
      run = same
        ? { source, print: fingerprint(source), count: cell.executionCount, turn: 0 }
        : { source: null, print: kept[1], count: cell.executionCount, turn: 0 };
      this.runs.set(cell.id, run);
    }
    return run;
  }

  /** Whether one cell ran after another, as far as is known. */
  ranAfter(one: ICodeCellModel, other: ICodeCellModel): boolean {
    const [first, second] = [this.of(one), this.of(other)];
    if (first.turn > 0 || second.turn > 0) {
      return first.turn > second.turn;
    }
    return first.count !== null && second.count !== null && first.count > second.count;
  }

  private keep(id: string, run: Run): void {
    const others = this.read().filter(([known]) => known !== id);
    const all = [...others, [id, run.print, run.count]].slice(-MOST_CELLS);
    try {
      this.storage.setItem(KEY, JSON.stringify(all));
    } catch {
      // A browser that forbids or has filled its storage only forgets with the page.
    }
  }

  private read(): [string, string, number | null][] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isEntry) : [];
    } catch {
      return [];
    }
  }

  private readonly runs = new Map<string, Run>();
  private turn = 0;
}

/** Whether a source is the one that ran; JupyterLab runs it without the blanks around it. */
export function isSame(run: { print: string }, source: string): boolean {
  return run.print === fingerprint(source);
}

/** A short text that two sources share only by a rare chance; browsers hash nothing on plain http. */
function fingerprint(source: string): string {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of source.trim()) {
    const code = letter.codePointAt(0) ?? 0;
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  return `${(one >>> 0).toString(36)}-${(other >>> 0).toString(36)}`;
}

function isEntry(entry: unknown): entry is [string, string, number | null] {
  return (
    Array.isArray(entry) &&
    typeof entry[0] === 'string' &&
    typeof entry[1] === 'string' &&
    (entry[2] === null || typeof entry[2] === 'number')
  );
}
