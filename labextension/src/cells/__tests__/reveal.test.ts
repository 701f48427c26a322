import type { Cell } from '@jupyterlab/cells';
import { afterEach, expect, it, vi } from 'vitest';

import { drawn, isInView, reveal, typesElsewhere } from '../reveal';

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

it('scrolls again while the notebook moves, until the person scrolls', () => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div><h2>Table</h2></div>';
  const form = document.body.firstElementChild as HTMLElement;
  form.scrollIntoView = vi.fn();
  reveal(form);
  vi.advanceTimersByTime(300);
  expect(form.scrollIntoView).toHaveBeenCalledTimes(4);
  document.dispatchEvent(new Event('wheel'));
  vi.advanceTimersByTime(2000);
  expect(form.scrollIntoView).toHaveBeenCalledTimes(4);
  vi.useRealTimers();
});

it('has a notebook draw a cell that is no part of the page', async () => {
  const node = placed(0, 0);
  const cell = { node } as unknown as Cell;
  const scrollToItem = vi.fn(() => Promise.reject(new Error('a newer wish')));
  const notebook = { widgets: [{} as Cell, cell], scrollToItem };
  node.getClientRects = () => [] as unknown as DOMRectList;
  await drawn(notebook, cell);
  expect(scrollToItem).toHaveBeenCalledWith(1, 'start');
  node.getClientRects = () => [new DOMRect()] as unknown as DOMRectList;
  await drawn(notebook, cell);
  expect(scrollToItem).toHaveBeenCalledTimes(1);
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
