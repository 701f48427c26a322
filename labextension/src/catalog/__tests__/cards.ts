import type { Card, CatalogContent } from '../api';
import type { Review, ReviewedPlugin } from '../review-api';

/** A card with what a test does not ask about. */
export function card(id: string, facts: Partial<Card> = {}): Card {
  return {
    id,
    title: id,
    summary: `About ${id}`,
    version: '1.0.0',
    level: 'aggregated',
    category: 'describe',
    languages: ['python'],
    license: 'MIT',
    authors: [],
    checked_against: [],
    tables: [],
    packages: [],
    place: 'builtin',
    builtin: true,
    modified: false,
    disabled: false,
    installed: null,
    picture: '',
    ...facts,
  };
}

export function content(plugins: Card[], more: Partial<CatalogContent> = {}): CatalogContent {
  return { plugins, broken: [], removed: [], ...more };
}

export function reviewed(facts: Partial<ReviewedPlugin> = {}): ReviewedPlugin {
  return {
    ...card('bars'),
    title: 'Bars',
    hash: 'p1',
    files: [{ name: 'cell.py', size: 1234, sha256: 'f1f1', text: 'bins = 40' }],
    problems: [],
    warnings: [],
    replaces: null,
    ...facts,
  };
}

export function review(plugin: ReviewedPlugin, facts: Partial<Review> = {}): Review {
  const rest = { kind: 'archive' as const, commit: '', warnings: [] };
  return { id: 'r1', source: 'bars.zip', hash: 'abc123', ...rest, plugins: [plugin], ...facts };
}
