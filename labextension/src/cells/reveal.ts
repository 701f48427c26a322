import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';

/** Pixels of a form that must be in view for a person to have seen it. */
const SEEN = 40;

/** Milliseconds after which a form is scrolled to again while the notebook moves. */
const SETTLING = [30, 100, 250, 500, 900];

/** Whether a person sees an element in the part of the page that scrolls it. */
export function isInView(node: Element, view: Element): boolean {
  const form = node.getBoundingClientRect();
  const around = view.getBoundingClientRect();
  const seen = Math.min(form.bottom, around.bottom) - Math.max(form.top, around.top);
  return seen > 0 && seen >= Math.min(form.height, SEEN);
}

/** Bring the top of a form into view and move the focus to its heading, else its first control. */
export function reveal(node: HTMLElement): void {
  const scroll = (): void => node.scrollIntoView({ block: 'start' });
  const first =
    node.querySelector<HTMLElement>('h2') ??
    node.querySelector<HTMLElement>('button, input, select, textarea');
  if (first && !node.contains(document.activeElement)) {
    if (first.matches('h2')) {
      first.tabIndex = -1;
    }
    first.focus({ preventScroll: true });
  }
  scroll();
  settle(scroll);
}

/**
 * The notebook measures its cells anew after the form has grown, and moves with them: scroll again
 * until it has come to rest, unless the person scrolls or types by then.
 */
function settle(scroll: () => void): void {
  const own = new AbortController();
  for (const event of ['wheel', 'pointerdown', 'keydown', 'touchmove']) {
    const options = { capture: true, passive: true, signal: own.signal };
    document.addEventListener(event, () => own.abort(), options);
  }
  for (const pause of SETTLING) {
    setTimeout(() => {
      if (!own.signal.aborted) {
        scroll();
      }
      if (pause === SETTLING.at(-1)) {
        own.abort();
      }
    }, pause);
  }
}

/**
 * Have a notebook draw a cell: with `windowingMode` "full", one that is scrolled away is no part
 * of the page, and neither is a form inside it.
 */
export async function drawn(
  notebook: Pick<Notebook, 'widgets' | 'scrollToItem'>,
  cell: Cell,
): Promise<void> {
  if (cell.node.getClientRects().length > 0) {
    return;
  }
  try {
    await notebook.scrollToItem(notebook.widgets.indexOf(cell), 'start');
  } catch {
    // A newer wish to scroll has won; the cell is drawn all the same.
  }
}

/** Whether a person has begun to type somewhere else than at `before`: that focus is theirs. */
export function typesElsewhere(before: Element | null): boolean {
  const now = document.activeElement;
  return now !== before && (now?.matches('input, textarea, select, [contenteditable]') ?? false);
}
