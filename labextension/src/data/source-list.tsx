import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useState, type ReactElement } from 'react';

import { Badge, Loading, Problem } from '../components/feedback';
import { moveBetweenRows } from '../components/keyboard';
import { Listing } from '../components/listing';
import { useLoaded } from '../components/loaded';
import type { Source } from './api';
import { CheckReport } from './check-report';
import type { Sources } from './model';
import { kindLabel } from './words';

export interface SourceListProps {
  sources: Sources;
  trans: TranslationBundle;
  locale: string;
  onAdd: () => void;
  onRemove: (source: Source) => void;
}

/** The section "Data" of the side panel. */
export function SourceList(props: SourceListProps): ReactElement {
  const { sources, trans } = props;
  const load = useCallback(() => sources.list(), [sources]);
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Listing
      load={load}
      changed={sources.changed}
      trans={trans}
      onAdd={props.onAdd}
      words={{
        loading: trans.__('Reading the data sources…'),
        add: trans.__('Add source'),
        empty: trans.__(
          'No data source yet. A source is a database in the OMOP common data model: a folder of Parquet or CSV files, a DuckDB file, or a database server.',
        ),
      }}
    >
      {(read: Source[]) => (
        <ul className="linkr-List" onKeyDown={moveBetweenRows}>
          {read.map((source) => (
            <SourceRow
              key={source.name}
              source={source}
              opened={opened === source.name}
              onToggle={() => setOpened(opened === source.name ? null : source.name)}
              {...props}
            />
          ))}
        </ul>
      )}
    </Listing>
  );
}

function SourceRow(
  props: SourceListProps & { source: Source; opened: boolean; onToggle: () => void },
): ReactElement {
  const { source, trans, opened } = props;
  return (
    <li>
      <button
        type="button"
        className="linkr-Row"
        data-linkr-row={source.name}
        aria-expanded={opened}
        onClick={props.onToggle}
      >
        <span className="linkr-Row-title">{source.name}</span>
        <span className="linkr-Row-detail">
          {kindLabel(source.location_kind, trans)}
          {source.generated && <Badge kind="notice">{trans.__('Generated data')}</Badge>}
          {source.status && <Badge>{statusLabel(source.status, trans)}</Badge>}
        </span>
        {source.description && <span className="linkr-Row-detail">{source.description}</span>}
      </button>
      {opened && (
        <div className="linkr-Row-more">
          <SourceDetails {...props} />
        </div>
      )}
    </li>
  );
}

function statusLabel(status: string, trans: TranslationBundle): string {
  const words: Record<string, string> = {
    ready: trans.__('ready'),
    available: trans.__('available'),
    missing: trans.__('not found'),
    unavailable: trans.__('not reachable'),
  };
  return words[status] ?? status;
}

function SourceDetails(props: SourceListProps & { source: Source }): ReactElement {
  const { source, sources, trans } = props;
  const load = useCallback(() => sources.check(source.name), [sources, source.name]);
  const [loaded, reload] = useLoaded(load);
  return (
    <>
      {loaded.state === 'loading' && (
        <Loading label={trans.__('Checking “%1”. Large sources take a while…', source.name)} />
      )}
      {loaded.state === 'failed' && <Problem error={loaded.error} trans={trans} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <CheckReport check={loaded.value} trans={trans} locale={props.locale} />
      )}
      <div className="linkr-Actions">
        <button
          type="button"
          className="linkr-Button linkr-mod-danger"
          onClick={() => props.onRemove(source)}
        >
          {trans.__('Remove “%1”', source.name)}
        </button>
      </div>
    </>
  );
}
