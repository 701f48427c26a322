import { describe, expect, it } from 'vitest';

import { inputsFrom, readVariables } from '../variables';

const inputs = (earlier: string, later: string): string[] =>
  inputsFrom(readVariables(earlier), readVariables(later));

describe('variables between cells', () => {
  it('are those that an earlier cell sets and a later one uses', () => {
    const setup =
      'study = linkr.open_study()\ncdm = study.connect()\ncohort = study.cohort("main")';
    expect(inputs(setup, 'x = count(\n    cdm,\n    cohort,\n)')).toEqual(['cdm', 'cohort']);
  });

  it('are not those that the later cell makes itself', () => {
    expect(inputs('values = 1\nk = 2', 'values = other(k)\nvalues.show()')).toEqual(['k']);
  });

  it('are no words in texts, comments, attributes or comparisons', () => {
    expect(inputs('name = 1', 'print("name")  # name\nx.name')).toEqual([]);
    expect(inputs('if x:\n    name = 1\nname == 2', 'name')).toEqual([]);
  });

  it('follow several names, types and changes in place', () => {
    expect(inputs('a, b = 1, 2\nc: int = 3\nd += 1', 'f(a, b, c, d)')).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('pass from R to Python by -o alone, and to R by -i or by name', () => {
    const inR = '%%R -i cdm -o summary\nrows <- collect(cdm)\nsummary <- rows';
    expect(inputs(inR, 'print(summary, rows)')).toEqual(['summary']);
    expect(inputs(inR, '%%R\nplot(rows)')).toEqual(['rows']);
    expect(inputs('cdm = connect()', inR)).toEqual(['cdm']);
  });
});
