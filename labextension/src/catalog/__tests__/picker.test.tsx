import { nullTranslator } from '@jupyterlab/translation';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { button, click, draw, press, type } from '../../__tests__/drawing';
import type { PluginSummary } from '../api';
import { Picker } from '../picker';
import { fit } from '../words';

const trans = nullTranslator.load('linkr_jupyter');

function plugin(id: string, title: string, level: PluginSummary['level']): PluginSummary {
  return {
    id,
    title,
    level,
    version: '1.0.0',
    summary: `About ${title}`,
    category: 'describe',
    languages: ['python'],
  };
}

const PLUGINS = [
  plugin('patient_timeline', 'Patient timeline', 'individual'),
  plugin('distributions_outliers', 'Distributions and outliers', 'aggregated'),
  plugin('admissions', 'Admissions and démographie', 'aggregated'),
];

describe('choosing an analysis', () => {
  const close = vi.fn<(plugin: PluginSummary | null) => void>();
  const place = { page: 'aggregated', language: 'python' };
  const rows = (): (string | null | undefined)[] =>
    Array.from(document.querySelectorAll('.linkr-Row-title')).map((row) => row.textContent);
  const search = (): HTMLInputElement => {
    const field = document.querySelector<HTMLInputElement>('input[type=search]');
    return field ?? expect.fail('no search field');
  };

  beforeEach(async () => {
    close.mockReset();
    const load = (): Promise<PluginSummary[]> => Promise.resolve(PLUGINS);
    await draw(<Picker trans={trans} place={place} load={load} close={close} />);
  });

  it('begins in the search field, with what works here first', () => {
    expect(document.activeElement).toBe(search());
    expect(rows()).toEqual([
      'Distributions and outliers',
      'Admissions and démographie',
      'Patient timeline',
    ]);
    expect(document.body.textContent).toContain('Made for the page “Individual data”');
  });

  it('finds words in any order, without accents, and Enter takes the first', async () => {
    await type(search(), 'demographie ADMISSIONS');
    expect(rows()).toEqual(['Admissions and démographie']);
    await press('Enter');
    expect(close).toHaveBeenCalledWith(PLUGINS[2]);
  });

  it('moves with the arrow keys and chooses with a click', async () => {
    await press('ArrowDown');
    await press('ArrowDown');
    expect(document.activeElement?.getAttribute('data-linkr-row')).toBe('admissions');
    await press('Home');
    expect(document.activeElement).toBe(search());
    await press('ArrowDown');
    await click(document.activeElement);
    expect(close).toHaveBeenCalledWith(PLUGINS[1]);
  });

  it('says that nothing matches, and Enter then chooses nothing', async () => {
    await type(search(), 'zzz');
    expect(document.body.textContent).toContain('No plugin matches');
    await press('Enter');
    expect(close).not.toHaveBeenCalled();
  });
});

describe('a catalog that cannot be read', () => {
  it('says so and tries again', async () => {
    const load = vi
      .fn<() => Promise<PluginSummary[]>>()
      .mockRejectedValueOnce(new Error('broken'))
      .mockResolvedValue(PLUGINS);
    const place = { page: null, language: null };
    await draw(<Picker trans={trans} place={place} load={load} close={vi.fn()} />);
    expect(document.querySelector('[role=alert]')?.textContent).toContain('broken');
    await click(button('Retry'));
    expect(document.querySelectorAll('.linkr-Row')).toHaveLength(3);
  });
});

describe('whether a plugin suits a notebook', () => {
  const [individual] = PLUGINS;
  it.each([
    [{ page: 'individual', language: 'python' }, true],
    [{ page: 'aggregated', language: 'python' }, false],
    [{ page: 'appendix', language: 'python' }, true],
    [{ page: null, language: null }, true],
    [{ page: null, language: 'R' }, false],
  ])('%j: %s', (place, works) => {
    expect(individual && fit(individual, place, trans).works).toBe(works);
  });
});
