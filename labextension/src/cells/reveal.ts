/** Pixels of a form that must be in view for a person to have seen it. */
const SEEN = 40;

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
  // The notebook measures its cells anew after the form has grown, and moves with them.
  requestAnimationFrame(() => requestAnimationFrame(scroll));
}

/** Whether a person has begun to type somewhere else than at `before`: that focus is theirs. */
export function typesElsewhere(before: Element | null): boolean {
  const now = document.activeElement;
  return now !== before && (now?.matches('input, textarea, select, [contenteditable]') ?? false);
}
