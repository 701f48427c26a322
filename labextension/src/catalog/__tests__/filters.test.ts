import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { filterCatalog, NO_FILTER, type CatalogFilter } from '../filters';
import { card, content } from './cards';

const trans = nullTranslator.load('linkr_jupyter');
const CONTENT = content(
  [
    card('patient_timeline', { level: 'individual', category: 'timeline' }),
    card('kaplan_meier', {
      title: 'Survie',
      category: 'statistics',
      languages: ['python', 'r'],
      place: 'user',
      disabled: true,
    }),
    card('data_table', { category: 'table', authors: ['Zoé Martin'] }),
  ],
  { broken: [{ id: 'half_done', reason: 'plugin.json: version is missing' }] },
);

function found(filter: Partial<CatalogFilter>): string[] {
  const { cards, broken } = filterCatalog(CONTENT, { ...NO_FILTER, ...filter }, trans);
  return [...broken, ...cards].map((one) => one.id);
}

describe('filtering the catalog', () => {
  it.each<[Partial<CatalogFilter>, string[]]>([
    [{}, ['half_done', 'patient_timeline', 'kaplan_meier', 'data_table']],
    [{ level: 'individual' }, ['patient_timeline']],
    [{ category: 'statistics' }, ['kaplan_meier']],
    [{ language: 'r' }, ['kaplan_meier']],
    [{ language: 'python' }, ['patient_timeline', 'kaplan_meier', 'data_table']],
    [{ state: 'used' }, ['patient_timeline', 'data_table']],
    [{ state: 'installed' }, ['kaplan_meier']],
    [{ state: 'disabled' }, ['kaplan_meier']],
    [{ state: 'broken' }, ['half_done']],
    [{ state: 'broken', level: 'individual' }, []],
    [{ text: 'kaplan survie' }, ['kaplan_meier']],
    [{ text: 'zoe' }, ['data_table']],
    [{ text: 'Timelines' }, ['patient_timeline']],
    [{ text: 'version' }, ['half_done']],
    [{ text: 'kaplan', state: 'used' }, []],
  ])('%j: %j', (filter, ids) => {
    expect(found(filter)).toEqual(ids);
  });
});
