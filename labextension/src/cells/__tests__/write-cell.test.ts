import { YNotebook, type ISharedCell } from '@jupyter/ydoc';
import { beforeEach, describe, expect, it } from 'vitest';

import type { CellMetadata } from '../cell-metadata';
import { cellId, insertCell, removeDuplicates, rewriteCell } from '../write-cell';

const SOURCE = 'bins = 40\nplot(bins)\n';

function metadata(bins: number): CellMetadata {
  return {
    plugin: 'distributions_outliers',
    version: '1.0.0',
    language: 'python',
    values: { bins },
    source: SOURCE.replace('40', String(bins)),
  };
}

describe('writing a cell', () => {
  let notebook: YNotebook;
  let cell: ISharedCell;
  let deltas: unknown[];

  beforeEach(() => {
    notebook = new YNotebook();
    insertCell(notebook, 0, 'request-1', SOURCE, metadata(40));
    cell = notebook.getCell(0);
    deltas = [];
    cell.changed.connect((_, change) => {
      if (change.sourceChange) {
        deltas.push(change.sourceChange);
      }
    });
  });

  it('changes the literal alone, and the metadata with it', () => {
    expect(rewriteCell(cell, SOURCE.replace('40', '60'), metadata(60), SOURCE)).toBe(true);
    expect(cell.getSource()).toBe('bins = 60\nplot(bins)\n');
    expect(cell.getMetadata('linkr')).toEqual(metadata(60));
    expect(deltas).toEqual([[{ retain: 7 }, { insert: '6' }, { delete: 1 }]]);
  });

  it('is one undo step, which brings source and metadata back', () => {
    cell.updateSource(0, 0, '# by hand\n');
    const seen = cell.getSource();
    rewriteCell(cell, seen.replace('40', '60').replace('plot', 'draw'), metadata(60), seen);
    cell.updateSource(0, 0, '# later\n');
    cell.undo();
    expect(cell.getSource()).toBe('# by hand\nbins = 60\ndraw(bins)\n');
    cell.undo();
    expect(cell.getSource()).toBe('# by hand\nbins = 40\nplot(bins)\n');
    expect(cell.getMetadata('linkr')).toEqual(metadata(40));
  });

  it('keeps what somebody typed since the form looked', () => {
    cell.updateSource(10, 14, 'draw');
    expect(rewriteCell(cell, SOURCE.replace('40', '60'), metadata(60), SOURCE)).toBe(true);
    expect(cell.getSource()).toBe('bins = 60\ndraw(bins)\n');
  });

  it('writes nothing where somebody changed the same place', () => {
    cell.updateSource(7, 9, '45');
    expect(rewriteCell(cell, SOURCE.replace('40', '60'), metadata(60), SOURCE)).toBe(false);
    expect(cell.getSource()).toBe('bins = 45\nplot(bins)\n');
    expect(cell.getMetadata('linkr')).toEqual(metadata(40));
  });

  it('takes an equal change of somebody else as written', () => {
    cell.updateSource(7, 9, '60');
    expect(rewriteCell(cell, SOURCE.replace('40', '60'), metadata(60), SOURCE)).toBe(true);
    expect(cell.getSource()).toBe('bins = 60\nplot(bins)\n');
  });

  it('removes the metadata where there were none before', () => {
    rewriteCell(cell, 'print(1)', null, SOURCE);
    expect(cell.getMetadata('linkr')).toBeUndefined();
  });

  it('inserts a trusted code cell that undo removes', () => {
    notebook.clearUndoHistory();
    const id = insertCell(notebook, 1, 'request-2', 'print(1)', metadata(1));
    expect(notebook.getCell(1).getId()).toBe(id);
    expect(notebook.getCell(1).getMetadata('trusted')).toBe(true);
    notebook.undo();
    expect(notebook.cells).toHaveLength(1);
  });

  it('keeps the first of two cells that one request made', () => {
    insertCell(notebook, 1, 'request-1', 'second', metadata(1));
    insertCell(notebook, 2, 'request-3', 'third', metadata(1));
    removeDuplicates(notebook);
    expect(notebook.cells.map((one) => one.getSource())).toEqual([SOURCE, 'third']);
  });

  it('makes ids that notebooks allow', () => {
    for (const request of ['a b/c:é-1', 'x'.repeat(200), '💥']) {
      expect(cellId(request)).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    }
    expect(cellId('x-1')).not.toBe(cellId('x-2'));
  });
});
