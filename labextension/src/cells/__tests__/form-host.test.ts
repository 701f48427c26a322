import type { ISessionContext } from '@jupyterlab/apputils';
import { RenderMimeRegistry } from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FormHost } from '../form-host';

const WIDGET = {
  output_type: 'display_data',
  data: { 'application/vnd.jupyter.widget-view+json': { model_id: 'm' }, 'text/plain': 'form' },
  metadata: {},
};

describe('the place of a form', () => {
  let retry: ReturnType<typeof vi.fn<() => void>>;
  let host: FormHost;
  let reply: () => void;
  let context: ISessionContext;

  beforeEach(() => {
    vi.useFakeTimers();
    retry = vi.fn<() => void>();
    const nothing = (): void => undefined;
    host = new FormHost('bars', new RenderMimeRegistry(), nullTranslator.load(''), {
      retry,
      close: nothing,
      restart: nothing,
      save: nothing,
    });
    const done = new Promise((resolve) => {
      reply = () => resolve({ content: { status: 'ok' } });
    });
    const future = { done, dispose: nothing };
    const kernel = { status: 'idle', requestExecute: () => future };
    context = { session: { kernel } } as unknown as ISessionContext;
  });

  afterEach(() => {
    host.dispose();
    vi.useRealTimers();
  });

  const show = (): void => {
    const area = (host as unknown as { area: { model: { add: (output: object) => void } } }).area;
    area.model.add(WIDGET);
  };

  it('keeps a form that was drawn before the kernel replied, with what is set in it', async () => {
    const opened = host.open(context, { source: null, metadata: null }, 'en');
    show();
    host.ready();
    reply();
    await opened;
    vi.advanceTimersByTime(60_000);
    expect(retry).not.toHaveBeenCalled();
  });

  it('asks once more for a form that does not appear', async () => {
    const opened = host.open(context, { source: null, metadata: null }, 'en');
    show();
    reply();
    await opened;
    vi.advanceTimersByTime(60_000);
    expect(retry).toHaveBeenCalledOnce();
  });
});
