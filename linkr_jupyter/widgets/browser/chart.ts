/** A chart with its title, key figures, reading aid, caption and the same facts as tables. */

import type { AnyModel, RenderProps } from '@anywidget/types';
import { button, fillWith, h } from './dom.js';
import { library, type Library } from './library.js';
import { Link } from './link.js';
import { rowsTable, type Twin } from './rows_table.js';
import { fitted, innerWidth, wantedInner, withInnerWidth } from './sizes.js';
import { darkened, isDark, onThemeChange, themed } from './theme.js';
import type { Drawing } from './vega.js';

type Spec = Record<string, unknown>;
type Words = Record<string, string>;

const MANY = 60_000; // characters of data; past this a canvas draws faster than SVG elements

class ChartView {
  private readonly texts: Words;
  private readonly link: Link;
  private readonly figure = h('figure', { class: 'linkr-Chart' });
  private readonly place = h('div', { class: 'linkr-Chart-drawing', role: 'img' });
  private readonly above = h('div', {});
  private readonly below = h('div', {});
  private readonly saving: HTMLElement;
  private readonly message = h('p', { class: 'linkrw-Status', role: 'status' });
  private drawing: Drawing | null = null;
  private width = 0;
  private margin = 120;
  private turn = 0;

  constructor(
    private readonly model: AnyModel,
    private readonly el: HTMLElement,
    signal: AbortSignal,
  ) {
    this.texts = model.get('texts') as Words;
    this.link = new Link(model, signal);
    this.saving = h(
      'div',
      { class: 'linkrw-Row linkr-Chart-save' },
      button(
        this.texts['save_svg'] ?? '',
        () => {
          void this.save('svg');
        },
        { class: 'linkrw-Button linkrw-mod-small' },
      ),
      button(
        this.texts['save_png'] ?? '',
        () => {
          void this.save('png');
        },
        { class: 'linkrw-Button linkrw-mod-small' },
      ),
    );
    this.figure.append(this.above, this.place, this.message, this.below, this.saving);
    el.append(this.figure);
    this.follow(signal);
    this.words();
    void this.draw();
  }

  private follow(signal: AbortSignal): void {
    let soon: ReturnType<typeof setTimeout> | undefined;
    const redraw = (): void => {
      clearTimeout(soon);
      soon = setTimeout(() => {
        this.words();
        void this.draw();
      }, 0);
    };
    // The parts of one change come as one message but as several events.
    for (const part of ['spec', 'words', 'numbers', 'twins']) {
      this.model.on(`change:${part}`, redraw);
    }
    onThemeChange(redraw, signal);
    const sized = new ResizeObserver(() => {
      if (Math.abs(this.el.clientWidth - this.width) > 8 && this.el.clientWidth > 0) {
        redraw();
      }
    });
    sized.observe(this.el);
    signal.addEventListener('abort', () => {
      sized.disconnect();
      clearTimeout(soon);
      this.drawing?.finalize();
    });
  }

  private words(): void {
    const words = this.model.get('words') as Words;
    const numbers = this.model.get('numbers') as [string, string][];
    const twins = this.model.get('twins') as Twin[];
    const { figure, texts } = this;
    figure.lang = words['lang'] ?? 'en';
    figure.setAttribute('aria-label', words['title'] ?? words['alt'] ?? '');
    this.place.setAttribute('aria-label', words['alt'] ?? words['title'] ?? '');
    const card = Boolean(words['title']);
    figure.classList.toggle('linkrw-mod-card', card);
    fillWith(
      this.above,
      card ? h('figcaption', { class: 'linkr-Chart-title' }, words['title']) : null,
      numbers.length
        ? h(
            'dl',
            { class: 'linkr-Chart-numbers' },
            ...numbers.map(([label, text]) => h('div', {}, h('dt', {}, label), h('dd', {}, text))),
          )
        : null,
    );
    const open =
      this.below.querySelector<HTMLDetailsElement>('details.linkr-Chart-twins')?.open ?? false;
    const folded = twins.length
      ? h(
          'details',
          { class: 'linkr-Chart-twins', open },
          h('summary', {}, texts['show_table']),
          ...twins.map(rowsTable),
        )
      : null;
    fillWith(
      this.below,
      words['reading'] ? h('p', { class: 'linkr-Chart-reading' }, words['reading']) : null,
      words['caption'] ? h('p', { class: 'linkr-Chart-caption' }, words['caption']) : null,
      folded,
      words['methods']
        ? h('details', {}, h('summary', {}, texts['methods']), h('p', {}, words['methods']))
        : null,
    );
  }

