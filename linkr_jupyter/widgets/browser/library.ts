/** Gets the drawing library from the kernel, once for all charts of a page. */

import type { Link } from './link.js';
import type { Drawing } from './vega.js';

export interface Library {
  draw: (place: HTMLElement, spec: object, renderer: 'svg' | 'canvas') => Promise<Drawing>;
}

const KEY = Symbol.for('linkr.vega');
const TIMEOUT = 30_000;

type Shelf = Record<symbol, Promise<Library> | undefined>;

export function library(link: Link): Promise<Library> {
  const shelf = globalThis as unknown as Shelf;
  const kept = shelf[KEY];
  if (kept) {
    // The chart that asked may be gone before its answer came: then this one asks.
    return kept.catch(() => {
      if (shelf[KEY] === kept) {
        shelf[KEY] = undefined;
      }
      return library(link);
    });
  }
  const asked = fetchLibrary(link);
  shelf[KEY] = asked;
  asked.catch(() => {
    if (shelf[KEY] === asked) {
      shelf[KEY] = undefined;
    }
  });
  return asked;
}

async function fetchLibrary(link: Link): Promise<Library> {
  const { buffers } = await link.ask({ type: 'library' }, TIMEOUT);
  const code = buffers[0];
  if (!code?.byteLength) {
    throw new Error('The browser code of LinkR is not built.');
  }
  const url = URL.createObjectURL(
    new Blob([code as unknown as BlobPart], { type: 'text/javascript' }),
  );
  try {
    return (await import(/* @vite-ignore */ url)) as Library;
  } finally {
    URL.revokeObjectURL(url);
  }
}
