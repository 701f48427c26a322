import { describe, expect, it, vi } from 'vitest';
import { fitted, innerWidth, wantedInner, withInnerWidth } from '../sizes.js';
import { cell } from '../rows_table.js';
import { chosenRows, csvField, type TableState } from '../table.js';
import { isDark, themed } from '../theme.js';
import { h, say } from '../dom.js';
import { Link, NoAnswerError } from '../link.js';
import { Kernel } from './kernel.js';

describe('sentences and elements', () => {
  it('fill fields and leave unknown ones', () => {
    expect(say('{n} of {total}', { n: 1 })).toBe('1 of {total}');
  });

  it('put text in as text', () => {
    expect(h('p', {}, '<b>x</b>').innerHTML).toBe('&lt;b&gt;x&lt;/b&gt;');
  });
});

describe('the line to the kernel', () => {
  it('takes only answers to its own questions', async () => {
    const kernel = new Kernel({});
    const link = new Link(kernel.model, new AbortController().signal);
    const answer = link.ask({ type: 'search' });
    kernel.tell({ request: 'of-another-browser', found: 1 });
    kernel.tell({ request: kernel.sent[0]?.['request'], found: 2 });
    expect((await answer).message['found']).toBe(2);
  });

  it('gives up after a while', async () => {
    vi.useFakeTimers();
    const link = new Link(new Kernel({}).model, new AbortController().signal);
    const answer = expect(link.ask({ type: 'search' })).rejects.toBeInstanceOf(NoAnswerError);
    await vi.advanceTimersByTimeAsync(5001);
    await answer;
    vi.useRealTimers();
  });
});

describe('cells of tables', () => {
  it('keep dates on one line and let sentences wrap', () => {
    expect(cell(false, '12 septembre 2026, 10:20').className).toBe('linkrw-mod-short');
    expect(cell(true, '38.5').className).toBe('linkrw-mod-number linkrw-mod-short');
    expect(cell(false, 'Seen at night, no fever, drinks well.').className).toBe('');
  });
});

describe('tables', () => {
  const table: TableState = {
    caption: 'Rows',
    columns: ['Name', 'Value'],
    numeric: [false, true],
    lang: 'en',
    save: true,
    rows: [
      ['Fièvre', '10'],
      ['Toux', '9'],
      ['fievre', '100'],
    ],
    order: [
      [1, 2, 1],
      [2, 1, 3],
    ],
  };
  const look = { filter: '', column: -1, descending: false };

  it('sort by rank and not by text', () => {
    expect(chosenRows(table, { ...look, column: 1 })).toEqual([1, 0, 2]);
    expect(chosenRows(table, { ...look, column: 1, descending: true })).toEqual([2, 0, 1]);
  });

  it('filter without accents and case', () => {
    expect(chosenRows(table, { ...look, filter: 'FIEVRE' })).toEqual([0, 2]);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', '+1'],
    ['-5.2', '-5.2'],
    ['@SUM(1)', "'@SUM(1)"],
    ['-1+1', "'-1+1"],
    ['＝1', "'＝1"],
    ['\t=1', "'\t=1"],
    ['00123', '00123'],
    ['a,"b"', '"a,""b"""'],
    ['1-2', '1-2'],
    ['+33 6 12', '+33 6 12'],
  ])('write %j as %j', (text, written) => {
    expect(csvField(text)).toBe(written);
  });
});

describe('charts on light and dark pages', () => {
  it('take the colours of the page, and keep their own', () => {
    const dark = themed({ mark: 'bar', config: { axis: { labelColor: 'red' } } }, true)[
      'config'
    ] as Record<string, Record<string, string>>;
    expect(dark['axis']?.['labelColor']).toBe('red');
    expect(dark['axis']?.['titleColor']).toBe('#f0f0f0');
    const own = { mark: 'bar', config: { background: '#FFFFFF' } };
    expect(themed(own, true)).toBe(own);
  });

  it('know a dark page', () => {
    document.body.dataset['jpThemeLight'] = 'false';
    expect(isDark(document.body)).toBe(true);
    document.body.dataset['jpThemeLight'] = 'true';
    expect(isDark(document.body)).toBe(false);
  });

  it('widen the parts of a composition together', () => {
    const spec = {
      vconcat: [
        { mark: 'bar', width: 500 },
        { layer: [], width: 500 },
      ],
    };
    expect(innerWidth(spec)).toBe(500);
    expect(
      innerWidth({
        vconcat: [
          { mark: 'bar', width: 500 },
          { mark: 'bar', width: 90 },
        ],
      }),
    ).toBeNull();
    expect(innerWidth({ hconcat: [{ mark: 'bar', width: 500 }] })).toBeNull();
    expect(wantedInner(500, 600, 1000)).toBe(900);
    expect(innerWidth(withInnerWidth(spec, 900))).toBe(900);
    const facet = { facet: { row: { field: 'a' } }, spec: { mark: 'bar', width: 300 } };
    expect(innerWidth(withInnerWidth(facet, 700))).toBe(700);
  });

  it('fill narrow pages and keep compositions', () => {
    expect(fitted({ mark: 'bar', width: 640 }, 300)['width']).toBe(300);
    expect(fitted({ mark: 'bar' }, 800)['width']).toBe(800);
    expect(fitted({ mark: 'bar', width: { step: 20 } }, 300)['width']).toEqual({ step: 20 });
    expect(fitted({ hconcat: [] }, 300)).toEqual({ hconcat: [] });
  });
});

describe('the loader of charts', () => {
  it('refuses every address', async () => {
    const { refusing } = await import('../vega.js');
    await expect(refusing.load('http://example.org/a.json')).rejects.toThrow(
      'nothing from outside',
    );
    await expect(refusing.load('data.csv')).rejects.toThrow();
    await expect(refusing.sanitize('javascript:alert(1)', {} as never)).rejects.toThrow();
    await expect(refusing.sanitize('data:image/svg+xml;base64,AA', {} as never)).rejects.toThrow();
    await expect(refusing.sanitize('data:image/png;base64,AA', {} as never)).resolves.toEqual({
      href: 'data:image/png;base64,AA',
    });
  });
});
