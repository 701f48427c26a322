/**
 * The smallest ranges that turn one text into another.
 *
 * A colleague may be typing in the same cell: replacing its whole source would merge into nonsense,
 * so only what really changes is written. Positions count UTF-16 units, as the shared model does,
 * and never split a surrogate pair, which the shared model would destroy.
 */

/** Replace `[start, end)` of the old text by `value`. */
export interface Edit {
  start: number;
  end: number;
  value: string;
}

/** Above this many line comparisons the middle is replaced as one piece. */
const MOST_COMPARISONS = 4_000_000;

/** The edits that turn `before` into `after`, in order, in positions of `before`. */
export function findEdits(before: string, after: string): Edit[] {
  if (before === after) {
    return [];
  }
  const old = lines(before);
  const now = lines(after);
  const starts = [0];
  for (const line of old) {
    starts.push((starts.at(-1) ?? 0) + line.length);
  }
  return hunks(old, now).flatMap((hunk) => {
    const place = (line: number): number => starts[line] ?? before.length;
    const removed = old.slice(hunk.oldStart, hunk.oldEnd);
    const added = now.slice(hunk.nowStart, hunk.nowEnd);
    if (removed.length !== added.length) {
      return narrowed(place(hunk.oldStart), removed.join(''), added.join(''));
    }
    return removed.flatMap((line, index) =>
      narrowed(place(hunk.oldStart + index), line, added[index] ?? ''),
    );
  });
}

/** Apply edits to the text that they were found in. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits.reduceRight(
    (result, edit) => result.slice(0, edit.start) + edit.value + result.slice(edit.end),
    text,
  );
}

/**
 * Move edits over changes that somebody else made to the same text meanwhile.
 *
 * @returns The edits in positions of the changed text, or `null` where both touch one place.
 */
export function rebase(edits: readonly Edit[], others: readonly Edit[]): Edit[] | null {
  const moved: Edit[] = [];
  for (const edit of edits) {
    let shift = 0;
    for (const other of others) {
      if (edit.start <= other.end && other.start <= edit.end) {
        return null;
      }
      if (other.end < edit.start) {
        shift += other.value.length - (other.end - other.start);
      }
    }
    moved.push({ ...edit, start: edit.start + shift, end: edit.end + shift });
  }
  return moved;
}

/** Numbers (from 1) of the lines of `after` that `before` does not have. */
export function changedLines(before: string, after: string): number[] {
  return hunks(before.split('\n'), after.split('\n')).flatMap((hunk) =>
    Array.from({ length: hunk.nowEnd - hunk.nowStart }, (_, place) => hunk.nowStart + place + 1),
  );
}

interface Hunk {
  oldStart: number;
  oldEnd: number;
  nowStart: number;
  nowEnd: number;
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Stretches of lines that differ, by the longest common subsequence of lines. */
function hunks(old: string[], now: string[]): Hunk[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) {
    head += 1;
  }
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  ) {
    tail += 1;
  }
  const oldEnd = old.length - tail;
  const nowEnd = now.length - tail;
  if ((oldEnd - head) * (nowEnd - head) > MOST_COMPARISONS) {
    return [{ oldStart: head, oldEnd, nowStart: head, nowEnd }];
  }
  return between(old, now, head, oldEnd, nowEnd);
}

function between(
  old: string[],
  now: string[],
  head: number,
  oldEnd: number,
  nowEnd: number,
): Hunk[] {
  const width = nowEnd - head + 1;
  const common = new Uint32Array((oldEnd - head + 1) * width);
  const at = (i: number, j: number): number => common[(i - head) * width + (j - head)] ?? 0;
  for (let i = oldEnd - 1; i >= head; i--) {
    for (let j = nowEnd - 1; j >= head; j--) {
      common[(i - head) * width + (j - head)] =
        old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: Hunk[] = [];
  let [i, j] = [head, head];
  while (i < oldEnd || j < nowEnd) {
    const [oldStart, nowStart] = [i, j];
    while ((i < oldEnd || j < nowEnd) && !(i < oldEnd && j < nowEnd && old[i] === now[j])) {
      if (j >= nowEnd || (i < oldEnd && at(i + 1, j) >= at(i, j + 1))) {
        i += 1;
      } else {
        j += 1;
      }
    }
    if (i > oldStart || j > nowStart) {
      found.push({ oldStart, oldEnd: i, nowStart, nowEnd: j });
    }
    while (i < oldEnd && j < nowEnd && old[i] === now[j]) {
      i += 1;
      j += 1;
    }
  }
  return found;
}

/** Take what both ends have in common out of a replacement. */
function narrowed(offset: number, before: string, after: string): Edit[] {
  if (before === after) {
    return [];
  }
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head += 1;
  }
  if (head > 0 && isHighSurrogate(before.charCodeAt(head - 1))) {
    head -= 1;
  }
  let tail = 0;
  while (
    tail < shorter - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) {
    tail -= 1;
  }
  return [
    {
      start: offset + head,
      end: offset + before.length - tail,
      value: after.slice(head, after.length - tail),
    },
  ];
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
