/** Rows as a table that a screen reader can read. */

import { h } from './dom.js';

export interface Twin {
  caption: string;
  columns: string[];
  numeric: boolean[];
  rows: string[][];
}

/** A date or a number stays on one line; sentences wrap. */
const SHORT = 24;

export function cell(numeric: boolean | undefined, text: string): HTMLElement {
  const kinds = [
    numeric ? 'linkrw-mod-number' : '',
    text.length <= SHORT && !text.includes('\n') ? 'linkrw-mod-short' : '',
  ];
  return h('td', { class: kinds.filter(Boolean).join(' ') || undefined }, text);
}

export function rowsTable(twin: Twin): HTMLElement {
  const kind = (place: number): string | undefined =>
    twin.numeric[place] ? 'linkrw-mod-number' : undefined;
  return h(
    'div',
    { class: 'linkrw-Rows', role: 'region', tabindex: 0, 'aria-label': twin.caption },
    h(
      'table',
      {},
      h('caption', {}, twin.caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...twin.columns.map((name, place) => h('th', { scope: 'col', class: kind(place) }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        ...twin.rows.map((row) =>
          h('tr', {}, ...row.map((text, place) => cell(twin.numeric[place], text))),
        ),
      ),
    ),
  );
}
