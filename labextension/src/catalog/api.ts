import { request } from '../request';

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
