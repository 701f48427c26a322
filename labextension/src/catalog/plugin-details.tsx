import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useEffect, useRef, type ReactElement } from 'react';

import { Badge, Loading, Problem } from '../components/feedback';
import { useLoaded } from '../components/loaded';
import { Markdown } from '../components/markdown';
import { readableDate } from '../studies/dates';
import { pictureUrl, type Card, type PluginDetails, type Setting } from './api';
import { Facts } from './card';
import type { CatalogViewProps } from './catalog-view';
import { PluginActions } from './plugin-actions';
import { Requirements } from './requirements';
import { languageLabel, placeLabel } from './words';

type DetailsProps = CatalogViewProps & { id: string; card: Card | null };

/** Everything about a plugin before it is used: what for, settings, and all lines of its cell. */
export function PluginDetailsView(props: DetailsProps): ReactElement {
  const { id, card, catalog, language, trans } = props;
  const stamp = card?.installed?.hash ?? '';
  const load = useCallback(() => {
    // Read again when other files were installed.
    void stamp;
    return catalog.get(id, language);
  }, [catalog, id, language, stamp]);
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
        {!card?.disabled && (
          <button
            type="button"
            className="linkr-Button linkr-mod-primary"
            onClick={() => props.onUse(id)}
          >
            {trans.__('Use in notebook')}
          </button>
        )}
        {props.onEdit && (
          <button type="button" className="linkr-Button" onClick={() => props.onEdit?.(id)}>
            {trans.__('Edit plugin')}
          </button>
        )}
      </div>
      {loaded.state === 'loading' && <Loading label={trans.__('Reading the plugin…')} />}
      {loaded.state === 'failed' && <Problem error={loaded.error} trans={trans} onRetry={reload} />}
      {loaded.state === 'ready' && <Details {...props} plugin={loaded.value} />}
    </div>
  );
}

function Details(props: DetailsProps & { plugin: PluginDetails }): ReactElement {
  const { plugin, card, trans } = props;
  // The title stands above already.
  const readme = plugin.readme.replace(/^\s*# [^\n]*\n/, '').trim();
  return (
    <article className="linkr-Details">
      <h2>{card?.title ?? plugin.title}</h2>
      <p>{plugin.summary}</p>
      {card && <CardDetails {...props} card={card} />}
      {readme && <Markdown text={readme} rendermime={props.rendermime} />}
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

/** What only the catalog knows of a plugin: its picture, where it is from, what may be done. */
function CardDetails(props: DetailsProps & { card: Card }): ReactElement {
  const { card, trans } = props;
  const { installed } = card;
  return (
    <>
      {card.picture && (
        <img
          className="linkr-Picture"
          src={pictureUrl(card)}
          alt={trans.__('A drawing of what “%1” shows', card.title)}
        />
      )}
      <p className="linkr-Row-badges">
        {card.disabled && <Badge kind="notice">{trans.__('Disabled')}</Badge>}
        {card.modified && <Badge kind="notice">{trans.__('Changed by hand')}</Badge>}
        <Facts facts={card} trans={trans} />
      </p>
      <p>
        {placeLabel(card, trans)}
        {installed && (
          <span className="linkr-Row-detail">
            {trans.__('From %1, %2', installed.source, readableDate(installed.date, props.locale))}
          </span>
        )}
      </p>
      <PluginActions {...props} card={card} />
      <Requirements facts={card} trans={trans} />
    </>
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