  private async draw(): Promise<void> {
    const turn = ++this.turn;
    const spec = this.model.get('spec') as Spec;
    const empty = !Object.keys(spec).length;
    this.place.hidden = this.saving.hidden = empty;
    this.width = this.el.clientWidth;
    if (empty || !this.width) {
      return;
    }
    if (!this.drawing) {
      this.message.textContent = this.texts['drawing'] ?? '';
    }
    try {
      const shelf = await library(this.link);
      // The old chart stays until the new one is complete.
      const next = h('div', { class: 'linkr-Chart-next' });
      this.place.append(next);
      const drawing = await this.drawInto(next, spec, shelf);
      if (turn !== this.turn) {
        drawing.finalize();
        next.remove();
        return;
      }
      this.drawing?.finalize();
      this.drawing = drawing;
      next.className = '';
      this.place.replaceChildren(next);
      this.place.tabIndex = this.place.scrollWidth > this.place.clientWidth + 1 ? 0 : -1;
      this.message.textContent = '';
    } catch (error) {
      if (turn === this.turn) {
        this.place.replaceChildren();
        this.message.textContent = this.texts['failed'] ?? '';
        console.error('LinkR: a chart cannot be drawn', error);
      }
    }
  }

  private async drawInto(next: HTMLElement, spec: Spec, shelf: Library): Promise<Drawing> {
    const room = this.place.clientWidth;
    const renderer = JSON.stringify(spec).length > MANY ? 'canvas' : 'svg';
    const card = this.figure.classList.contains('linkrw-mod-card');
    const dark = isDark(this.el);
    const coloured = card && dark && renderer === 'canvas' ? darkened(spec) : themed(spec, dark);
    const sized = fitted(coloured, room, card);
    const inner = innerWidth(sized);
    const draw = (wanted: number | null): Promise<Drawing> =>
      shelf.draw(next, wanted === null ? sized : withInnerWidth(sized, wanted), renderer);
    // The labels around the parts of a composition are measured once and remembered.
    const wanted = inner === null ? null : wantedInner(inner, inner + this.margin, room);
    const drawing = await draw(wanted);
    const drawn = next.firstElementChild?.firstElementChild?.getBoundingClientRect().width ?? 0;
    if (wanted === null || !drawn || Math.abs(drawn - room) < 12) {
      return drawing;
    }
    this.margin = drawn - wanted;
    drawing.finalize();
    next.replaceChildren();
    return draw(wantedInner(wanted, drawn, room));
  }

  private async save(kind: 'svg' | 'png'): Promise<void> {
    if (!this.drawing) {
      return;
    }
    const words = this.model.get('words') as Words;
    const name =
      (words['title'] ?? 'chart').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'chart';
    const href =
      kind === 'png'
        ? await this.drawing.toPNG()
        : URL.createObjectURL(new Blob([await this.drawing.toSVG()], { type: 'image/svg+xml' }));
    h('a', { href, download: `${name}.${kind}` }).click();
    if (kind === 'svg') {
      setTimeout(() => {
        URL.revokeObjectURL(href);
      }, 1000);
    }
  }
}

export default {
  render({ model, el, signal }: RenderProps): void {
    new ChartView(model, el, signal);
  },
};
