/** The form of a plugin. The kernel owns its state: this code shows it and sends messages. */

import type { AnyModel, RenderProps } from '@anywidget/types';
import { h, uniqueId } from './dom.js';
import { CodePane } from './code_pane.js';
import { CellPane } from './conflict_pane.js';
import type { FoundConcept, Texts, Value } from './field.js';
import { FormButtons } from './form_buttons.js';
import type { FormState, View } from './form_state.js';
import { Host } from './host.js';
import { LanguageSwitch } from './language_switch.js';
import { LineLinks } from './line_links.js';
import { Link } from './link.js';
import { attachOutput, PreviewPane, type PreviewState } from './preview_pane.js';
import { SavedSettings } from './saved_settings.js';
import { Settings } from './settings.js';
import { Writer } from './writer.js';

class FormView {
  private readonly root: HTMLElement;
  private readonly view: View;
  private readonly texts: Texts;
  private readonly link: Link;
  private readonly host: Host;
  private readonly languages: LanguageSwitch;
  private readonly settings: Settings;
  private readonly writer: Writer;
  private readonly code: CodePane;
  private readonly cell: CellPane;
  private readonly links: LineLinks;
  private readonly saved: SavedSettings;
  private readonly preview: PreviewPane;
  private readonly status = h('p', { class: 'linkrw-Status', role: 'status' });
  private readonly buttons: FormButtons;
  private spoken = 0;
  private heard = '';

  constructor(
    private readonly model: AnyModel,
    el: HTMLElement,
    signal: AbortSignal,
  ) {
    this.view = model.get('view') as View;
    const texts = (this.texts = this.view.texts);
    this.link = new Link(model, signal);
    const heading = uniqueId('title');
    this.root = h('section', {
      class: 'linkr-Form',
      'aria-labelledby': heading,
      lang: this.view.language,
    });
    this.root.dataset['linkrForm'] = this.view.plugin;
    // JupyterLab's single-key shortcuts must not act on cells while a person types here.
    this.root.dataset['lmSuppressShortcuts'] = 'true';
    this.host = new Host(this.root, signal, {
      cell: (cell) => {
        this.link.send({ type: 'cell', source: cell.source, metadata: cell.metadata ?? null });
      },
      kernel: () => {
        this.writer.kernelChanged();
      },
      present: () => {
        this.arrange();
      },
    });
    this.settings = new Settings(
      this.view.controls,
      texts,
      this.view.language,
      this.link,
      (field, text) => this.search(field, text),
    );
    this.languages = new LanguageSwitch(this.view.languages, texts, (to) => {
      this.settings.flush();
      this.link.send({ type: 'language', to });
    });
    this.writer = new Writer(this.link, this.host, this.settings, texts, (text) => {
      this.say(text);
    });
    this.code = new CodePane(texts);
    this.saved = new SavedSettings(texts, {
      ask: (message) => {
        this.settings.flush();
        this.link.send({ type: 'saved', ...message });
      },
      reset: () => {
        this.link.send({ type: 'reset' });
      },
      siblings: () => this.host.siblings(),
    });
    this.links = new LineLinks(
      this.settings.element,
      texts,
      Object.fromEntries(this.view.controls.map(({ name, title }) => [name, title])),
      (lines) => {
        this.code.link(lines);
      },
      (lines, words) => {
        this.host.showLines(lines, words);
      },
    );
    this.cell = new CellPane(texts, (way) => {
      this.settle(way);
    });
    this.preview = new PreviewPane(
      texts,
      {
        update: () => {
          this.showResult();
        },
        setup: () => {
          this.host.runSetup();
        },
        interrupt: () => {
          this.host.interrupt();
        },
      },
      signal,
    );
    this.buttons = new FormButtons(texts, {
      write: () => {
        void this.writer.write(false);
      },
      main: () => {
        this.main();
      },
      reset: () => {
        this.link.send({ type: 'reset' });
      },
      undo: () => {
        this.link.send({ type: 'undo' });
      },
      redo: () => {
        this.link.send({ type: 'redo' });
      },
      restore: () => {
        void this.writer.restore();
      },
      close: () => {
        this.link.send({ type: 'close' });
        this.host.close();
      },
    });
    this.build(heading);
    el.append(this.root);
    this.begin(signal);
  }

