import { afterEach, describe, expect, it, vi } from 'vitest';
import chart from '../chart.js';
import { Kernel, rendered } from './kernel.js';

const SHELF = Symbol.for('linkr.vega');

class Watch {
  observe(): void {
    // Nothing changes its size here.
  }
  disconnect(): void {
    // Nothing was watched.
  }
}

/** Draws a figure and returns what the drawing library was given. */
async function drawn(rows: number): Promise<[Record<string, unknown>, string]> {
  const calls: [Record<string, unknown>, string][] = [];
  vi.stubGlobal('ResizeObserver', Watch);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(640);
  (globalThis as unknown as Record<symbol, unknown>)[SHELF] = Promise.resolve({
    draw: (_place: HTMLElement, spec: Record<string, unknown>, renderer: string) => {
      calls.push([spec, renderer]);
      return Promise.resolve({ finalize: () => undefined });
    },
  });
  const spec = {
    mark: 'point',
    width: 620,
    config: { background: '#FFFFFF' },
    data: { values: Array.from({ length: rows }, (_, place) => ({ place, note: 'white' })) },
  };
  rendered(
    chart,
    new Kernel({ spec, words: { title: 'Timeline' }, numbers: [], twins: [], texts: {} }),
  );
  await vi.waitFor(() => {
    expect(calls.length).toBeGreaterThan(0);
  });
  return calls[0] ?? [{}, ''];
}

describe('a figure with many marks', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    document.body.removeAttribute('data-jp-theme-light');
  });

  it('is dark on a dark page, where a style sheet cannot reach its canvas', async () => {
    document.body.dataset['jpThemeLight'] = 'false';
    const [spec, renderer] = await drawn(5000);
    expect(renderer).toBe('canvas');
    expect(spec['config']).toEqual({ background: '#1d1f21' });
  });

  it('stays white on a light page, and in a drawing that a style sheet recolours', async () => {
    document.body.dataset['jpThemeLight'] = 'true';
    expect((await drawn(5000))[0]['config']).toEqual({ background: '#FFFFFF' });
    document.body.dataset['jpThemeLight'] = 'false';
    const [spec, renderer] = await drawn(5);
    expect(renderer).toBe('svg');
    expect(spec['config']).toEqual({ background: '#FFFFFF' });
  });
});
