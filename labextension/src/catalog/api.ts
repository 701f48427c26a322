import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { API_ROOT, request } from '../request';

export type Level = 'individual' | 'aggregated';

/** What a list of plugins shows. */
export interface PluginSummary {
  id: string;
  version: string;
  title: string;
  summary: string;
  level: Level;
  category: string;
  license?: string;
  /** Languages of its cells, such as `python` and `r`. */
  languages: string[];
  requires?: { tables?: string[] };
}

/** A package that a plugin's cells import; `installed` is its version here, where that is known. */
export interface NeededPackage {
  language: string;
  name: string;
  installed: string | null;
}

/** Where an installed plugin came from. */
export interface Origin {
  source: string;
  kind: string;
  commit: string;
  hash: string;
  date: string;
  who: string;
}

/** What the manifest of a plugin says on its card. */
export interface CardFacts extends PluginSummary {
  authors: string[];
  /** What its numbers were compared with. */
  checked_against: string[];
  tables: string[];
  packages: NeededPackage[];
}

/** A plugin of the catalog. */
export interface Card extends CardFacts {
  place: 'builtin' | 'user' | 'study';
  builtin: boolean;
  /** Whether its files differ from what was installed. */
  modified: boolean;
  disabled: boolean;
  installed: Origin | null;
  /** Route of its picture below our root, or an empty text. */
  picture: string;
}

export interface BrokenPlugin {
  id: string;
  reason: string;
}

/** A plugin that was removed or replaced, and what brings it back. */
export interface RemovedPlugin {
  id: string;
  date: string;
  undo: string;
}

export interface CatalogContent {
  plugins: Card[];
  broken: BrokenPlugin[];
  removed: RemovedPlugin[];
}

/** One setting of a plugin, as its JSON Schema says. */
export interface Setting {
  title?: string;
  description?: string;
  type?: string | string[];
  default?: unknown;
  'x-linkr'?: { unit?: string; labels?: Record<string, string> };
}

export interface PluginDetails extends PluginSummary {
  parameters: { properties?: Record<string, Setting> };
  readme: string;
  /** The cell by language, as it stands in the plugin's folder. */
  cells: Record<string, string>;
}

interface DetailsAnswer {
  manifest: Omit<PluginDetails, 'readme' | 'cells'>;
  readme: string;
  cells: Record<string, string>;
}

export function listPlugins(language: string, study?: string): Promise<PluginSummary[]> {
  return request<PluginSummary[]>(['plugins'], {
    query: { language, ...(study ? { study } : {}) },
  });
}

export function readCatalog(language: string): Promise<CatalogContent> {
  return request<CatalogContent>(['catalog'], { query: { language } });
}

export async function getPlugin(
  id: string,
  language: string,
  study?: string,
): Promise<PluginDetails> {
  const answer = await request<DetailsAnswer>(['plugins', id], {
    query: { language, ...(study ? { study } : {}) },
  });
  return { ...answer.manifest, readme: answer.readme, cells: answer.cells };
}

/** Address of a plugin's picture for an `<img>`, which can run nothing. */
export function pictureUrl(card: Pick<Card, 'picture'>): string {
  return URLExt.join(ServerConnection.makeSettings().baseUrl, API_ROOT, card.picture);
}

export function switchPlugin(id: string, disabled: boolean): Promise<void> {
  return request<undefined>(['plugins', id, disabled ? 'disable' : 'enable'], { method: 'POST' });
}

export function removePlugin(id: string): Promise<{ id: string; undo: string }> {
  return request<{ id: string; undo: string }>(['plugins', id], { method: 'DELETE' });
}

/** Copy a plugin under a new id, to be changed. */
export function forkPlugin(id: string, copy: string): Promise<{ id: string }> {
  return request<{ id: string }>(['plugins', id, 'fork'], { method: 'POST', body: { id: copy } });
}

/** Take back an installation, an update or a removal. */
export function undoChange(undo: string): Promise<{ id: string }> {
  return request<{ id: string }>(['plugins', 'undo'], { method: 'POST', body: { undo } });
}