  private build(heading: string): void {
    const { view, texts } = this;
    this.root.append(
      h(
        'header',
        { class: 'linkr-Form-head' },
        h('h2', { id: heading }, view.title),
        h('p', {}, view.summary),
      ),
      this.cell.element,
      h(
        'div',
        { class: 'linkr-Form-columns' },
        h(
          'div',
          { class: 'linkr-Form-settings', role: 'group', 'aria-label': texts['settings'] },
          h('h3', {}, texts['settings']),
          this.saved.element,
          this.languages.element,
          this.settings.element,
        ),
        h('div', { class: 'linkr-Form-side' }, this.preview.element, this.code.element),
      ),
      this.buttons.element,
      this.status,
    );
    this.root.addEventListener('keydown', (event) => {
      if (
        event.key === 'Enter' &&
        (event.ctrlKey || event.metaKey) &&
        !event.altKey &&
        !event.shiftKey
      ) {
        event.preventDefault();
        this.main();
      }
    });
  }

  private begin(signal: AbortSignal): void {
    const changed = (): void => {
      this.apply();
    };
    // The host takes the form out of the page: what the kernel keeps for it can go too.
    const closed = (): void => {
      this.link.send({ type: 'close' });
    };
    this.root.addEventListener('linkr:closed', closed, { signal });
    this.model.on('change:state', changed);
    signal.addEventListener('abort', () => {
      this.model.off('change:state', changed);
    });
    this.arrange();
    this.apply();
    attachOutput(this.model, this.model.get('result') as string, this.preview.place).catch(
      (error: unknown) => {
        console.error('LinkR: the preview cannot be shown', error);
      },
    );
    // The host finds the form by an event that bubbles, so the form must be in the page first.
    requestAnimationFrame(() => {
      this.link.send({ type: 'hello' });
      this.host.ready(this.view.plugin);
      this.arrange();
    });
  }

  /** With a notebook: write cells. Without one: show the result here. */
  private arrange(): void {
    const { host } = this;
    this.code.label(host.present);
    this.languages.place(host.present);
    this.saved.place(host.present);
    this.preview.label(host.present);
    this.buttons.arrange(host.present);
  }

  private main(): void {
    void this.writer.write(true);
  }

  private showResult(): void {
    this.settings.flush();
    this.link.send({ type: 'preview' });
  }

  private settle(way: 'keep' | 'form' | 'insert'): void {
    if (way === 'keep') {
      this.link.send({ type: 'keep' });
    } else {
      void this.writer.write(false, way);
    }
  }

  private async search(
    field: string,
    text: string,
  ): Promise<{ items: FoundConcept[]; problem?: string }> {
    const { message } = await this.writer.patiently({ type: 'search', field, text });
    return { items: message['found'] as FoundConcept[], problem: message['problem'] as string };
  }

  private apply(): void {
    const state = this.model.get('state') as FormState;
    this.settings.show(state);
    this.languages.show(state.coding);
    this.code.show(state.code);
    this.cell.show(state);
    this.links.show(state.lines);
    this.saved.show(state.saved);
    this.preview.show(state.preview);
    this.announce(state.preview);
    this.buttons.show(state.can);
    if (state.status.number !== this.spoken) {
      this.spoken = state.status.number;
      this.say(state.status.text);
    }
  }

  /** A run that takes a moment is heard as well as seen. */
  private announce(preview: PreviewState): void {
    const { state, message } = preview;
    if (state !== this.heard) {
      const ran = this.heard === 'running';
      this.heard = state;
      this.writer.running = state === 'running';
      const ready = ran && state === 'ready';
      this.preview.say(ready ? (this.texts['preview_ready'] ?? '') : '');
      if (ran && !ready) {
        this.say(message);
      }
    }
  }

  private say(text: string): void {
    this.status.textContent = text;
  }
}

export type { Value };

export default {
  render({ model, el, signal }: RenderProps): void {
    new FormView(model, el, signal);
  },
};
