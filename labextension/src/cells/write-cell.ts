import type { ICellModel } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';

import { METADATA_KEY, type CellMetadata } from './cell-metadata';
import { findEdits, rebase } from './text-changes';

/** Start of the ids of cells that we insert: see {@link cellId}. */
export const CELL_ID_PREFIX = 'linkr-';

/**
 * Write a source and our metadata into a cell: one transaction, one undo step, changed ranges only.
 *
 * @param seen - The source that the new one was made from. What was typed since is kept.
 * @returns Whether it was written; not where somebody changed the same place meanwhile.
 */
export function rewriteCell(
  cell: ICellModel,
  source: string,
  metadata: CellMetadata | null,
  seen: string,
): boolean {
  const shared = cell.sharedModel;
  const present = shared.getSource();
  const edits = rebase(findEdits(seen, source), findEdits(seen, present));
  if (edits === null && present !== source) {
    return false;
  }
  separateUndoStep(cell);
  shared.transact(() => {
    // From the end, so that the positions of the edits before stay right.
    for (const edit of [...(edits ?? [])].reverse()) {
      shared.updateSource(edit.start, edit.end, edit.value);
    }
    if (metadata) {
      shared.setMetadata(METADATA_KEY, metadata);
    } else {
      shared.deleteMetadata(METADATA_KEY);
    }
  });
  separateUndoStep(cell);
  return true;
}

/**
 * Insert a code cell; the notebook's undo removes it again.
 *
 * @returns The id of the new cell.
 */
export function insertCell(
  notebook: Notebook,
  index: number,
  request: string,
  source: string,
  metadata: CellMetadata,
): string {
  const shared = notebook.model?.sharedModel;
  if (!shared) {
    throw new Error('The notebook has no model.');
  }
  const cell = shared.insertCell(index, {
    cell_type: 'code',
    id: cellId(request),
    source,
    // Written by a click of the person who looks at it, so its outputs may show.
    metadata: { trusted: true, [METADATA_KEY]: metadata },
  });
  return cell.getId();
}

/**
 * The id of the cell that a request inserts.
 *
 * Should two browsers serve the same request, both cells have the same id, which is how
 * {@link removeDuplicates} finds the second.
 */
export function cellId(request: string): string {
  const safe = request.replace(/[^a-zA-Z0-9_-]/g, '').slice(-(64 - CELL_ID_PREFIX.length));
  return CELL_ID_PREFIX + (safe || crypto.getRandomValues(new Uint32Array(2)).join('-'));
}

/** Remove cells that were inserted twice for one request; the first one stays. */
export function removeDuplicates(notebook: Notebook): void {
  const shared = notebook.model?.sharedModel;
  const seen = new Set<string>();
  const twice: number[] = [];
  shared?.cells.forEach((cell, index) => {
    const id = cell.getId();
    if (id.startsWith(CELL_ID_PREFIX) && seen.has(id)) {
      twice.push(index);
    }
    seen.add(id);
  });
  if (shared && twice.length > 0) {
    shared.transact(() => {
      for (const index of twice.reverse()) {
        shared.deleteCell(index);
      }
    }, false);
  }
}

/** Typing just before or after must not join a write into one undo step. */
function separateUndoStep(cell: ICellModel): void {
  const scope = cell.sharedModel as { undoManager?: { stopCapturing?: () => void } | null };
  scope.undoManager?.stopCapturing?.();
}
