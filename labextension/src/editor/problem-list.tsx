import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { Problem } from '../components/feedback';
import type { PluginProblem, PluginRun } from './api';
import type { Checker } from './checking';
import type { Runner } from './running';

export interface ProblemListProps {
  checker: Checker;
  runner: Runner;
  trans: TranslationBundle;
  onGo: (problem: PluginProblem) => void;
}

/** What is wrong with what is typed, and what the run of every combination found. */
export function ProblemList(props: ProblemListProps): ReactElement {
  const { checker, runner, trans } = props;
  const { problems } = checker;
  return (
    <section className="linkr-PluginEditor-problems" aria-label={trans.__('Problems')}>
      <p role="status" className="linkr-PluginEditor-state">
        {stateText(checker, trans)}
      </p>
      <Places problems={problems} trans={trans} onGo={props.onGo} />
      {runner.error !== null && <Problem error={runner.error} trans={trans} />}
      {runner.known && <RunReport {...props} run={runner.known} />}
    </section>
  );
}

export function stateText(
  checker: Pick<Checker, 'state' | 'problems'>,
  trans: TranslationBundle,
): string {
  switch (checker.state) {
    case 'checked':
      return checker.problems.length === 0
        ? trans.__('No problem found.')
        : trans._n('%1 problem', '%1 problems', checker.problems.length);
    case 'failed':
      return trans.__('What you type could not be checked; it is tried again at the next change.');
    default:
      return trans.__('Checking…');
  }
}

function Places(props: {
  problems: readonly PluginProblem[];
  trans: TranslationBundle;
  onGo: (problem: PluginProblem) => void;
}): ReactElement | null {
  if (props.problems.length === 0) {
    return null;
  }
  return (
    <ul className="linkr-List">
      {props.problems.map((problem, index) => (
        <li key={index}>
          <button type="button" className="linkr-Row" onClick={() => props.onGo(problem)}>
            <span className="linkr-Row-title">
              {props.trans.__('%1, line %2', problem.file, problem.line)}
            </span>
            <span>{problem.message}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function RunReport(props: ProblemListProps & { run: PluginRun }): ReactElement {
  const { run, trans } = props;
  return (
    <div className="linkr-PluginEditor-run">
      <p role="status">{runText(run, trans)}</p>
      {run.state === 'running' && (
        <div className="linkr-Bar">
          <progress
            aria-label={trans.__('Cells that have run')}
            {...(run.total > 0 ? { value: run.done, max: run.total } : {})}
          />
          <button type="button" className="linkr-Button" onClick={() => void props.runner.cancel()}>
            {trans.__('Cancel the run')}
          </button>
        </div>
      )}
      {run.state === 'done' && <Places problems={run.problems} trans={trans} onGo={props.onGo} />}
    </div>
  );
}

export function runText(run: PluginRun, trans: TranslationBundle): string {
  switch (run.state) {
    case 'running':
      return run.total === 0
        ? trans.__('Making the demo hospital…')
        : trans.__('%1 of %2 cells have run on the demo hospital.', run.done, run.total);
    case 'done':
      return run.problems.length === 0
        ? trans.__('Every combination has run on the demo hospital: no problem found.')
        : trans._n(
            'Run on the demo hospital: %1 problem.',
            'Run on the demo hospital: %1 problems.',
            run.problems.length,
          );
    case 'cancelled':
      return trans.__('The run was cancelled.');
    case 'late':
      return trans.__('The run took more than 15 minutes and was ended.');
    case 'failed':
      return trans.__('The run ended before its time. Look for code that ends the process.');
  }
}
