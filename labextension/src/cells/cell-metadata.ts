import type { ICellModel } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PartialJSONObject } from '@lumino/coreutils';

/** Key of a cell's metadata under which everything of ours is kept. */
export const METADATA_KEY = 'linkr';

/** What a written cell remembers: the settings, and the source as last written. */
export interface CellMetadata extends PartialJSONObject {
  plugin: string;
  version: string;
  language: string;
  values: PartialJSONObject;
  source: string;
}

export type ReadMetadata =
  /** No metadata of ours, or a cell with another role. */
  | { kind: 'none' }
  | { kind: 'form'; metadata: CellMetadata }
  /** Ours, but not readable: says in words what is wrong. */
  | { kind: 'malformed'; problem: string };

const PLUGIN_ID = /^[a-z][a-z0-9_]*$/;

/** Read the metadata of a cell, trusting nothing: people and programs edit notebook files. */
export function readMetadata(cell: ICellModel, trans: TranslationBundle): ReadMetadata {
  return parseMetadata(cell.getMetadata(METADATA_KEY), trans);
}

export function parseMetadata(found: unknown, trans: TranslationBundle): ReadMetadata {
  if (found === undefined) {
    return { kind: 'none' };
  }
  if (!isObject(found)) {
    return malformed(trans.__('it is not an object'));
  }
  if ('role' in found && !('plugin' in found)) {
    return { kind: 'none' };
  }
  if (typeof found['plugin'] !== 'string' || !PLUGIN_ID.test(found['plugin'])) {
    return malformed(trans.__('“plugin” is not the name of a plugin'));
  }
  for (const name of ['version', 'language', 'source']) {
    if (typeof found[name] !== 'string') {
      return malformed(trans.__('“%1” is not a text', name));
    }
  }
  if (!isObject(found['values'])) {
    return malformed(trans.__('“values” is not an object'));
  }
  return { kind: 'form', metadata: found as CellMetadata };
}

/** Whether a cell prepares the notebook (opens the study, connects, makes the cohort). */
export function isSetup(cell: ICellModel): boolean {
  const found: unknown = cell.getMetadata(METADATA_KEY);
  return isObject(found) && found['role'] === 'setup';
}

function malformed(problem: string): ReadMetadata {
  return { kind: 'malformed', problem };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
