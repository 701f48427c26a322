import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { Badge } from '../components/feedback';
import { SelectField } from '../components/fields';
import { matches } from '../components/search';
import type { PluginSummary } from './api';
import { categoryLabel, fit, languageLabel, levelLabel, type Place } from './words';

export type LevelFilter = 'all' | 'individual' | 'aggregated';

/** Choose the level of the plugins to show. */
export function LevelField(props: {
  value: LevelFilter;
  trans: TranslationBundle;
  onChange: (level: LevelFilter) => void;
}): ReactElement {
  const { trans } = props;
  return (
    <SelectField
      name="level"
      label={trans.__('Level')}
      value={props.value}
      choices={[
        { value: 'all', label: trans.__('All levels') },
        { value: 'individual', label: levelLabel('individual', trans) },
        { value: 'aggregated', label: levelLabel('aggregated', trans) },
      ]}
      onChange={(value) => props.onChange(value as LevelFilter)}
    />
  );
}

export function filterPlugins(
  plugins: readonly PluginSummary[],
  text: string,
  level: LevelFilter,
  trans: TranslationBundle,
): PluginSummary[] {
  return plugins.filter(
    (plugin) =>
      (level === 'all' || plugin.level === level) &&
      matches(
        text,
        plugin.title,
        plugin.summary,
        plugin.id.replaceAll('_', ' '),
        categoryLabel(plugin.category, trans),
      ),
  );
}

/** Plugins as a list of buttons; with a place, each says whether it suits it. */
export function PluginRows(props: {
  plugins: readonly PluginSummary[];
  trans: TranslationBundle;
  place?: Place;
  onChoose: (plugin: PluginSummary) => void;
}): ReactElement {
  const { trans, place } = props;
  return (
    <ul className="linkr-List">
      {props.plugins.map((plugin) => (
        <li key={plugin.id}>
          <button
            type="button"
            className="linkr-Row"
            data-linkr-row={plugin.id}
            onClick={() => props.onChoose(plugin)}
          >
            <span className="linkr-Row-title">{plugin.title}</span>
            <span className="linkr-Row-detail">{plugin.summary}</span>
            <span className="linkr-Row-badges">
              <Badge>{levelLabel(plugin.level, trans)}</Badge>
              <Badge>{categoryLabel(plugin.category, trans)}</Badge>
              {plugin.languages.map((language) => (
                <Badge key={language}>{languageLabel(language)}</Badge>
              ))}
              {place && <Hint plugin={plugin} place={place} trans={trans} />}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Hint(props: {
  plugin: PluginSummary;
  place: Place;
  trans: TranslationBundle;
}): ReactElement {
  const { works, reason } = fit(props.plugin, props.place, props.trans);
  return (
    <Badge kind={works ? 'good' : 'notice'}>
      <span aria-hidden="true">{works ? '✓ ' : '! '}</span>
      {reason}
    </Badge>
  );
}
