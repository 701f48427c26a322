import { describe, expect, it } from 'vitest';

import { applyEdits, findEdits, rebase } from '../text-changes';

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const PIECES = [
  'bins = 40\n',
  'x',
  '\n',
  '🫀',
  '🫁',
  'é',
  '    .filter(_.a)\n',
  '# Heart rate',
  '"',
];

function text(next: () => number): string {
  const pieces = Array.from({ length: Math.floor(next() * 12) }, () => {
    return PIECES[Math.floor(next() * PIECES.length)] ?? '';
  });
  return pieces.join('');
}

function hasLoneSurrogate(value: string): boolean {
  return /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value);
}

describe('findEdits', () => {
  it('finds edits that make the new text of the old one, for any two texts', () => {
    const next = random(20261122);
    for (let round = 0; round < 2000; round++) {
      const [before, after] = [text(next), text(next)];
      const edits = findEdits(before, after);
      expect(applyEdits(before, edits)).toBe(after);
      for (const edit of edits) {
        expect(hasLoneSurrogate(edit.value)).toBe(false);
        expect(hasLoneSurrogate(before.slice(edit.start, edit.end))).toBe(false);
      }
    }
  });

  it('changes one literal and nothing else', () => {
    const before = 'concept_ids = [3027018]  # Heart rate\nbins = 40\nfoo(bins)\n';
    expect(findEdits(before, before.replace('40', '60'))).toEqual([
      { start: 45, end: 46, value: '6' },
    ]);
  });

  it('finds changes far apart as edits of their own', () => {
    const before = 'a = 1\nb = 2\nc = 3\nd = 4\n';
    const edits = findEdits(before, 'a = 9\nb = 2\nc = 3\nd = 5\n');
    expect(edits).toHaveLength(2);
  });

  it('inserts a line without touching its neighbours', () => {
    expect(findEdits('a\nc\n', 'a\nb\nc\n')).toEqual([{ start: 2, end: 2, value: 'b\n' }]);
  });

  it('finds nothing in equal texts', () => {
    expect(findEdits('a\n', 'a\n')).toEqual([]);
  });
});

describe('rebase', () => {
  const base = 'bins = 40\nrule = "none"\nplot(x)\n';

  it('keeps what a colleague typed meanwhile', () => {
    const theirs = base.replace('plot(x)', 'plot(x, y)').replace('bins', 'nice_bins');
    const mine = rebase(findEdits(base, base.replace('none', 'iqr')), findEdits(base, theirs));
    expect(applyEdits(theirs, mine ?? [])).toBe('nice_bins = 40\nrule = "iqr"\nplot(x, y)\n');
  });

  it('refuses where both changed one place', () => {
    const mine = findEdits(base, base.replace('40', '60'));
    expect(rebase(mine, findEdits(base, base.replace('40', '45')))).toBeNull();
  });
});
