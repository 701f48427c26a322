import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useEffect, useRef, useState, type ReactElement } from 'react';

import { Empty, Loading, Problem } from '../components/feedback';
import { SearchField } from '../components/fields';
import { moveBetweenRows } from '../components/keyboard';
import { useLoaded } from '../components/loaded';
import type { PluginSummary } from './api';
import type { Catalog } from './model';
import { PluginDetailsView } from './plugin-details';
import { filterPlugins, LevelField, PluginRows, type LevelFilter } from './plugin-list';

export interface CatalogViewProps {
  catalog: Catalog;
  language: string;
  trans: TranslationBundle;
  rendermime: IRenderMimeRegistry;
  /** Plugin whose details are shown, or `null` for the list. */
  opened: string | null;
  onOpen: (id: string | null) => void;
  onUse: (id: string) => void;
}

/** The section "Plugins" of the side panel: the list, or the details of one. */
export function CatalogView(props: CatalogViewProps): ReactElement {
  const { opened } = props;
  const [text, setText] = useState('');
  const [level, setLevel] = useState<LevelFilter>('all');
  const last = useRef<string | null>(null);
  const list = useRef<HTMLDivElement>(null);

  // Coming back from the details, the focus returns to the plugin that was looked at.
  useEffect(() => {
    if (opened === null && last.current) {
      list.current?.querySelector<HTMLElement>(`[data-linkr-row="${last.current}"]`)?.focus();
    }
    last.current = opened;
  }, [opened]);

  if (opened) {
    return <PluginDetailsView id={opened} {...props} />;
  }
  return (
    <div ref={list} onKeyDown={moveBetweenRows}>
      <SearchField label={props.trans.__('Search plugins')} value={text} onChange={setText} row />
      <LevelField value={level} trans={props.trans} onChange={setLevel} />
      <List {...props} text={text} level={level} />
    </div>
  );
}

function List(props: CatalogViewProps & { text: string; level: LevelFilter }): ReactElement {
  const { catalog, language, trans, text, level, onOpen } = props;
  const [loaded, reload] = useLoaded(
    useCallback(() => catalog.list(language), [catalog, language]),
  );
  if (loaded.state === 'loading') {
    return <Loading label={trans.__('Reading the plugins…')} />;
  }
  if (loaded.state === 'failed') {
    return <Problem error={loaded.error} trans={trans} onRetry={reload} />;
  }
  const shown: PluginSummary[] = filterPlugins(loaded.value, text, level, trans);
  return (
    <>
      <p className="linkr-Count" role="status">
        {trans._n('%1 plugin', '%1 plugins', shown.length)}
      </p>
      {shown.length === 0 && <Empty>{trans.__('No plugin matches. Try fewer words.')}</Empty>}
      <PluginRows plugins={shown} trans={trans} onChoose={(plugin) => onOpen(plugin.id)} />
    </>
  );
}
