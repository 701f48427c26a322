/** The patient bar: find a patient, step through the cohort, choose a stay. */

import type { AnyModel, RenderProps } from '@anywidget/types';
import { button, fillWith, h, say, uniqueId } from './dom.js';
import { Link, NoAnswerError, type Message } from './link.js';
import { Search } from './search.js';

const WRITING = [
  'textarea',
  '[contenteditable]:not([contenteditable="false"])',
  '[role="textbox"]',
  'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])',
].join();

interface BarState {
  position: number;
  total: number;
  person: string;
  sentence: string;
  stays: string[];
  /** Place of the chosen stay in the list. */
  stay: number | null;
  hidden: boolean;
  generated: boolean;
  message: string;
  lang: string;
}

interface FoundPatient {
  person: string;
  position: number;
  text: string;
}

/** Where text is written: code, or a field of a form. */
function writing(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.closest(WRITING) !== null)
  );
}

class BarView {
  private readonly texts: Record<string, string>;
  private readonly link: Link;
  private readonly root: HTMLElement;
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly position: HTMLInputElement;
  private readonly of = h('span', {});
  private readonly sentence = h('p', { class: 'linkr-PatientBar-sentence' });
  private readonly stay: HTMLSelectElement;
  private readonly hide: HTMLInputElement;
  private readonly message = h('p', { class: 'linkrw-Problem', role: 'alert' });
  private readonly live = h('p', { class: 'linkr-PatientBar-live', role: 'status' });
  private readonly badge: HTMLElement;
  private drawnStays = '';
  private announced = 0;
  private note = '';

  constructor(
    private readonly model: AnyModel,
    el: HTMLElement,
    signal: AbortSignal,
  ) {
    const texts = (this.texts = model.get('texts') as Record<string, string>);
    this.link = new Link(model, signal);
    this.previous = button(
      texts['previous'] ?? '',
      () => {
        this.step(-1);
      },
      { 'aria-keyshortcuts': 'Alt+PageUp' },
    );
    this.next = button(
      texts['next'] ?? '',
      () => {
        this.step(1);
      },
      { 'aria-keyshortcuts': 'Alt+PageDown' },
    );
    this.position = h('input', {
      type: 'number',
      min: 1,
      step: 1,
      class: 'linkrw-Input linkrw-Number',
      'aria-label': texts['position'],
      on: {
        change: () => {
          this.goto();
        },
      },
    });
    this.stay = h('select', {
      class: 'linkrw-Input',
      id: uniqueId('stay'),
      on: {
        change: () => {
          this.tell({ type: 'stay', stay: this.stay.value ? Number(this.stay.value) : null });
        },
      },
    });
    this.hide = h('input', {
      type: 'checkbox',
      on: {
        change: () => {
          this.tell({ type: 'hide', hidden: this.hide.checked });
        },
      },
    });
    this.badge = h('span', { class: 'linkrw-Badge' }, texts['generated']);
    this.root = h('section', {
      class: 'linkr-PatientBar',
      'aria-label': texts['region'],
      on: {
        input: () => {
          this.forget();
        },
      },
    });
    this.root.dataset['lmSuppressShortcuts'] = 'true';
    this.root.append(
      h(
        'div',
        { class: 'linkr-PatientBar-row' },
        this.search().element,
        h(
          'div',
          { class: 'linkrw-Row', title: texts['keys'] },
          this.previous,
          this.position,
          this.of,
          this.next,
        ),
        h(
          'div',
          { class: 'linkrw-Row' },
          h('label', { for: this.stay.id }, texts['stay']),
          this.stay,
        ),
        h('label', { class: 'linkrw-Tick' }, this.hide, ' ', texts['hide']),
      ),
      h('div', { class: 'linkr-PatientBar-row' }, this.sentence, this.badge),
      this.message,
      this.live,
    );
    el.append(this.root);
    const changed = (): void => {
      this.apply();
    };
    model.on('change:state', changed);
    const pressed = (event: KeyboardEvent): void => {
      this.pressed(event);
    };
    // Anywhere on the page; before JupyterLab, which scrolls the notebook with these keys.
    document.addEventListener('keydown', pressed, { capture: true, signal });
    signal.addEventListener('abort', () => {
      model.off('change:state', changed);
    });
    this.apply();
  }

