import type { ICellModel } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { readMetadata } from './cell-metadata';
import type { FormSession } from './form-session';
import { FORM_ATTRIBUTE, type CellDetail } from './protocol';

const MOST = 50;
const LONGEST_TITLE = 120;
const HEADING = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/gm;

/** A cell that the plugin of a form has written, told apart by the heading above it. */
export interface Sibling extends CellDetail {
  id: string;
  title: string;
  source: string;
}

/** Other cells of a notebook that a plugin has written, from the top. */
export function siblingsOf(
  cells: readonly ICellModel[],
  plugin: string,
  own: string | null,
  trans: TranslationBundle,
): Sibling[] {
  const found: Sibling[] = [];
  let heading = '';
  cells.forEach((cell, index) => {
    const source = cell.sharedModel.getSource();
    if (cell.type === 'markdown') {
      heading = [...source.matchAll(HEADING)].at(-1)?.[1] ?? heading;
      return;
    }
    const read = cell.type === 'code' ? readMetadata(cell, trans) : null;
    if (read?.kind !== 'form' || read.metadata.plugin !== plugin || cell.id === own) {
      return;
    }
    const named = read.metadata.values['title'];
    const words = [heading, typeof named === 'string' ? named : ''].filter(Boolean).join(' – ');
    const number = trans.__('Cell %1', index + 1);
    const title = `${number}${words && ` – ${words}`}`.slice(0, LONGEST_TITLE);
    found.push({ id: cell.id, title, source, metadata: read.metadata });
  });
  return found.slice(0, MOST);
}

/** Answer a form that asks which other cells its settings could be copied from. */
export function answerSiblings(
  notebook: Notebook,
  session: FormSession,
  detail: unknown,
  trans: TranslationBundle,
): void {
  const done = (detail as { done?: unknown } | null)?.done;
  const plugin = session.form.getAttribute(FORM_ATTRIBUTE);
  if (typeof done === 'function' && plugin) {
    const cells = [...(notebook.model?.cells ?? [])];
    done(siblingsOf(cells, plugin, session.cell?.id ?? null, trans));
  }
}
