import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { PluginProblem, PluginRun } from '../api';
import { Checker, QUIET } from '../checking';
import { lineOf, mimeTypeOf } from '../file-editors';
import { PERIOD, Runner } from '../running';

const PROBLEM: PluginProblem = { code: 'c', file: 'cell.py', line: 3, message: 'm' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the check of what is typed', () => {
  it('waits for a pause, asks once, and asks again for what was typed meanwhile', async () => {
    const answers: ((problems: PluginProblem[]) => void)[] = [];
    const ask = vi.fn(() => new Promise<PluginProblem[]>((resolve) => answers.push(resolve)));
    const checker = new Checker(ask);
    checker.soon();
    checker.soon();
    await vi.advanceTimersByTimeAsync(QUIET - 1);
    expect(ask).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ask).toHaveBeenCalledTimes(1);
    checker.soon();
    await vi.advanceTimersByTimeAsync(QUIET);
    expect(ask).toHaveBeenCalledTimes(1);
    answers[0]?.([PROBLEM]);
    await vi.advanceTimersByTimeAsync(0);
    expect(checker.problems).toEqual([]);
    expect(ask).toHaveBeenCalledTimes(2);
    answers[1]?.([PROBLEM]);
    await vi.advanceTimersByTimeAsync(0);
    expect(checker.problems).toEqual([PROBLEM]);
    expect(checker.state).toBe('checked');
  });

  it('says that it failed, and tries again at the next change', async () => {
    const ask = vi.fn<() => Promise<PluginProblem[]>>();
    ask.mockRejectedValueOnce(new Error('no server')).mockResolvedValueOnce([PROBLEM]);
    const checker = new Checker(ask);
    checker.soon();
    await vi.advanceTimersByTimeAsync(QUIET);
    expect(checker.state).toBe('failed');
    checker.soon();
    await vi.advanceTimersByTimeAsync(QUIET);
    expect(checker.problems).toEqual([PROBLEM]);
  });
});

describe('the run of every combination', () => {
  const running: PluginRun = { state: 'running', done: 1, total: 2, problems: [] };

  it('is watched until it ends', async () => {
    const read = vi.fn<() => Promise<PluginRun>>();
    read.mockResolvedValueOnce(running);
    read.mockResolvedValueOnce({ ...running, state: 'done', done: 2 });
    const runner = new Runner({ start: () => Promise.resolve('r'), read, cancel: vi.fn() });
    void runner.start();
    void runner.start();
    await vi.advanceTimersByTimeAsync(PERIOD);
    expect(runner.known).toEqual(running);
    await vi.advanceTimersByTimeAsync(PERIOD);
    expect(runner.known?.state).toBe('done');
    await vi.advanceTimersByTimeAsync(5 * PERIOD);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is cancelled at once, and when its editor is closed', async () => {
    const cancel = vi.fn(() => Promise.resolve(null));
    const steps = { start: () => Promise.resolve('r'), read: () => Promise.resolve(running) };
    for (const end of ['cancel', 'dispose'] as const) {
      const runner = new Runner({ ...steps, cancel });
      void runner.start();
      await vi.advanceTimersByTimeAsync(PERIOD);
      void runner[end]();
      expect(runner.known?.state).toBe('cancelled');
      await vi.advanceTimersByTimeAsync(3 * PERIOD);
      expect(runner.known?.state).toBe('cancelled');
    }
    expect(cancel).toHaveBeenCalledTimes(2);
  });

  it('says why it did not start', async () => {
    const runner = new Runner({
      start: () => Promise.reject(new Error('enough')),
      read: vi.fn(),
      cancel: vi.fn(),
    });
    await runner.start();
    expect(runner.error).toEqual(new Error('enough'));
    expect(runner.running).toBe(false);
  });
});

describe('places in texts', () => {
  it('stay inside the text', () => {
    expect(lineOf(PROBLEM, 10)).toBe(3);
    expect(lineOf(PROBLEM, 2)).toBe(2);
    expect(lineOf({ ...PROBLEM, line: 0 }, 2)).toBe(1);
  });

  it('are highlighted by the language of the file', () => {
    expect(['plugin.json', 'cell.py', 'cell.R', 'README.md', 'LICENSE'].map(mimeTypeOf)).toEqual([
      'application/json',
      'text/x-python',
      'text/x-rsrc',
      'text/x-ipythongfm',
      'text/plain',
    ]);
  });
});
