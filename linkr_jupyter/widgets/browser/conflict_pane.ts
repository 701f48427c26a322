/** What a person is told about edits by hand: banners, a readable difference, three ways out. */

import { button, fillWith, h, say } from './dom.js';
import type { Texts } from './field.js';

export interface DiffRow {
  mark: string;
  text: string;
}

const MEANINGS: Record<string, string> = { ' ': 'kept', '-': 'removed', '+': 'added' };

/** A table: the change is in words and signs, and only then in colour. */
export function diffTable(rows: DiffRow[], texts: Texts): HTMLElement {
  return h(
    'div',
    { class: 'linkrw-Diff', tabindex: 0, role: 'region', 'aria-label': texts['difference'] },
    h(
      'table',
      {},
      h('caption', {}, texts['difference']),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, texts['mark']),
          h('th', { scope: 'col' }, texts['line']),
        ),
      ),
      h(
        'tbody',
        {},
        ...rows.map((row) => {
          if (row.mark === '…') {
            const skipped = say(texts['skipped'], { n: row.text });
            return h('tr', {}, h('td', {}, '…'), h('td', { class: 'linkrw-Note' }, skipped));
          }
          const meaning = MEANINGS[row.mark] ?? 'kept';
          return h(
            'tr',
            { class: `linkrw-mod-${meaning}` },
            h('td', {}, row.mark === ' ' ? '' : `${row.mark === '-' ? '−' : '+'} `, texts[meaning]),
            h('td', {}, h('code', {}, row.text || ' ')),
          );
        }),
      ),
    ),
  );
}

export interface CellNews {
  cell: string;
  edits: DiffRow[];
  conflict: DiffRow[] | null;
}

export class CellPane {
  readonly element = h('div', { class: 'linkr-Form-cell' });
  private drawn = '';
  private open = false;

  constructor(
    private readonly texts: Texts,
    private readonly settle: (way: 'keep' | 'form' | 'insert') => void,
  ) {}

  show(news: CellNews): void {
    const drawn = JSON.stringify([news.cell, news.edits, news.conflict]);
    if (drawn === this.drawn) {
      return;
    }
    this.drawn = drawn;
    const { texts } = this;
    if (news.conflict) {
      fillWith(
        this.element,
        h(
          'div',
          { class: 'linkrw-Banner linkrw-mod-problem', role: 'alert' },
          h('p', {}, texts['conflict']),
        ),
        diffTable(news.conflict, texts),
        h(
          'div',
          { class: 'linkrw-Row' },
          button(texts['keep_mine'] ?? '', () => {
            this.settle('keep');
          }),
          button(texts['take_form'] ?? '', () => {
            this.settle('form');
          }),
          button(texts['insert_new'] ?? '', () => {
            this.settle('insert');
          }),
        ),
      );
    } else if (news.cell === 'edited' || news.cell === 'foreign' || news.cell === 'literals') {
      fillWith(this.element, this.banner(news));
    } else {
      fillWith(this.element);
    }
  }

  private banner(news: CellNews): HTMLElement {
    const { texts } = this;
    const banner = h('div', { class: 'linkrw-Banner' }, h('p', {}, texts[news.cell]));
    if (news.edits.length) {
      const table = diffTable(news.edits, texts);
      const toggle = button('', () => {
        this.open = !this.open;
        draw();
      });
      const draw = (): void => {
        table.hidden = !this.open;
        toggle.setAttribute('aria-expanded', String(this.open));
        toggle.textContent = texts[this.open ? 'hide_difference' : 'show_difference'] ?? '';
      };
      draw();
      banner.append(toggle, table);
    }
    return banner;
  }
}
