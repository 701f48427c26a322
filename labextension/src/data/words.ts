import type { TranslationBundle } from '@jupyterlab/translation';

/** What kind of thing a source is, in words. */
export function kindLabel(kind: string, trans: TranslationBundle): string {
  const words: Record<string, string> = {
    folder: trans.__('Folder of files'),
    file: trans.__('Database file'),
    duckdb: trans.__('DuckDB file'),
    sqlite: trans.__('SQLite file'),
    url: trans.__('Database server'),
    database: trans.__('Database server'),
    postgres: trans.__('PostgreSQL database'),
  };
  return words[kind] ?? kind;
}
