import { afterEach, expect, it, vi } from 'vitest';

import { isInView, reveal, typesElsewhere } from '../reveal';

afterEach(() => document.body.replaceChildren());

function placed(top: number, height: number): HTMLElement {
  const node = document.createElement('div');
  node.getBoundingClientRect = () => new DOMRect(0, top, 100, height);
  return node;
}

it('scrolls a form into view and gives its heading the focus', () => {
  document.body.innerHTML = '<div><h2>Table</h2><button>Write</button></div>';
  const form = document.body.firstElementChild as HTMLElement;
  form.scrollIntoView = vi.fn();
  reveal(form);
  expect(form.scrollIntoView).toHaveBeenCalledWith({ block: 'start' });
  expect(document.activeElement?.textContent).toBe('Table');
});

it('leaves the focus where it is inside the form', () => {
  document.body.innerHTML = '<div><h2>Table</h2><button>Write</button></div>';
  const form = document.body.firstElementChild as HTMLElement;
  form.scrollIntoView = vi.fn();
  form.querySelector('button')?.focus();
  reveal(form);
  expect(document.activeElement?.textContent).toBe('Write');
});

it('knows a person who types elsewhere by now', () => {
  document.body.innerHTML = '<button>Form</button><input>';
  const [button, input] = document.body.children as unknown as HTMLElement[];
  button?.focus();
  expect(typesElsewhere(document.body)).toBe(false);
  input?.focus();
  expect(typesElsewhere(input ?? null)).toBe(false);
  expect(typesElsewhere(button ?? null)).toBe(true);
});

it('tells a form in view from one above, below or at the edge', () => {
  const view = placed(100, 500);
  expect(isInView(placed(200, 300), view)).toBe(true);
  expect(isInView(placed(-1000, 300), view)).toBe(false);
  expect(isInView(placed(700, 300), view)).toBe(false);
  expect(isInView(placed(-190, 300), view)).toBe(false);
  expect(isInView(placed(110, 20), view)).toBe(true);
});
