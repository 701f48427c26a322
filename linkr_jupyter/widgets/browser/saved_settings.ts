/** Saved settings: those that the study keeps under a name, and those of other cells. */

import { button, fillWith, h, say, uniqueId } from './dom.js';
import type { Texts } from './field.js';

export interface SavedState {
  /** Whether a study is open that can keep settings. */
  study: boolean;
  names: string[];
  /** A name that was to be saved and that others have already. */
  taken: string;
  /** What was deleted last and can be brought back. */
  removed: string;
  cells: { id: string; title: string; words: string }[];
}

/** A cell of the same analysis, as the host describes it. */
export interface Sibling {
  id: string;
  title: string;
  source: string;
  metadata: unknown;
}

export interface SavedActions {
  /** Tell the kernel, after what is being typed in the form. */
  ask: (message: object) => void;
  reset: () => void;
  /** Cells of the notebook that the same plugin has written. */
  siblings: () => Sibling[];
}

export class SavedSettings {
  readonly element: HTMLDetailsElement;
  private readonly list = h('ul', { class: 'linkrw-Chosen' });
  private readonly note = h('p', { class: 'linkrw-Help' });
  private readonly name: HTMLInputElement;
  private readonly keep: HTMLElement;
  private readonly after = h('div', { class: 'linkrw-Row' });
  private readonly cells = h('ul', { class: 'linkrw-Chosen' });
  private readonly copying: HTMLElement;
  private inNotebook = false;
  private renaming = '';
  private drawn = '';
  private state: SavedState = { study: false, names: [], taken: '', removed: '', cells: [] };

  constructor(
    private readonly texts: Texts,
    private readonly actions: SavedActions,
  ) {
    const id = uniqueId('saved');
    this.name = h('input', {
      id,
      type: 'text',
      class: 'linkrw-Input',
      maxlength: 60,
      on: {
        keydown: (event) => {
          if ((event as KeyboardEvent).key === 'Enter' && !(event as KeyboardEvent).ctrlKey) {
            event.preventDefault();
            this.save();
          }
        },
      },
    });
    const label = h('label', { for: id }, texts['save_as']);
    const press = button(texts['save'] ?? '', () => {
      this.save();
    });
    this.keep = h(
      'div',
      { class: 'linkrw-Field' },
      label,
      h('div', { class: 'linkrw-Row' }, this.name, press),
    );
    this.copying = h('div', {}, h('p', {}, h('strong', {}, texts['copy_from'])), this.cells);
    const reset = button(texts['reset_defaults'] ?? '', actions.reset);
    this.element = h(
      'details',
      { class: 'linkrw-Saved', on: { toggle: this.opened } },
      h('summary', {}, texts['saved_settings']),
      this.note,
      this.list,
      this.after,
      this.keep,
      this.copying,
      h('div', { class: 'linkrw-Row' }, reset),
    );
    this.place(false);
  }

  /** In a page for clinicians settings are loaded, and nothing else. */
  place(inNotebook: boolean): void {
    this.inNotebook = inNotebook;
    this.keep.hidden = this.after.hidden = this.copying.hidden = !inNotebook;
    this.drawn = '';
    this.show(this.state);
  }

  show(state: SavedState | undefined): void {
    const drawn = JSON.stringify([state, this.renaming]);
    if (!state || drawn === this.drawn) {
      return;
    }
    this.drawn = drawn;
    this.state = state;
    const { texts, inNotebook } = this;
    this.element.hidden = !inNotebook && state.names.length === 0;
    const note = !state.study ? 'saved_no_study' : state.names.length === 0 ? 'saved_none' : '';
    this.note.textContent = texts[note] ?? '';
    this.note.hidden = !note;
    this.keep.hidden = !inNotebook || !state.study;
    const focused = document.activeElement;
    const inside = this.element.contains(focused) && focused !== this.name;
    fillWith(this.list, ...state.names.map((name) => this.row(name)));
    fillWith(this.after, this.replacing(state.taken), this.undoing(state.removed));
    fillWith(this.cells, ...this.siblings(state));
    if (inside && !this.element.contains(document.activeElement)) {
      this.element.querySelector('summary')?.focus({ preventScroll: true });
    }
  }

  private readonly opened = (): void => {
    if (!this.element.open) {
      return;
    }
    this.actions.ask(
      this.inNotebook ? { action: 'cells', cells: this.actions.siblings() } : { action: 'list' },
    );
  };

  private row(name: string): HTMLElement {
    const act = (key: string, press: () => void): HTMLElement =>
      button(this.texts[key] ?? '', press, {
        'aria-label': say(this.texts[`${key}_item`], { item: name }),
      });
    if (name === this.renaming) {
      return this.renamingRow(name);
    }
    const load = act('load', () => {
      this.actions.ask({ action: 'load', name });
    });
    const buttons = this.inNotebook
      ? [
          load,
          act('rename', () => {
            this.rename(name);
          }),
          act('delete', () => {
            this.actions.ask({ action: 'delete', name });
          }),
        ]
      : [load];
    return h(
      'li',
      {},
      h('span', { class: 'linkrw-Chosen-name' }, name),
      h('span', { class: 'linkrw-Row' }, ...buttons),
    );
  }

  private renamingRow(name: string): HTMLElement {
    const done = (to: string): void => {
      this.rename('');
      if (to && to !== name) {
        this.actions.ask({ action: 'rename', name, to });
      }
    };
    const input = h('input', {
      type: 'text',
      class: 'linkrw-Input',
      maxlength: 60,
      value: name,
      'aria-label': say(this.texts['new_name'], { item: name }),
      on: {
        keydown: (event) => {
          const { key } = event as KeyboardEvent;
          if (key === 'Enter' || key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            done(key === 'Enter' ? input.value : '');
          }
        },
      },
    });
    const rename = button(this.texts['rename'] ?? '', () => {
      done(input.value);
    });
    const cancel = button(this.texts['cancel_rename'] ?? '', () => {
      done('');
    });
    return h('li', {}, input, h('span', { class: 'linkrw-Row' }, rename, cancel));
  }

  private rename(name: string): void {
    this.renaming = name;
    this.show(this.state);
    this.list.querySelector('input')?.select();
    this.list.querySelector('input')?.focus();
  }

  private replacing(name: string): HTMLElement | null {
    return name
      ? button(say(this.texts['replace_item'], { item: name }), () => {
          this.actions.ask({ action: 'save', name, replace: true });
        })
      : null;
  }

  private undoing(name: string): HTMLElement | null {
    return name
      ? button(say(this.texts['undo_delete'], { item: name }), () => {
          this.actions.ask({ action: 'restore' });
        })
      : null;
  }

  private siblings(state: SavedState): HTMLElement[] {
    const rows = state.cells.map((cell) =>
      h(
        'li',
        {},
        h(
          'span',
          { class: 'linkrw-Chosen-name' },
          cell.title,
          h('span', { class: 'linkrw-Help' }, ` ${cell.words}`),
        ),
        button(
          this.texts['copy'] ?? '',
          () => {
            this.actions.ask({ action: 'copy', cell: cell.id });
          },
          { 'aria-label': say(this.texts['copy_item'], { item: cell.title }) },
        ),
      ),
    );
    return rows.length ? rows : [h('li', { class: 'linkrw-Help' }, this.texts['copy_none'])];
  }

  private save(): void {
    const name = this.name.value.trim();
    if (name) {
      this.actions.ask({ action: 'save', name, replace: false });
      this.name.value = '';
    } else {
      this.name.focus();
    }
  }
}
