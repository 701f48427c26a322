import type { ICellModel } from '@jupyterlab/cells';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { siblingsOf } from '../siblings';

function cell(id: string, type: string, source: string, linkr?: object): ICellModel {
  return {
    id,
    type,
    sharedModel: { getSource: () => source },
    getMetadata: () => linkr,
  } as unknown as ICellModel;
}

const written = (plugin: string, values: object): object => ({
  plugin,
  version: '1.0.0',
  language: 'python',
  values,
  source: '',
});

describe('other cells of an analysis', () => {
  it('are named by their place, the heading above them and their title', () => {
    const cells = [
      cell('m', 'markdown', '# Study\n\n## Lactate'),
      cell('a', 'code', 'bins = 1', written('bars', { title: 'First' })),
      cell('own', 'code', 'bins = 2', written('bars', {})),
      cell('b', 'code', 'x = 1'),
      cell('c', 'code', 'bins = 3', written('lines', {})),
      cell('d', 'code', 'bins = 4', written('bars', {})),
    ];
    const found = siblingsOf(cells, 'bars', 'own', nullTranslator.load(''));
    expect(found.map(({ id, title, source }) => [id, title, source])).toEqual([
      ['a', 'Cell 2 – Lactate – First', 'bins = 1'],
      ['d', 'Cell 6 – Lactate', 'bins = 4'],
    ]);
  });
});
