import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * Translate the words of our settings for the settings editor.
 *
 * JupyterLab itself translates settings from language packs only, not from what a package ships.
 */
export function translateSettings(
  registry: ISettingRegistry,
  plugin: string,
  trans: TranslationBundle,
): void {
  registry.transform(plugin, {
    fetch: (fetched) => ({ ...fetched, schema: translated(fetched.schema, trans) }),
  });
}

/** A copy of a schema with every title and description translated. */
export function translated<T>(schema: T, trans: TranslationBundle): T {
  if (Array.isArray(schema)) {
    return schema.map((item: unknown) => translated(item, trans)) as T;
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const entries = Object.entries(schema).map(([key, value]: [string, unknown]) =>
    (key === 'title' || key === 'description') && typeof value === 'string'
      ? [key, trans.__(value)]
      : [key, translated(value, trans)],
  );
  return Object.fromEntries(entries) as T;
}
