import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { SelectField, type Choice } from '../components/fields';
import { matches } from '../components/search';
import type { BrokenPlugin, Card, CatalogContent } from './api';
import { categoryLabel, languageLabel, levelLabel } from './words';

/** What a person wants to see; an empty text is everything. */
export interface CatalogFilter {
  text: string;
  level: string;
  category: string;
  language: string;
  state: string;
}

export const NO_FILTER: CatalogFilter = {
  text: '',
  level: '',
  category: '',
  language: '',
  state: '',
};

/** The part of a catalog that a filter leaves; what is broken has no level or category to ask. */
export function filterCatalog(
  content: CatalogContent,
  filter: CatalogFilter,
  trans: TranslationBundle,
): { cards: Card[]; broken: BrokenPlugin[] } {
  const { text, level, category, language, state } = filter;
  const cards = content.plugins.filter(
    (card) =>
      (!level || card.level === level) &&
      (!category || card.category === category) &&
      (!language || card.languages.includes(language)) &&
      inState(card, state) &&
      matches(
        text,
        card.title,
        card.summary,
        card.id.replaceAll('_', ' '),
        categoryLabel(card.category, trans),
        ...card.authors,
      ),
  );
  const named = !level && !category && !language && (state === '' || state === 'broken');
  return {
    cards,
    broken: named ? content.broken.filter((one) => matches(text, one.id, one.reason)) : [],
  };
}

function inState(card: Card, state: string): boolean {
  switch (state) {
    case 'used':
      return !card.disabled;
    case 'installed':
      return card.installed !== null || card.place !== 'builtin';
    case 'disabled':
      return card.disabled;
    case 'broken':
      return false;
    default:
      return true;
  }
}

/** The drop-downs above the cards; each offers what is there, and nothing else. */
export function Filters(props: {
  content: CatalogContent;
  filter: CatalogFilter;
  trans: TranslationBundle;
  onChange: (filter: CatalogFilter) => void;
}): ReactElement {
  const { content, filter, trans } = props;
  const set = (change: Partial<CatalogFilter>): void => props.onChange({ ...filter, ...change });
  const choices = (values: string[], all: string, label: (value: string) => string): Choice[] => [
    { value: '', label: all },
    ...[...new Set(values)]
      .map((value) => ({ value, label: label(value) }))
      .sort((one, other) => one.label.localeCompare(other.label)),
  ];
  return (
    <div className="linkr-Filters">
      <SelectField
        name="level"
        label={trans.__('Level')}
        value={filter.level}
        choices={choices(['individual', 'aggregated'], trans.__('All levels'), (value) =>
          levelLabel(value, trans),
        )}
        onChange={(level) => set({ level })}
      />
      <SelectField
        name="category"
        label={trans.__('Category')}
        value={filter.category}
        choices={choices(
          content.plugins.map((card) => card.category),
          trans.__('All categories'),
          (value) => categoryLabel(value, trans),
        )}
        onChange={(category) => set({ category })}
      />
      <SelectField
        name="language"
        label={trans.__('Language')}
        value={filter.language}
        choices={choices(
          content.plugins.flatMap((card) => card.languages),
          trans.__('All languages'),
          languageLabel,
        )}
        onChange={(language) => set({ language })}
      />
      <SelectField
        name="state"
        label={trans.__('State')}
        value={filter.state}
        choices={[
          { value: '', label: trans.__('All states') },
          { value: 'used', label: trans.__('In use') },
          { value: 'installed', label: trans.__('From elsewhere') },
          { value: 'disabled', label: trans.__('Disabled') },
          { value: 'broken', label: trans.__('Broken') },
        ]}
        onChange={(state) => set({ state })}
      />
    </div>
  );
}
