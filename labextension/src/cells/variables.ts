/** Which variables the code of a cell sets and names, as far as its text shows without running it. */

export interface Variables {
  /** Set for cells in Python, and for cells in R. */
  sets: { python: Set<string>; r: Set<string> };
  /** Every name that the code mentions. */
  names: Set<string>;
  language: 'python' | 'r';
}

const MAGIC = /^\s*%%([^\n]*)\n?/;
const STRINGS = /("""|''')[\s\S]*?\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
const PYTHON_SETS =
  /^([A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*)[ \t]*(?::[^=\n]+)?(?:[-+*/%&|^@]|\/\/|\*\*)?=(?!=)/gm;
const R_SETS = /^([A-Za-z.][\w.]*)[ \t]*(?:<<?-|=(?!=))/gm;
const NAMES = /(?<![\w.$])[A-Za-z_][\w]*/g;

/** Read the code of a cell, with its magic. */
export function readVariables(source: string): Variables {
  const magic = MAGIC.exec(source)?.[1] ?? '';
  const code = source
    .replace(MAGIC, '')
    .replace(STRINGS, '""')
    .replace(/#[^\n]*/g, '');
  const inR = /^R\b/.test(magic) || /--language[ =]R\b/.test(magic);
  const found = [...code.matchAll(inR ? R_SETS : PYTHON_SETS)].flatMap((match) =>
    (match[1] ?? '').split(',').map((name) => name.trim()),
  );
  const given = [...magic.matchAll(/(?:^|\s)-o\s+(\S+)/g)].flatMap((m) => (m[1] ?? '').split(','));
  const taken = [...magic.matchAll(/(?:^|\s)-i\s+(\S+)/g)].flatMap((m) => (m[1] ?? '').split(','));
  return {
    sets: {
      python: new Set(inR ? given : found),
      r: new Set([...found, ...given]),
    },
    names: new Set([...(code.match(NAMES) ?? []), ...taken]),
    language: inR ? 'r' : 'python',
  };
}

/** The variables of an earlier cell that a later one uses and does not make itself, in order. */
export function inputsFrom(earlier: Variables, later: Variables): string[] {
  const own = later.sets[later.language];
  return [...earlier.sets[later.language]]
    .filter((name) => later.names.has(name) && !own.has(name))
    .sort();
}
