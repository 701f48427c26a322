import { getPlugin, listPlugins, type PluginDetails, type PluginSummary } from './api';

/**
 * The plugins that can be used here.
 *
 * Nothing is kept: a plugin is a folder, and a folder edited a minute ago is the plugin now.
 */
export class Catalog {
  list(language: string, study?: string): Promise<PluginSummary[]> {
    return listPlugins(language, study);
  }

  get(id: string, language: string, study?: string): Promise<PluginDetails> {
    return getPlugin(id, language, study);
  }
}
