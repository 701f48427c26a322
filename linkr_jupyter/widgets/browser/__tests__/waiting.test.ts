import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RenderProps } from '@anywidget/types';
import { darkened } from '../theme.js';
import visible from '../visible.js';
import { Kernel } from './kernel.js';

const TEXTS = { waiting: 'Being computed…', ready: 'Ready.' };
let seen = false;
let look: () => void;

class Observer {
  constructor(told: () => void) {
    look = told;
  }
  readonly observe = vi.fn();
  readonly disconnect = vi.fn();
}

function place(): { kernel: Kernel; box: HTMLElement; status: HTMLElement } {
  const kernel = new Kernel({ busy: false, waiting: true, texts: TEXTS });
  const box = document.createElement('div');
  const el = document.createElement('div');
  box.append(el);
  document.body.append(box);
  const { signal } = new AbortController();
  visible.render({ model: kernel.model, el, signal } as unknown as RenderProps);
  const status = box.querySelector<HTMLElement>('[role=status]');
  if (!status) {
    throw new Error('no status');
  }
  return { kernel, box, status };
}

function open(): void {
  seen = true;
  look();
}

beforeEach(() => {
  seen = false;
  vi.useFakeTimers();
  vi.stubGlobal('IntersectionObserver', Observer);
  vi.stubGlobal('ResizeObserver', Observer);
  Element.prototype.checkVisibility = () => seen;
  Element.prototype.getClientRects = () => (seen ? [{}] : []) as unknown as DOMRectList;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe('a part whose result is on its way', () => {
  it('says so once it is seen and takes a while', () => {
    const { kernel, box, status } = place();
    look();
    vi.advanceTimersByTime(1000);
    expect(status.textContent).toBe('');
    open();
    expect(kernel.sent.at(-1)).toMatchObject({ type: 'visible', visible: true });
    expect(status.textContent).toBe('');
    expect(box.getAttribute('aria-busy')).toBe('true');
    vi.advanceTimersByTime(400);
    expect(status.textContent).toBe('Being computed…');
  });

  it('tells those who listen when it is there, and shows no word of it', () => {
    const { kernel, box, status } = place();
    open();
    vi.advanceTimersByTime(400);
    kernel.put('waiting', false);
    expect(status.textContent).toBe('Ready.');
    expect(status.style.position).toBe('absolute');
    expect(box.getAttribute('aria-busy')).toBe('false');
  });

  it('says nothing at all when the result comes at once', () => {
    const { kernel, status } = place();
    open();
    vi.advanceTimersByTime(100);
    kernel.put('waiting', false);
    vi.advanceTimersByTime(1000);
    expect(status.textContent).toBe('');
  });
});

describe('a figure on a dark canvas', () => {
  it('exchanges its colours and never what was recorded', () => {
    const rows = [{ note: 'white' }];
    const spec = {
      config: { background: '#FFFFFF', range: { category: ['#0072B2', '#123456'] } },
      data: { values: rows },
    };
    expect(darkened(spec)).toEqual({
      config: { background: '#1d1f21', range: { category: ['#56b4e9', '#123456'] } },
      data: { values: rows },
    });
  });
});
