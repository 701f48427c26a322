/** A table of rows: filter, sort by a heading, page. Texts come ready; ranks say how to sort them. */

import type { AnyModel, RenderProps } from '@anywidget/types';
import { button, fillWith, h, say, uniqueId } from './dom.js';
import { cell } from './rows_table.js';

export interface TableState {
  caption: string;
  columns: string[];
  numeric: boolean[];
  rows: string[][];
  order: number[][];
  lang: string;
  save: boolean;
}

export interface Look {
  filter: string;
  column: number;
  descending: boolean;
}

/** The places of the rows to show, filtered and sorted. */
export function chosenRows(table: TableState, look: Look): number[] {
  const words = plain(look.filter).split(/\s+/).filter(Boolean);
  const places = table.rows
    .map((row, place) => ({ text: plain(row.join(' ')), place }))
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .map(({ place }) => place);
  const ranks = table.order[look.column];
  if (ranks) {
    const sign = look.descending ? -1 : 1;
    places.sort((one, other) => sign * ((ranks[one] ?? 0) - (ranks[other] ?? 0)) || one - other);
  }
  return places;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** One CSV field; text that a spreadsheet would run as a formula stays text. */
export function csvField(text: string): string {
  const formula =
    /^[\s]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) &&
    !/^[+-]?\d[\d.,\s\u202f]*$/.test(text);
  const safe = formula ? `'${text}` : text;
  return /[",;\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const FEW = 10;

class TableWidget {
  private readonly texts: Record<string, string>;
  private readonly root = h('section', { class: 'linkr-TableView' });
  private readonly filter: HTMLInputElement;
  private readonly size: HTMLSelectElement;
  private readonly place = h('div', { class: 'linkrw-Rows', role: 'region', tabindex: 0 });
  private readonly count = h('p', { role: 'status' });
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly save: HTMLButtonElement;
  private readonly tools: HTMLElement;
  private look: Look = { filter: '', column: -1, descending: false };
  private page = 0;

  constructor(
    private readonly model: AnyModel,
    el: HTMLElement,
    signal: AbortSignal,
  ) {
    const texts = (this.texts = model.get('texts') as Record<string, string>);
    this.filter = h('input', {
      type: 'search',
      class: 'linkrw-Input',
      id: uniqueId('filter'),
      on: {
        input: () => {
          this.look.filter = this.filter.value;
          this.page = 0;
          this.draw();
        },
      },
    });
    this.size = h('select', {
      class: 'linkrw-Input',
      id: uniqueId('size'),
      on: {
        change: () => {
          this.page = 0;
          this.draw();
        },
      },
    });
    fillWith(
      this.size,
      ...[10, 25, 100].map((size) =>
        h('option', { value: size, selected: size === 25 }, String(size)),
      ),
    );
    this.previous = button(
      texts['previous'] ?? '',
      () => {
        this.turn(-1);
      },
      { class: 'linkrw-Button linkrw-mod-small' },
    );
    this.next = button(
      texts['next'] ?? '',
      () => {
        this.turn(1);
      },
      { class: 'linkrw-Button linkrw-mod-small' },
    );
    this.save = button(
      texts['save'] ?? '',
      () => {
        this.download();
      },
      { class: 'linkrw-Button linkrw-mod-small' },
    );
    this.root.dataset['lmSuppressShortcuts'] = 'true';
    this.tools = h(
      'div',
      { class: 'linkrw-Row' },
      h(
        'span',
        { class: 'linkrw-Row' },
        h('label', { for: this.filter.id }, texts['filter']),
        this.filter,
      ),
      h(
        'span',
        { class: 'linkrw-Row' },
        h('label', { for: this.size.id }, texts['size']),
        this.size,
      ),
    );
    this.root.append(
      this.tools,
      this.place,
      h(
        'div',
        { class: 'linkrw-Row' },
        this.count,
        h('span', { class: 'linkrw-Row' }, this.previous, this.next, this.save),
      ),
    );
    el.append(this.root);
    const changed = (): void => {
      this.page = 0;
      this.draw();
    };
    model.on('change:table', changed);
    signal.addEventListener('abort', () => {
      model.off('change:table', changed);
    });
    this.draw();
  }

  private get table(): TableState {
    return this.model.get('table') as TableState;
  }

  private turn(by: number): void {
    this.page += by;
    this.draw();
  }

  private sort(column: number): void {
    const again = this.look.column === column;
    this.look = { ...this.look, column, descending: again && !this.look.descending };
    this.page = 0;
    this.draw();
    this.place.querySelectorAll<HTMLElement>('th button')[column]?.focus();
  }

  private draw(): void {
    const { table, texts } = this;
    const places = chosenRows(table, this.look);
    const size = Number(this.size.value);
    this.page = Math.min(Math.max(this.page, 0), Math.max(Math.ceil(places.length / size) - 1, 0));
    const first = this.page * size;
    const shown = places.slice(first, first + size);
    this.root.lang = table.lang;
    this.place.setAttribute('aria-label', table.caption);
    fillWith(
      this.place,
      h(
        'table',
        {},
        h('caption', {}, table.caption),
        h(
          'thead',
          {},
          h('tr', {}, ...table.columns.map((name, column) => this.heading(name, column))),
        ),
        h('tbody', {}, ...shown.map((row) => this.row(table, row))),
      ),
    );
    const count = places.length.toLocaleString(table.lang);
    this.count.textContent = shown.length
      ? say(texts['rows'], { first: first + 1, last: first + shown.length, count })
      : (texts['no_row'] ?? '');
    this.previous.disabled = this.page === 0;
    this.next.disabled = first + size >= places.length;
    this.save.hidden = !table.save;
    // A handful of rows needs neither a filter nor pages.
    this.tools.hidden = table.rows.length <= FEW;
    this.previous.hidden = this.next.hidden = table.rows.length <= FEW;
  }

  private heading(name: string, column: number): HTMLElement {
    const { column: sorted, descending } = this.look;
    const direction = sorted !== column ? 'none' : descending ? 'descending' : 'ascending';
    const arrow = sorted !== column ? '' : descending ? ' ▼' : ' ▲';
    return h(
      'th',
      {
        scope: 'col',
        'aria-sort': direction,
        class: this.table.numeric[column] ? 'linkrw-mod-number' : undefined,
      },
      h(
        'button',
        {
          type: 'button',
          on: {
            click: () => {
              this.sort(column);
            },
          },
        },
        name,
        h('span', { 'aria-hidden': 'true' }, arrow),
      ),
    );
  }

  private row(table: TableState, place: number): HTMLElement {
    const cells = table.rows[place] ?? [];
    return h('tr', {}, ...cells.map((text, column) => cell(table.numeric[column], text)));
  }

  private download(): void {
    const { table } = this;
    const rows = [
      table.columns,
      ...chosenRows(table, this.look).map((place) => table.rows[place] ?? []),
    ];
    const text = rows.map((row) => row.map(csvField).join(',')).join('\r\n');
    const href = URL.createObjectURL(
      new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }),
    );
    h('a', { href, download: 'table.csv' }).click();
    setTimeout(() => {
      URL.revokeObjectURL(href);
    }, 1000);
  }
}

export default {
  render({ model, el, signal }: RenderProps): void {
    new TableWidget(model, el, signal);
  },
};
