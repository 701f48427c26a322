import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';

import { Problem } from '../components/feedback';
import { useSignal } from '../components/signal';
import { readableDate } from '../studies/dates';
import type { RemovedPlugin } from './api';
import type { Catalog, CatalogChange } from './model';
import { changeLabel } from './words';

/** What was done last, said once, with the way back. */
export function Notice(props: { catalog: Catalog; trans: TranslationBundle }): ReactElement {
  const { catalog, trans } = props;
  const [change, setChange] = useState<CatalogChange | null>(null);
  const [error, setError] = useState<unknown>(null);
  const follow = useState(() => (): void => {
    setChange(catalog.last);
    setError(null);
  })[0];
  useSignal(catalog.changed, follow);
  return (
    <>
      <div className="linkr-Notice" role="status">
        {change && <p>{changeLabel(change, trans)}</p>}
        {change && change.undo.length > 0 && (
          <button
            type="button"
            className="linkr-Button"
            onClick={() => void catalog.undo(change).catch(setError)}
          >
            {trans.__('Undo')}
          </button>
        )}
      </div>
      {error !== null && <Problem error={error} trans={trans} />}
    </>
  );
}

/** What was removed or replaced of late: each can be brought back. */
export function Removed(props: {
  catalog: Catalog;
  removed: RemovedPlugin[];
  trans: TranslationBundle;
  locale: string;
}): ReactElement | null {
  const { catalog, removed, trans, locale } = props;
  const [error, setError] = useState<unknown>(null);
  if (removed.length === 0) {
    return null;
  }
  return (
    <details className="linkr-Removed">
      <summary>{trans.__('Removed or replaced of late')}</summary>
      {error !== null && <Problem error={error} trans={trans} />}
      <ul className="linkr-List">
        {removed.map((one) => {
          const date = readableDate(one.date, locale);
          return (
            <li key={one.undo} className="linkr-Bar">
              <span>
                {one.id} <span className="linkr-Quiet">{date}</span>
              </span>
              <button
                type="button"
                className="linkr-Button"
                aria-label={trans.__('Bring back %1 of %2', one.id, date)}
                onClick={() =>
                  void catalog.undo({ ids: [one.id], undo: [one.undo] }).catch(setError)
                }
              >
                {trans.__('Bring back')}
              </button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
