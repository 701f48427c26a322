import { act, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

/** Draw a component into the page, and let its promises settle. */
export async function draw(element: ReactElement): Promise<{ root: Root; node: HTMLElement }> {
  document.body.innerHTML = '<div id="here"></div>';
  const node = document.querySelector<HTMLElement>('#here');
  if (!node) {
    throw new Error('The page is empty.');
  }
  const root = createRoot(node);
  await act(async () => {
    root.render(element);
    await Promise.resolve();
  });
  return { root, node };
}

/** Press a key on the element that has the focus, as a person does. */
export async function press(key: string): Promise<void> {
  await act(async () => {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await Promise.resolve();
  });
}

/** Type into a field. */
export async function type(field: HTMLInputElement, text: string): Promise<void> {
  await act(async () => {
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    setter?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await Promise.resolve();
  });
}

export async function click(node: Element | null | undefined): Promise<void> {
  await act(async () => {
    (node as HTMLElement).click();
    await Promise.resolve();
  });
}

/** The button with this text or label. */
export function button(text: string): HTMLButtonElement {
  const found = Array.from(document.querySelectorAll('button')).find(
    (one) => one.textContent === text || one.getAttribute('aria-label') === text,
  );
  if (!found) {
    throw new Error(`no button “${text}”`);
  }
  return found;
}
