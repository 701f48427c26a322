import type { ICodeCellModel } from '@jupyterlab/cells';
import { beforeEach, describe, expect, it } from 'vitest';

import { isSame, RunHistory } from '../run-history';

interface Made {
  id: string;
  source: string;
  executionCount: number | null;
}

function cell(made: Made): ICodeCellModel {
  return {
    ...made,
    get executionCount() {
      return made.executionCount;
    },
    sharedModel: { getSource: () => made.source },
  } as unknown as ICodeCellModel;
}

describe('what cells were when they ran', () => {
  beforeEach(() => window.localStorage.clear());

  it('is the source at the start of the run, not what was typed while it ran', () => {
    const history = new RunHistory();
    const made: Made = { id: 'a', source: 'x = 1', executionCount: null };
    history.started(cell(made));
    made.source = 'x = 2';
    made.executionCount = 3;
    history.counted(cell(made));
    expect(history.of(cell(made)).source).toBe('x = 1');
    expect(isSame(history.of(cell(made)), 'x = 2')).toBe(false);
    expect(isSame(history.of(cell(made)), 'x = 1\n')).toBe(true);
  });

  it('is known again in a new page, as long as nothing else ran the cell', () => {
    const made: Made = { id: 'a', source: 'x = 1', executionCount: 3 };
    const before = new RunHistory();
    before.started(cell(made));
    before.counted(cell(made));
    made.source = 'x = 2';
    expect(isSame(new RunHistory().of(cell(made)), made.source)).toBe(false);
    made.executionCount = 4;
    expect(isSame(new RunHistory().of(cell(made)), made.source)).toBe(true);
    expect(JSON.stringify({ ...window.localStorage })).not.toContain('x = 1');
  });

  it('keeps the order of runs over the numbers of an older kernel', () => {
    const history = new RunHistory();
    const setup: Made = { id: 'setup', source: 'cdm = 1', executionCount: 1 };
    const result: Made = { id: 'result', source: 'cdm', executionCount: 7 };
    expect(history.ranAfter(cell(setup), cell(result))).toBe(false);
    history.started(cell(setup));
    history.counted(cell(setup));
    expect(history.ranAfter(cell(setup), cell(result))).toBe(true);
    history.started(cell(result));
    expect(history.ranAfter(cell(setup), cell(result))).toBe(false);
  });

  it('trusts the numbers of a notebook that was just opened', () => {
    const history = new RunHistory();
    const setup = cell({ id: 'setup', source: 'cdm = 1', executionCount: 9 });
    expect(history.ranAfter(setup, cell({ id: 'b', source: 'cdm', executionCount: 7 }))).toBe(true);
    expect(history.ranAfter(setup, cell({ id: 'c', source: 'c', executionCount: null }))).toBe(
      false,
    );
  });
});