  private search(): Search<FoundPatient> {
    const { texts } = this;
    return new Search<FoundPatient>({
      label: texts['search'] ?? '',
      texts: {
        searching: texts['searching'] ?? '',
        no_match: texts['no_match'] ?? '',
        matches: texts['matches'] ?? '',
      },
      search: async (text) => {
        try {
          const { message } = await this.link.ask({ type: 'search', text });
          return {
            items: message['found'] as FoundPatient[],
            problem: message['problem'] as string,
          };
        } catch (error) {
          return {
            items: [],
            problem: error instanceof NoAnswerError ? (texts['gone'] ?? '') : String(error),
          };
        }
      },
      draw: (item) => [
        h('span', { class: 'linkrw-Search-name' }, this.name(item.person)),
        h('span', { class: 'linkrw-Note' }, item.text),
      ],
      choose: (item) => {
        this.tell({ type: 'goto', position: item.position });
      },
    });
  }

  private name(person: string): string {
    const hidden = this.state.hidden || !person;
    return hidden ? (this.texts['hidden'] ?? '') : say(this.texts['person'], { person });
  }

  private get state(): BarState {
    return this.model.get('state') as BarState;
  }

  /** What the bar said of the last action does not outlive it. */
  private forget(): void {
    this.note = '';
    this.message.textContent = this.state.message;
  }

  private tell(message: Message): void {
    this.forget();
    if (!this.link.send(message)) {
      this.message.textContent = this.texts['gone'] ?? '';
    }
  }

  private step(by: number): void {
    this.tell({ type: 'step', by });
  }

  private goto(): void {
    const wanted = Number(this.position.value);
    if (Number.isSafeInteger(wanted) && wanted >= 1) {
      const { total, lang } = this.state;
      this.tell({ type: 'goto', position: Math.min(wanted, total) });
      if (wanted > total) {
        this.note = say(this.texts['beyond'], { total: total.toLocaleString(lang) });
        this.apply();
      }
    } else {
      this.position.value = String(this.state.position);
    }
  }

  private pressed(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey, shiftKey, defaultPrevented } = event;
    if (!altKey || ctrlKey || metaKey || shiftKey || defaultPrevented) {
      return;
    }
    const target = event.composedPath()[0];
    const inside = target instanceof Node && this.root.contains(target);
    if ((key === 'PageUp' || key === 'PageDown') && (inside || this.follows(target))) {
      event.preventDefault();
      event.stopPropagation();
      this.step(key === 'PageUp' ? -1 : 1);
    }
  }

  /** In JupyterLab only the notebook that has the focus and is not hidden steps. */
  private follows(target: EventTarget | undefined): boolean {
    const seen = this.root.isConnected && this.root.checkVisibility();
    const notebook = this.root.closest('.jp-NotebookPanel');
    const here = !notebook || (target instanceof Node && notebook.contains(target));
    return seen && here && !writing(target);
  }

  private apply(): void {
    const { state, texts } = this;
    const empty = !state.total;
    this.root.lang = state.lang;
    this.root.classList.toggle('linkrw-mod-empty', empty);
    this.previous.disabled = empty || state.position <= 1;
    this.next.disabled = empty || state.position >= state.total;
    this.position.disabled = this.stay.disabled = this.hide.disabled = empty;
    this.position.max = String(state.total);
    this.position.value = String(state.position);
    this.of.textContent = say(texts['of'], { total: state.total.toLocaleString(state.lang) });
    fillWith(
      this.sentence,
      empty ? '' : h('strong', {}, this.name(state.person)),
      empty ? '' : ` ${state.sentence}`,
    );
    this.hide.checked = state.hidden;
    this.badge.hidden = !state.generated;
    this.message.textContent = state.message || this.note;
    this.showStays(state);
    if (state.position !== this.announced && !empty) {
      this.announced = state.position;
      this.live.textContent = say(texts['announce'], {
        position: state.position,
        total: state.total,
      });
    }
  }

  private showStays(state: BarState): void {
    const drawn = JSON.stringify(state.stays);
    if (drawn !== this.drawnStays) {
      this.drawnStays = drawn;
      fillWith(
        this.stay,
        h('option', { value: '' }, this.texts['all_stays']),
        ...state.stays.map((label, place) => h('option', { value: place }, label)),
      );
    }
    this.stay.value = state.stay === null ? '' : String(state.stay);
  }
}

export default {
  render({ model, el, signal }: RenderProps): void {
    new BarView(model, el, signal);
  },
};
