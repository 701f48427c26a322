import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { explain } from '../components/feedback';
import type { RequestError } from '../request';
import { request, setRequestLanguage } from '../request';

const trans = nullTranslator.load('linkr_jupyter');

function answer(body: string, init: ResponseInit = {}): ReturnType<typeof vi.spyOn> {
  return vi.spyOn(ServerConnection, 'makeRequest').mockResolvedValue(new Response(body, init));
}

async function refusal(): Promise<RequestError> {
  return request(['studies']).then(
    () => expect.fail('it was not refused'),
    (reason: unknown) => reason as RequestError,
  );
}

describe('asking our server', () => {
  afterEach(() => vi.restoreAllMocks());

  it('encodes the parts of a route, and sends language, body and precondition', async () => {
    const sent = answer('{"id": "1"}');
    setRequestLanguage('fr_FR');
    const made = await request(['sources', 'a/b ?'], {
      method: 'PATCH',
      body: { title: 'T' },
      ifMatch: 'e1',
      query: { language: 'fr' },
    });
    expect(made).toEqual({ id: '1' });
    const [url, init] = sent.mock.calls[0] as [string, RequestInit];
    expect(url).toContain('linkr-jupyter/api/sources/a%2Fb%20%3F?language=fr');
    expect(init).toMatchObject({
      method: 'PATCH',
      body: '{"title":"T"}',
      headers: { 'If-Match': 'e1', 'Accept-Language': 'fr_FR' },
    });
  });

  it('understands an answer without a body', async () => {
    answer('', { status: 200 });
    expect(await request(['sources', 'x'], { method: 'DELETE' })).toBeNull();
  });

  it('keeps message, advice and field of a refusal', async () => {
    const body = '{"message": "M.", "advice": "A.", "field": "name", "code": "invalid_value"}';
    answer(body, { status: 422 });
    const error = await refusal();
    expect(error).toMatchObject({ message: 'M.', advice: 'A.', field: 'name', status: 422 });
    expect(explain(error, trans)).toEqual({ message: 'M.', advice: 'A.' });
  });

  it('puts what is not ours into words', async () => {
    answer('<html>Bad gateway</html>', { status: 502 });
    expect(explain(await refusal(), trans).message).toMatch(/error 502/);
    answer('{"message": "not found"}', { status: 404 });
    expect(explain(await refusal(), trans).advice).toMatch(/server extension enable/);
    answer('<html></html>');
    expect((await refusal()).code).toBe('unexpected');
  });

  it('says that the server does not answer', async () => {
    vi.spyOn(ServerConnection, 'makeRequest').mockRejectedValue(new TypeError('Failed to fetch'));
    expect(explain(await refusal(), trans).message).toMatch(/does not answer/);
  });
});
