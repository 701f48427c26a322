import { YNotebook } from '@jupyter/ydoc';
import type { ICellModel } from '@jupyterlab/cells';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FormSession } from '../form-session';
import { formOf, isWrite, kernelState } from '../protocol';

describe('a form and its cell', () => {
  let told: unknown[];
  let session: FormSession;
  let notebook: YNotebook;

  beforeEach(() => {
    vi.useFakeTimers();
    notebook = new YNotebook();
    const sharedModel = notebook.insertCell(0, { cell_type: 'code', source: 'bins = 40' });
    const cell = {
      sharedModel,
      isDisposed: false,
      getMetadata: (key: string) => sharedModel.getMetadata(key),
    } as unknown as ICellModel;
    const form = document.createElement('section');
    told = [];
    form.addEventListener('linkr:cell', (event) => told.push((event as CustomEvent).detail));
    session = new FormSession(form);
    session.bind(cell);
  });

  afterEach(() => {
    session.dispose();
    vi.useRealTimers();
  });

  it('is told once, 300 ms after the last of quick changes', () => {
    notebook.getCell(0).updateSource(7, 9, '4');
    vi.advanceTimersByTime(200);
    notebook.getCell(0).updateSource(8, 8, '1');
    vi.advanceTimersByTime(299);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([{ source: 'bins = 41', metadata: null }]);
    expect(session.seen).toBe('bins = 41');
  });

  it('is told of changed metadata too', () => {
    notebook.getCell(0).setMetadata('linkr', { plugin: 'table_one' });
    vi.advanceTimersByTime(300);
    expect(told).toEqual([{ source: 'bins = 40', metadata: { plugin: 'table_one' } }]);
  });

  it('is told nothing after it is gone', () => {
    notebook.getCell(0).updateSource(7, 9, '50');
    session.dispose();
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([]);
  });

  it('hears that it has no cell', () => {
    session.bind(null);
    session.tell();
    expect(told).toEqual([{ source: null, metadata: null }]);
  });
});

describe('the protocol', () => {
  it('finds the form of an event, and none for events from elsewhere', () => {
    document.body.innerHTML = '<section data-linkr-form="a"><button></button></section><p></p>';
    const found: (string | undefined)[] = [];
    const note = (event: Event): void => {
      found.push(formOf(event)?.dataset['linkrForm']);
    };
    document.body.addEventListener('linkr:write', note);
    for (const node of ['button', 'p']) {
      document
        .querySelector(node)
        ?.dispatchEvent(new CustomEvent('linkr:write', { bubbles: true, composed: true }));
    }
    expect(found).toEqual(['a', undefined]);
  });

  it('takes only whole requests', () => {
    const whole = { request: 'r', source: 's', metadata: {}, run: true, mode: 'insert' };
    expect(isWrite(whole)).toBe(true);
    expect(isWrite({ ...whole, source: 3 })).toBe(false);
    expect(isWrite({ ...whole, mode: 'append' })).toBe(false);
    expect(isWrite(null)).toBe(false);
  });

  it('tells a busy kernel from one that is gone', () => {
    expect(kernelState('busy')).toBe('busy');
    expect(kernelState('autorestarting')).toBe('restarting');
    expect(kernelState('dead')).toBe('dead');
    expect(kernelState(undefined)).toBe('dead');
  });
});
