import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useEffect, useRef, type ReactElement } from 'react';

import { Badge, Loading, Problem } from '../components/feedback';
import { useLoaded } from '../components/loaded';
import { Markdown } from '../components/markdown';
import type { PluginDetails, Setting } from './api';
import type { CatalogViewProps } from './catalog-view';
import { categoryLabel, languageLabel, levelLabel } from './words';

/** Everything about a plugin before it is used: what for, settings, and all lines of its cell. */
export function PluginDetailsView(props: CatalogViewProps & { id: string }): ReactElement {
  const { id, catalog, language, trans } = props;
  const load = useCallback(() => catalog.get(id, language), [catalog, id, language]);
  const [loaded, reload] = useLoaded(load);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div>
      <div className="linkr-Bar">
        <button
          type="button"
          className="linkr-Button"
          ref={back}
          onClick={() => props.onOpen(null)}
        >
          {trans.__('All plugins')}
        </button>
        <button
          type="button"
          className="linkr-Button linkr-mod-primary"
          onClick={() => props.onUse(id)}
        >
          {trans.__('Use in notebook')}
        </button>
      </div>
      {loaded.state === 'loading' && <Loading label={trans.__('Reading the plugin…')} />}
      {loaded.state === 'failed' && <Problem error={loaded.error} trans={trans} onRetry={reload} />}
      {loaded.state === 'ready' && <Details {...props} plugin={loaded.value} />}
    </div>
  );
}

function Details(props: CatalogViewProps & { plugin: PluginDetails }): ReactElement {
  const { plugin, trans } = props;
  const tables = plugin.requires?.tables ?? [];
  return (
    <article className="linkr-Details">
      <h2>{plugin.title}</h2>
      <p>{plugin.summary}</p>
      <p className="linkr-Row-badges">
        <Badge>{levelLabel(plugin.level, trans)}</Badge>
        <Badge>{categoryLabel(plugin.category, trans)}</Badge>
        <Badge>{trans.__('version %1', plugin.version)}</Badge>
        {plugin.license && <Badge>{plugin.license}</Badge>}
      </p>
      {tables.length > 0 && <p>{trans.__('Needs the tables: %1', tables.join(', '))}</p>}
      {plugin.readme && <Markdown text={plugin.readme} rendermime={props.rendermime} />}
      <Settings settings={plugin.parameters.properties ?? {}} trans={trans} />
      {Object.entries(plugin.cells).map(([language, source]) => (
        <details key={language}>
          <summary>{trans.__('The cell (%1)', languageLabel(language))}</summary>
          <pre className="linkr-Code" tabIndex={0}>
            <code>{source}</code>
          </pre>
        </details>
      ))}
    </article>
  );
}

function Settings(props: {
  settings: Record<string, Setting>;
  trans: TranslationBundle;
}): ReactElement | null {
  const { trans } = props;
  const settings = Object.entries(props.settings);
  if (settings.length === 0) {
    return null;
  }
  return (
    <details>
      <summary>{trans._n('%1 setting', '%1 settings', settings.length)}</summary>
      <dl className="linkr-Settings">
        {settings.map(([name, setting]) => (
          <div key={name}>
            <dt>{setting.title ?? name}</dt>
            <dd>
              {setting.description}
              {setting.default !== undefined && (
                <span className="linkr-Row-detail">
                  {trans.__('By default: %1', defaultText(setting, trans))}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function defaultText(setting: Setting, trans: TranslationBundle): string {
  const hints = setting['x-linkr'];
  const word = (value: unknown): string => {
    if (value === null || value === '') {
      return trans.__('nothing');
    }
    if (typeof value === 'boolean') {
      return value ? trans.__('yes') : trans.__('no');
    }
    return hints?.labels?.[String(value)] ?? String(value);
  };
  const value = setting.default;
  const text = Array.isArray(value)
    ? value.map(word).join(', ') || trans.__('nothing')
    : word(value);
  return hints?.unit ? `${text} ${hints.unit}` : text;
}
