import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';

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
  cell: ISharedCell,
  source: string,
  metadata: CellMetadata | null,
  seen: string,
): boolean {
  const present = cell.getSource();
  const edits = rebase(findEdits(seen, source), findEdits(seen, present));
  if (edits === null && present !== source) {
    return false;
  }
  separateUndoStep(cell);
  cell.transact(() => {
    // From the end, so that the positions of the edits before stay right.
    for (const edit of [...(edits ?? [])].reverse()) {
      cell.updateSource(edit.start, edit.end, edit.value);
    }
    if (metadata) {
      cell.setMetadata(METADATA_KEY, metadata);
    } else {
      cell.deleteMetadata(METADATA_KEY);
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
  notebook: ISharedNotebook,
  index: number,
  request: string,
  source: string,
  metadata: CellMetadata,
): string {
  const cell = notebook.insertCell(index, {
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
export function removeDuplicates(notebook: ISharedNotebook): void {
  const seen = new Set<string>();
  const twice: number[] = [];
  notebook.cells.forEach((cell, index) => {
    const id = cell.getId();
    if (id.startsWith(CELL_ID_PREFIX) && seen.has(id)) {
      twice.push(index);
    }
    seen.add(id);
  });
  if (twice.length > 0) {
    notebook.transact(() => {
      for (const index of twice.reverse()) {
        notebook.deleteCell(index);
      }
    }, false);
  }
}

/** Typing just before or after must not join a write into one undo step. */
function separateUndoStep(cell: ISharedCell): void {
  const scope = cell as { undoManager?: { stopCapturing?: () => void } | null };
  scope.undoManager?.stopCapturing?.();
}
