import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { parseMetadata } from '../cell-metadata';

const trans = nullTranslator.load('linkr_jupyter');
const good = { plugin: 'table_one', version: '1.0.0', language: 'python', values: {}, source: '' };

describe('the metadata of a cell', () => {
  it('is read when it is whole', () => {
    expect(parseMetadata(good, trans)).toEqual({ kind: 'form', metadata: good });
  });

  it.each([undefined, { role: 'setup' }])('is none of a form: %j', (found) => {
    expect(parseMetadata(found, trans)).toEqual({ kind: 'none' });
  });

  it.each([
    [null, /not an object/],
    ['table_one', /not an object/],
    [[good], /not an object/],
    [{}, /plugin/],
    [{ ...good, plugin: 3 }, /plugin/],
    [{ ...good, plugin: '../../etc' }, /plugin/],
    [{ ...good, version: null }, /version/],
    [{ ...good, source: ['a'] }, /source/],
    [{ ...good, values: [] }, /values/],
  ])('is malformed, and says why: %j', (found, why) => {
    expect(parseMetadata(found, trans)).toEqual({
      kind: 'malformed',
      problem: expect.stringMatching(why) as string,
    });
  });
});
