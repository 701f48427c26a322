import { afterEach, expect, it, vi } from 'vitest';

import { ServerConnection } from '@jupyterlab/services';

import { Catalog } from '../model';
import { review, reviewed } from './cards';

afterEach(() => vi.restoreAllMocks());

function answers(...bodies: unknown[]): ReturnType<typeof vi.spyOn> {
  const spy = vi.spyOn(ServerConnection, 'makeRequest');
  for (const body of bodies) {
    spy.mockResolvedValueOnce(new Response(JSON.stringify(body), { status: 200 }));
  }
  return spy;
}

const sent = (spy: ReturnType<typeof vi.spyOn>, call: number): [string, RequestInit] =>
  spy.mock.calls[call] as [string, RequestInit];

it('uploads an archive as it is, under its name', async () => {
  const spy = answers(review(reviewed()));
  const file = new File(['PK'], 'my bars.zip');
  await new Catalog().review(file, 'fr');
  const [url, init] = sent(spy, 0);
  expect(url).toContain('plugins/review?language=fr&name=my%20bars.zip');
  expect(init).toMatchObject({
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
  });
  expect(init.body).toBe(file);
});

it('installs what was reviewed, and takes it back in the other order', async () => {
  const both = [
    { id: 'a', version: '1.0.0', undo: 'ua' },
    { id: 'b', version: '1.0.0', undo: 'ub' },
  ];
  const spy = answers(both, { id: 'b' }, { id: 'a' });
  const catalog = new Catalog();
  const seen: string[] = [];
  catalog.changed.connect(() => seen.push(catalog.last?.kind ?? ''));
  await catalog.install(review(reviewed()));
  expect(sent(spy, 0)[1].body).toBe('{"review":"r1","hash":"abc123"}');
  if (catalog.last) {
    await catalog.undo(catalog.last);
  }
  expect([sent(spy, 1)[1].body, sent(spy, 2)[1].body]).toEqual(['{"undo":"ub"}', '{"undo":"ua"}']);
  expect(seen).toEqual(['installed', 'restored']);
});
