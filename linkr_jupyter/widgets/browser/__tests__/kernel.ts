/** A stand-in for the kernel's side of a widget: holds state, records messages, answers them. */
import type { AnyModel } from '@anywidget/types';

type Listener = (...values: unknown[]) => void;
type Message = Record<string, unknown>;

export class Kernel {
  readonly sent: Message[] = [];
  /** What to answer; null for silence. */
  answer: (message: Message) => Message | null = () => null;
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(private state: Record<string, unknown>) {}

  get model(): AnyModel {
    return {
      get: (name: string) => this.state[name],
      set: () => {
        throw new Error('A browser never sets state');
      },
      save_changes: () => {
        throw new Error('A browser never sets state');
      },
      on: (name: string, listener: Listener) => {
        this.listeners.set(name, (this.listeners.get(name) ?? new Set()).add(listener));
      },
      off: (name: string, listener: Listener) => {
        this.listeners.get(name)?.delete(listener);
      },
      send: (message: Message) => {
        this.sent.push(message);
        const answer = this.answer(message);
        if (answer) {
          this.tell({ request: message['request'], ...answer });
        }
      },
      widget_manager: {
        get_model: () => Promise.reject(new Error('no such widget')),
      },
    } as unknown as AnyModel;
  }

  tell(message: Message): void {
    this.emit('msg:custom', message, []);
  }

  put(name: string, value: unknown): void {
    this.state = { ...this.state, [name]: value };
    this.emit(`change:${name}`);
  }

  ofType(type: string): Message[] {
    return this.sent.filter((message) => message['type'] === type);
  }

  private emit(name: string, ...values: unknown[]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      listener(...values);
    }
  }
}

// jsdom lays nothing out, so it cannot scroll either.
Element.prototype.scrollIntoView = () => undefined;

export function rendered(widget: { render: (props: never) => void }, kernel: Kernel): HTMLElement {
  const el = document.createElement('div');
  document.body.replaceChildren(el);
  const signal = new AbortController().signal;
  widget.render({ model: kernel.model, el, signal } as never);
  return el;
}

export function find<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) {
    throw new Error(`${selector} is not on the page`);
  }
  return found;
}

export function press(root: ParentNode, label: string): void {
  const buttons = [...root.querySelectorAll('button')];
  const found = buttons.find((button) => button.textContent === label);
  if (!found) {
    throw new Error(`No button ${label} among ${buttons.map((one) => one.textContent).join(', ')}`);
  }
  found.click();
}

export function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
