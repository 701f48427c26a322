import type { KeyboardEvent } from 'react';

/** Attribute of the elements between which the arrow keys move. */
export const ROW = 'data-linkr-row';

/**
 * Move the focus between the rows of a list with the arrow keys, Home and End.
 *
 * Rows are the elements with {@link ROW}; a text field keeps its own Home and End, a
 * drop-down its arrows.
 */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.target instanceof HTMLSelectElement) {
    return;
  }
  const rows = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(`[${ROW}]`));
  const target = event.target as HTMLElement;
  const here = rows.findIndex((row) => row === target || row.contains(target));
  const typing = target instanceof HTMLInputElement;
  const last = rows.length - 1;
  let next: number;
  if (event.key === 'ArrowDown') {
    next = Math.min(here + 1, last);
  } else if (event.key === 'ArrowUp') {
    next = Math.max(here - 1, 0);
  } else if (event.key === 'Home' && !typing) {
    next = 0;
  } else if (event.key === 'End' && !typing) {
    next = last;
  } else {
    return;
  }
  const row = rows[next];
  if (row) {
    event.preventDefault();
    event.stopPropagation();
    row.focus();
  }
}
