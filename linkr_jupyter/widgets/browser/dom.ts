/** Building elements: attributes, listeners and children in one call, always as text, never as HTML. */

export type Child = Node | string | null | undefined | false;

export interface Properties {
  [attribute: string]: string | number | boolean | undefined | null | Listeners;
  on?: Listeners;
}

export type Listeners = Record<string, (event: Event) => void>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') {
      for (const [type, listener] of Object.entries(properties.on ?? {})) {
        element.addEventListener(type, listener);
      }
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...present(children));
  return element;
}

export function fillWith(element: Element, ...children: Child[]): void {
  element.replaceChildren(...present(children));
}

function present(children: Child[]): (Node | string)[] {
  return children.filter(
    (child): child is Node | string => child instanceof Node || Boolean(child),
  );
}

let made = 0;

export function uniqueId(name: string): string {
  made += 1;
  return `linkr-${name}-${String(made)}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Puts values in the {fields} of a translated sentence. */
export function say(
  sentence: string | undefined,
  values: Record<string, string | number> = {},
): string {
  return (sentence ?? '').replace(/\{(\w+)\}/g, (field, name: string) =>
    name in values ? String(values[name]) : field,
  );
}

/** A button with a text label; `press` runs on click. */
export function button(
  label: string,
  press: () => void,
  properties: Properties = {},
): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: 'linkrw-Button', ...properties, on: { click: press } },
    label,
  );
}
