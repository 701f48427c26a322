import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it, vi } from 'vitest';

import { dialogDrawn } from '../../__tests__/dialog';
import { button, click, draw, type } from '../../__tests__/drawing';
import { RequestError } from '../../request';
import { AddSourceForm } from '../add-source';
import type { NewSource, Source, SourceCheck } from '../api';
import { verdict } from '../check-report';
import type { Sources } from '../model';

const trans = nullTranslator.load('linkr_jupyter');
const check: SourceCheck = {
  cdm_version: '5.4',
  tables: { person: 100, measurement: 12345 },
  missing: ['note'],
  problems: [
    {
      code: 'no_visit',
      table: 'measurement',
      column: 'visit_occurrence_id',
      count: 7,
      message: 'M',
    },
  ],
};

describe('what a check says', () => {
  it('in one sentence', () => {
    expect(verdict(check, trans)).toBe('Connection works: OMOP 5.4, 2 tables, 1 problem found.');
    expect(verdict({ ...check, problems: [] }, trans)).toBe(
      'Connection works: OMOP 5.4, 2 tables, no problem found.',
    );
    expect(verdict({ ...check, tables: {} }, trans)).toBe('No OMOP table was found here.');
  });
});

describe('adding a source', () => {
  const field = (name: string): HTMLInputElement =>
    document.querySelector(`[name=${name}]`) as HTMLInputElement;
  const form = (sources: Partial<Sources>, close = vi.fn()): Promise<unknown> =>
    draw(<AddSourceForm sources={sources as Sources} trans={trans} locale="en" close={close} />);

  it('tests the connection and draws the report', async () => {
    const checked = vi.fn(() => Promise.resolve(check));
    await form({ check: checked });
    expect(button('Test connection').disabled).toBe(true);
    await type(field('location'), '/data/omop');
    await click(button('Test connection'));
    expect(checked).toHaveBeenCalledWith('/data/omop');
    expect(document.body.textContent).toContain('12,345');
    expect(document.body.textContent).toContain('measurement.visit_occurrence_id · 7 rows');
    expect(document.body.textContent).toContain('Missing tables note');
  });

  it('shows a refusal beside the location', async () => {
    const refusal = new RequestError('No OMOP data.', 'Choose the folder.', 'location', 'x', 422);
    await form({ check: () => Promise.reject(refusal) });
    await type(field('location'), '/tmp');
    await click(button('Test connection'));
    expect(field('location').getAttribute('aria-invalid')).toBe('true');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Choose the folder.');
  });

  it('adds and closes', async () => {
    const close = vi.fn();
    const added: Source = { name: 'a', location_kind: 'file', description: '', generated: false };
    const add = vi.fn<(source: NewSource) => Promise<Source>>().mockResolvedValue(added);
    await form({ add }, close);
    await type(field('name'), 'a');
    await type(field('location'), '/data/a.duckdb');
    await click(document.querySelector('button[type=submit]'));
    expect(add).toHaveBeenCalledWith({ name: 'a', location: '/data/a.duckdb', description: '' });
    expect(close).toHaveBeenCalledWith(added);
  });

  it('asks before it puts a source in the place of another of its name', async () => {
    const taken = new RequestError('There is one.', '', 'name', 'source_taken', 422);
    const added: Source = { name: 'a', location_kind: 'file', description: '', generated: false };
    const add = vi.fn((_: NewSource, replace = false) =>
      replace ? Promise.resolve(added) : Promise.reject(taken),
    );
    const close = vi.fn();
    await form({ add }, close);
    await type(field('name'), 'a');
    await type(field('location'), '/data/a.duckdb');
    await click(document.querySelector('button[type=submit]'));
    const question = await dialogDrawn();
    expect(question.textContent).toContain('already a source called “a”');
    await click(question.querySelector('.linkr-Actions .linkr-Button'));
    expect(close).not.toHaveBeenCalled();
    expect(add).toHaveBeenCalledTimes(1);
    await click(document.querySelector('button[type=submit]'));
    await dialogDrawn();
    await click(button('Replace “a”'));
    expect(add).toHaveBeenLastCalledWith(
      { name: 'a', location: '/data/a.duckdb', description: '' },
      true,
    );
    expect(close).toHaveBeenCalledWith(added);
  });
});
