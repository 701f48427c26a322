import { request } from '../request';

/** A registered data source. Its location is never sent to the browser. */
export interface Source {
  name: string;
  /** What it is: a folder, a DuckDB file, a PostgreSQL database. */
  location_kind: string;
  description: string;
  /** Whether the data are LinkR's generated demo data. */
  generated: boolean;
  status?: string;
}

/** One thing that is wrong with a source, and how often. */
export interface SourceProblem {
  code: string;
  table: string | null;
  column: string | null;
  count: number | null;
  message: string;
}

export interface SourceCheck {
  cdm_version: string;
  /** Rows by OMOP table. */
  tables: Record<string, number | null>;
  missing: string[];
  problems: SourceProblem[];
}

export interface NewSource {
  name: string;
  location: string;
  description: string;
}

export function listSources(): Promise<Source[]> {
  return request<Source[]>(['sources']);
}

/** Register a source; a name that is taken is refused unless it may be replaced. */
export function addSource(source: NewSource, replace = false): Promise<Source> {
  const body = replace ? { ...source, replace } : source;
  return request<Source>(['sources'], { method: 'POST', body });
}

export function removeSource(name: string): Promise<void> {
  return request<undefined>(['sources', name], { method: 'DELETE' });
}

/** Look at a location (or a registered name) without keeping anything. */
export function checkSource(location: string): Promise<SourceCheck> {
  return request<SourceCheck>(['sources', 'check'], { method: 'POST', body: { location } });
}
