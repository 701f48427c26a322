/** A search box with a list of results (WAI-ARIA combobox), for concepts and for patients. */

import { fillWith, h, say, uniqueId, type Child } from './dom.js';

export interface Found<T> {
  items: T[];
  problem?: string;
}

export interface SearchOptions<T> {
  label: string;
  help?: string;
  texts: { searching: string; no_match: string; matches: string };
  search: (text: string) => Promise<Found<T>>;
  draw: (item: T) => Child[];
  choose: (item: T) => void;
}

const DEBOUNCE = 250;
/** Pixels: the highest list, its distance to the edge, and what makes it open upwards. */
const MOST_HEIGHT = 300;
const MARGIN = 8;
const LEAST_ROOM = 160;

export class Search<T> {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private items: T[] = [];
  private active = -1;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest = 0;

  constructor(private readonly options: SearchOptions<T>) {
    const id = uniqueId('search');
    this.list = h('ul', {
      id: `${id}-list`,
      role: 'listbox',
      'aria-label': options.label,
      class: 'linkrw-Search-list',
      popover: 'manual',
      hidden: true,
    });
    this.status = h('p', { class: 'linkrw-Status', role: 'status' });
    this.input = h('input', {
      id,
      type: 'text',
      class: 'linkrw-Input',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': `${id}-list`,
      'aria-describedby': options.help ? `${id}-help` : undefined,
      on: {
        input: () => {
          this.typed();
        },
        keydown: (event) => {
          this.pressed(event as KeyboardEvent);
        },
        blur: () => {
          // A click in the list comes after the blur; it must still find its item.
          setTimeout(() => {
            if (!this.element.contains(document.activeElement)) {
              this.close();
            }
          }, 150);
        },
      },
    });
    this.element = h(
      'div',
      { class: 'linkrw-Search' },
      h('label', { for: id }, options.label),
      options.help ? h('p', { id: `${id}-help`, class: 'linkrw-Help' }, options.help) : null,
      h('div', { class: 'linkrw-Search-box' }, this.input, this.list, this.status),
    );
  }

  close(): void {
    this.open(false);
    this.input.removeAttribute('aria-activedescendant');
    this.active = -1;
    this.status.textContent = '';
  }

  clear(): void {
    this.input.value = '';
    this.close();
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.latest += 1;
    const text = this.input.value.trim();
    if (!text) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => {
      void this.run(text, this.latest);
    }, DEBOUNCE);
  }

  private async run(text: string, number: number): Promise<void> {
    this.status.textContent = this.options.texts.searching;
    let found: Found<T>;
    try {
      found = await this.options.search(text);
    } catch (error) {
      found = { items: [], problem: error instanceof Error ? error.message : String(error) };
    }
    if (number === this.latest) {
      this.show(found, text);
    }
  }

  private show(found: Found<T>, text: string): void {
    const { texts, draw } = this.options;
    this.items = found.items;
    this.active = -1;
    this.input.removeAttribute('aria-activedescendant');
    fillWith(
      this.list,
      ...found.items.map((item, place) =>
        h(
          'li',
          {
            id: `${this.list.id}-${String(place)}`,
            role: 'option',
            'aria-selected': 'false',
            class: 'linkrw-Search-option',
            on: {
              // Keeps the focus in the box, so that the arrow keys go on working.
              mousedown: (event) => {
                event.preventDefault();
              },
              click: () => {
                this.take(place);
              },
            },
          },
          ...draw(item),
        ),
      ),
    );
    this.open(found.items.length > 0);
    this.status.textContent =
      found.problem ||
      say(found.items.length ? texts.matches : texts.no_match, { n: found.items.length, text });
  }

  private pressed(event: KeyboardEvent): void {
    const open = !this.list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (open) {
        event.preventDefault();
        this.move(event.key === 'ArrowDown' ? 1 : -1);
      }
    } else if (event.key === 'Enter') {
      if (open && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.take(Math.max(this.active, 0));
      }
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  private move(by: number): void {
    const count = this.items.length;
    this.active = this.active < 0 && by < 0 ? count - 1 : (this.active + by + count) % count;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute('aria-selected', String(place === this.active));
      if (place === this.active) {
        this.input.setAttribute('aria-activedescendant', option.id);
        option.scrollIntoView({ block: 'nearest' });
      }
    });
  }

  private take(place: number): void {
    const item = this.items[place];
    if (item === undefined) {
      return;
    }
    this.options.choose(item);
    this.clear();
  }

  /** The list lies above the page: an output area would cut it off, or grow with it. */
  private open(shown: boolean): void {
    this.list.hidden = !shown;
    this.input.setAttribute('aria-expanded', String(shown));
    this.list.togglePopover?.(shown);
    for (const moved of ['scroll', 'resize']) {
      if (shown) {
        window.addEventListener(moved, this.place, true);
      } else {
        window.removeEventListener(moved, this.place, true);
      }
    }
    if (shown) {
      this.place();
    }
  }

  /** Below the box, or above it where there is more room. */
  private readonly place = (): void => {
    if (!this.input.isConnected) {
      this.open(false);
      return;
    }
    const box = this.input.getBoundingClientRect();
    const below = window.innerHeight - box.bottom;
    const above = below < LEAST_ROOM && box.top > below;
    const { style } = this.list;
    style.left = `${String(box.left)}px`;
    style.minWidth = `${String(box.width)}px`;
    style.top = above ? 'auto' : `${String(box.bottom)}px`;
    style.bottom = above ? `${String(window.innerHeight - box.top)}px` : 'auto';
    style.maxHeight = `${String(Math.min(MOST_HEIGHT, (above ? box.top : below) - MARGIN))}px`;
  };
}
