import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import type { CardFacts, NeededPackage } from './api';
import { languageLabel } from './words';

/** What a plugin needs and what it comes with: tables, packages, licence, authors, comparisons. */
export function Requirements(props: { facts: CardFacts; trans: TranslationBundle }): ReactElement {
  const { facts, trans } = props;
  const rows: [string, string[]][] = [
    [trans.__('Needs the tables'), facts.tables],
    [trans.__('Needs the packages'), facts.packages.map((one) => packageLabel(one, trans))],
    [trans.__('Checked against'), facts.checked_against],
    [trans.__('Licence'), [facts.license ?? trans.__('none named')]],
    [trans.__('Authors'), facts.authors],
  ];
  return (
    <dl className="linkr-Settings">
      {rows
        .filter(([, values]) => values.length > 0)
        .map(([label, values]) => (
          <div key={label}>
            <dt>{label}</dt>
            {values.map((value) => (
              <dd key={value}>{value}</dd>
            ))}
          </div>
        ))}
    </dl>
  );
}

function packageLabel(one: NeededPackage, trans: TranslationBundle): string {
  if (one.language !== 'python') {
    return `${one.name} (${languageLabel(one.language)})`;
  }
  return one.installed === null
    ? trans.__('%1: not installed here', one.name)
    : trans.__('%1: version %2 is here', one.name, one.installed);
}
