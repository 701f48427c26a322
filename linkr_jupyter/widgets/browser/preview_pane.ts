/** The result of the cell, and why there is none, or no newer one. */

import type { AnyModel } from '@anywidget/types';
import { button, fillWith, h, say } from './dom.js';
import type { Texts } from './field.js';

export interface PreviewState {
  state: 'setup' | 'table' | 'waiting' | 'running' | 'ready' | 'error' | 'cancelled';
  message: string;
  advice: string;
  details: string;
  seconds: number | null;
  outdated: boolean;
  shown: boolean;
}

interface OutputView {
  el: HTMLElement;
  luminoWidget?: { processMessage: (message: { type: string }) => void };
}

interface ViewMaker {
  get_model: (id: string) => Promise<unknown>;
  create_view: (model: unknown) => Promise<OutputView>;
}

/** Draws an ipywidgets output area inside our own element. */
export async function attachOutput(
  model: AnyModel,
  reference: string,
  place: HTMLElement,
): Promise<void> {
  const maker = model.widget_manager as unknown as ViewMaker;
  const child = await maker.get_model(reference.replace('IPY_MODEL_', ''));
  const view = await maker.create_view(child);
  place.append(view.el);
  // Widgets inside wait for this message, which Lumino sends only to what it attached itself.
  view.luminoWidget?.processMessage({ type: 'after-attach' });
}

export class PreviewPane {
  readonly element: HTMLElement;
  readonly place = h('div', { class: 'linkrw-Preview-result' });
  private readonly heading = h('h3', {}, '');
  private readonly status = h('p', { class: 'linkrw-Status', role: 'status' });
  private readonly news = h('div', { class: 'linkrw-Preview-news' });
  private readonly elapsed = h('span', { class: 'linkrw-Note' });
  private readonly update: HTMLButtonElement;
  private clock: ReturnType<typeof setInterval> | undefined;
  private drawn = '';

  constructor(
    private readonly texts: Texts,
    private readonly acts: { update: () => void; setup: () => void; interrupt: () => void },
    signal: AbortSignal,
  ) {
    this.update = button(texts['update_preview'] ?? '', acts.update);
    this.element = h(
      'div',
      { class: 'linkr-Form-preview', role: 'group' },
      h('div', { class: 'linkrw-Row' }, this.heading, this.status),
      this.news,
      this.place,
    );
    this.label(true);
    signal.addEventListener('abort', () => {
      clearInterval(this.clock);
    });
  }

  label(inNotebook: boolean): void {
    const text = this.texts[inNotebook ? 'preview' : 'result'] ?? '';
    this.heading.textContent = text;
    this.element.setAttribute('aria-label', text);
  }

  /** Say beside the heading what became of a run. */
  say(text: string): void {
    this.status.textContent = text;
  }

  show(preview: PreviewState): void {
    const drawn = JSON.stringify(preview);
    if (drawn === this.drawn) {
      return;
    }
    this.drawn = drawn;
    const running = preview.state === 'running';
    this.element.setAttribute('aria-busy', String(running));
    this.place.classList.toggle('linkrw-mod-outdated', preview.outdated);
    this.tick(running);
    fillWith(this.news, ...this.parts(preview));
  }

  private parts(preview: PreviewState): (Node | null)[] {
    const { texts, acts } = this;
    const note = (kind: string, ...inside: (Node | string | null)[]): HTMLElement =>
      h('div', { class: `linkrw-Banner ${kind}` }, ...inside);
    const outdated =
      preview.outdated && preview.shown
        ? note('linkrw-mod-outdated', h('p', {}, texts['outdated']))
        : null;
    const message = preview.message ? h('p', {}, h('strong', {}, preview.message)) : null;
    const advice = preview.advice ? h('p', {}, preview.advice) : null;
    switch (preview.state) {
      case 'setup':
        return [note('', message, advice, button(texts['run_setup'] ?? '', acts.setup))];
      case 'table':
        return [note('linkrw-mod-problem', message, advice)];
      case 'running':
        return [
          h(
            'p',
            { class: 'linkrw-Row' },
            `${texts['running'] ?? ''} `,
            this.elapsed,
            button(texts['cancel'] ?? '', acts.interrupt),
          ),
        ];
      case 'error':
        return [
          note('linkrw-mod-problem', message, advice, folded(preview.details, texts)),
          outdated,
          this.update,
        ];
      case 'cancelled':
        return [note('', message), outdated, this.update];
      case 'waiting':
        return [h('p', { class: 'linkrw-Help' }, texts['preview_empty']), this.update];
      case 'ready':
        return preview.outdated ? [outdated, this.update] : [];
    }
  }

  /** Says how long it has been, from the first second on. */
  private tick(running: boolean): void {
    clearInterval(this.clock);
    this.elapsed.textContent = '';
    if (running) {
      const began = Date.now();
      this.clock = setInterval(() => {
        const seconds = Math.round((Date.now() - began) / 1000);
        this.elapsed.textContent = say(this.texts['elapsed'], { seconds });
      }, 1000);
    }
  }
}

function folded(details: string, texts: Texts): HTMLElement | null {
  return details
    ? h('details', {}, h('summary', {}, texts['details']), h('pre', {}, details))
    : null;
}
