import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { Prose } from '../components/prose';
import type { SourceCheck, SourceProblem } from './api';

/** What a check found: tables with their rows, missing tables, problems with counts. */
export function CheckReport(props: {
  check: SourceCheck;
  trans: TranslationBundle;
  locale: string;
}): ReactElement {
  const { check, trans, locale } = props;
  const tables = Object.entries(check.tables).sort(([one], [other]) => one.localeCompare(other));
  const number = new Intl.NumberFormat(locale);
  return (
    <div className="linkr-Report">
      <p role="status">{verdict(check, trans)}</p>
      {check.problems.length > 0 && <Problems {...props} />}
      <table className="linkr-Table">
        <caption>{trans.__('Tables that are there')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Table')}</th>
            <th scope="col" className="linkr-mod-number">
              {trans.__('Rows')}
            </th>
          </tr>
        </thead>
        <tbody>
          {tables.map(([table, rows]) => (
            <tr key={table}>
              <th scope="row">{table}</th>
              <td className="linkr-mod-number">
                {rows === null ? trans.__('not counted') : number.format(rows)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {check.missing.length > 0 && (
        <p>
          <strong>{trans.__('Missing tables')}</strong> {check.missing.join(', ')}
        </p>
      )}
    </div>
  );
}

/** One sentence for people who will not read the tables. */
export function verdict(check: SourceCheck, trans: TranslationBundle): string {
  const tables = Object.keys(check.tables).length;
  if (tables === 0) {
    return trans.__('No OMOP table was found here.');
  }
  const found = trans._n('OMOP %2, %1 table', 'OMOP %2, %1 tables', tables, check.cdm_version);
  return check.problems.length === 0
    ? trans.__('Connection works: %1, no problem found.', found)
    : trans._n(
        'Connection works: %2, %1 problem found.',
        'Connection works: %2, %1 problems found.',
        check.problems.length,
        found,
      );
}

function Problems(props: {
  check: SourceCheck;
  trans: TranslationBundle;
  locale: string;
}): ReactElement {
  const { trans } = props;
  const number = new Intl.NumberFormat(props.locale);
  const place = (problem: SourceProblem): string =>
    [problem.table, problem.column].filter(Boolean).join('.') || trans.__('whole source');
  const rows = (problem: SourceProblem): string =>
    problem.count === null
      ? ''
      : ' · ' + trans._n('%2 row', '%2 rows', problem.count, number.format(problem.count));
  return (
    <section aria-label={trans.__('Problems')}>
      <h3>{trans.__('Problems')}</h3>
      <ul className="linkr-Problems">
        {props.check.problems.map((problem, index) => (
          <li key={`${problem.code}-${index}`}>
            <Prose>{problem.message}</Prose>
            <span className="linkr-Row-detail">{place(problem) + rows(problem)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
