import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** Root of our REST routes, below the server's base URL. */
export const API_ROOT = 'linkr-jupyter/api';

/** What the server says when it refuses: what is wrong, and what to do. */
export class RequestError extends Error {
  constructor(
    message: string,
    readonly advice: string,
    /** The field of the request that is wrong, or an empty string. */
    readonly field: string,
    /** `unreachable` when no answer came, `unexpected` when the answer is not ours. */
    readonly code: string,
    readonly status: number,
  ) {
    super(message);
    this.name = 'RequestError';
  }
}

/** Language in which the server words its refusals. */
let language = 'en';

/** Say in which language people read the answers. */
export function setRequestLanguage(chosen: string): void {
  language = chosen;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string>;
  body?: unknown;
  /** A file to send as it is, in the place of a JSON body. */
  bytes?: Blob;
  /** The etag that was read, as the precondition of a change. */
  ifMatch?: string;
}

/**
 * Ask our server extension.
 *
 * @param path - Parts of the route below {@link API_ROOT}; each is encoded.
 * @returns The parsed JSON answer, or `null` where the answer has no body.
 * @throws RequestError with a sentence and an advice.
 */
export async function request<T>(path: string[], options: RequestOptions = {}): Promise<T> {
  const settings = ServerConnection.makeSettings();
  const route = URLExt.join(settings.baseUrl, API_ROOT, ...path.map(encodeURIComponent));
  const query = options.query ? URLExt.objectToQueryString(options.query) : '';
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': language,
  };
  if (options.ifMatch) {
    headers['If-Match'] = options.ifMatch;
  }
  const body = options.bytes ?? (options.body === undefined ? null : JSON.stringify(options.body));
  if (body !== null) {
    headers['Content-Type'] = options.bytes ? 'application/octet-stream' : 'application/json';
  }
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(
      route + query,
      {
        method: options.method ?? 'GET',
        headers,
        ...(body === null ? {} : { body }),
      },
      settings,
    );
  } catch (reason) {
    throw new RequestError(String(reason), '', '', 'unreachable', 0);
  }
  const text = await response.text();
  if (!response.ok) {
    throw refusal(text, response);
  }
  return (text ? parse(text, response) : null) as T;
}

function parse(text: string, response: Response): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RequestError(response.statusText, '', '', 'unexpected', response.status);
  }
}

function refusal(text: string, response: Response): RequestError {
  let said: Record<string, unknown> = {};
  try {
    const parsed = JSON.parse(text) as unknown;
    if (typeof parsed === 'object' && parsed !== null) {
      said = parsed as Record<string, unknown>;
    }
  } catch {
    // An answer that is not JSON comes from a proxy or another extension: its text helps nobody.
  }
  const word = (key: string): string => (typeof said[key] === 'string' ? said[key] : '');
  return new RequestError(
    word('message') || `${response.status} ${response.statusText}`,
    word('advice'),
    word('field'),
    word('code') || 'unexpected',
    response.status,
  );
}
