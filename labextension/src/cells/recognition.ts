import type { ISessionContext } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { parseMetadata, type CellMetadata } from './cell-metadata';
import { recogniseCode } from './open-code';

/** The plugin that a cell has the shape of, as the kernel sees it. */
export interface Recognised {
  /** Title of the plugin, in the language of the forms. */
  title: string;
  metadata: CellMetadata;
  /** What could not be read; line 0 is the whole cell. */
  problems: { line: number; text: string }[];
}

/**
 * Ask the kernel which plugin a cell has the shape of; null when none, or when nobody can say.
 *
 * Nothing of it is seen in the notebook: no output, no entry of the history, no number of a run.
 */
export async function recognise(
  context: ISessionContext,
  source: string,
  language: string,
  trans: TranslationBundle,
): Promise<Recognised | null> {
  const kernel = context.session?.kernel;
  if (!kernel) {
    return null;
  }
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    user_expressions: { linkr: recogniseCode(source, language) },
  });
  try {
    const { content } = await future.done;
    return content.status === 'ok' ? readAnswer(content.user_expressions, trans) : null;
  } catch {
    // The kernel went away.
    return null;
  }
}

/** Read the kernel's answer, trusting nothing. */
export function readAnswer(expressions: unknown, trans: TranslationBundle): Recognised | null {
  const found = (expressions as { linkr?: { status?: unknown; data?: unknown } } | null)?.linkr;
  const text = (found?.data as Record<string, unknown> | undefined)?.['text/plain'];
  if (found?.status !== 'ok' || typeof text !== 'string') {
    return null;
  }
  try {
    const answer = JSON.parse(text) as Partial<Recognised> | null;
    const read = parseMetadata(answer?.metadata, trans);
    return answer && read.kind === 'form' && typeof answer.title === 'string'
      ? { title: answer.title, metadata: read.metadata, problems: answer.problems ?? [] }
      : null;
  } catch {
    return null;
  }
}
