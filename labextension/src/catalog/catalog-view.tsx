import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react';

import { Empty, Loading, Problem } from '../components/feedback';
import { SearchField } from '../components/fields';
import { moveBetweenRows } from '../components/keyboard';
import { useLoaded } from '../components/loaded';
import { useSignal } from '../components/signal';
import type { CatalogContent } from './api';
import { BrokenCard, PluginCard } from './card';
import { filterCatalog, Filters, NO_FILTER, type CatalogFilter } from './filters';
import type { Catalog } from './model';
import { Notice, Removed } from './notice';
import { PluginDetailsView } from './plugin-details';

export interface CatalogViewProps {
  catalog: Catalog;
  /** Language of the plugins' texts. */
  language: string;
  /** Locale of numbers and dates. */
  locale: string;
  trans: TranslationBundle;
  rendermime: IRenderMimeRegistry;
  /** Plugin whose details are shown, or `null` for the list. */
  opened: string | null;
  onOpen: (id: string | null) => void;
  onUse: (id: string) => void;
  /** Open it in the plugin editor, where there is one. */
  onEdit?: (id: string) => void;
  onInstall: () => void;
}

/** The section "Plugins" of the side panel: the cards, or the details of one. */
export function CatalogView(props: CatalogViewProps): ReactElement {
  const { opened, catalog, language, trans } = props;
  const [filter, setFilter] = useState(NO_FILTER);
  const [loaded, reload] = useLoaded(
    useCallback(() => catalog.read(language), [catalog, language]),
  );
  useSignal(catalog.changed, reload);
  const last = useRef<string | null>(null);
  const list = useRef<HTMLDivElement>(null);

  // Coming back from the details, the focus returns to the plugin that was looked at; where that
  // was removed, to the button that brings it back.
  useEffect(() => {
    if (opened === null && last.current) {
      const removed = catalog.last?.kind === 'removed' && catalog.last.ids.includes(last.current);
      const place = removed ? '.linkr-Notice button' : `[data-linkr-row="${last.current}"]`;
      list.current?.querySelector<HTMLElement>(place)?.focus();
    }
    last.current = opened;
  }, [opened, catalog]);

  return (
    <div ref={list} onKeyDown={opened ? undefined : moveBetweenRows}>
      <Notice catalog={catalog} trans={trans} />
      {loaded.state === 'loading' && <Loading label={trans.__('Reading the plugins…')} />}
      {loaded.state === 'failed' && <Problem error={loaded.error} trans={trans} onRetry={reload} />}
      {loaded.state === 'ready' &&
        (opened ? (
          <PluginDetailsView
            {...props}
            key={opened}
            id={opened}
            card={loaded.value.plugins.find((card) => card.id === opened) ?? null}
          />
        ) : (
          <Cards
            {...props}
            content={loaded.value}
            filter={filter}
            onFilter={setFilter}
            onReload={reload}
          />
        ))}
    </div>
  );
}

function Cards(
  props: CatalogViewProps & {
    content: CatalogContent;
    filter: CatalogFilter;
    onFilter: (filter: CatalogFilter) => void;
    onReload: () => void;
  },
): ReactElement {
  const { content, filter, trans, onFilter } = props;
  const { cards, broken } = filterCatalog(content, filter, trans);
  const count = cards.length + broken.length;
  return (
    <>
      <div className="linkr-Bar">
        <button type="button" className="linkr-Button linkr-mod-primary" onClick={props.onInstall}>
          {trans.__('Install plugin')}
        </button>
        <button type="button" className="linkr-Button" onClick={props.onReload}>
          {trans.__('Refresh')}
        </button>
      </div>
      <SearchField
        label={trans.__('Search plugins')}
        value={filter.text}
        onChange={(text) => onFilter({ ...filter, text })}
        row
      />
      <Filters content={content} filter={filter} trans={trans} onChange={onFilter} />
      <p className="linkr-Count" role="status">
        {trans._n('%1 plugin', '%1 plugins', count)}
      </p>
      {count === 0 && (
        <Empty
          action={
            <button type="button" className="linkr-Button" onClick={() => onFilter(NO_FILTER)}>
              {trans.__('Show all plugins')}
            </button>
          }
        >
          {trans.__('No plugin matches this search and these filters.')}
        </Empty>
      )}
      <ul className="linkr-List">
        {broken.map((one) => (
          <BrokenCard key={one.id} broken={one} trans={trans} />
        ))}
        {cards.map((card) => (
          <PluginCard
            key={card.id}
            card={card}
            trans={trans}
            onOpen={() => props.onOpen(card.id)}
          />
        ))}
      </ul>
      <Removed {...props} removed={content.removed} />
    </>
  );
}
