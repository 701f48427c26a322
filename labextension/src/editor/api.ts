import { request } from '../request';

/** Mark of a file that is not there: what a new one is based on. */
export const ABSENT = 'absent';

export interface PluginFile {
  name: string;
  text: string;
  /** Mark of this version. */
  etag: string;
}

export interface PluginFolder {
  id: string;
  title: string;
  place: 'study' | 'user' | 'builtin';
  /** Whether its files may be changed here. */
  writable: boolean;
  files: PluginFile[];
  /** Files of the contract that are not there, with a text to begin with. */
  missing: { name: string; text: string }[];
}

export interface PluginProblem {
  code: string;
  file: string;
  line: number;
  message: string;
}

export interface PluginRun {
  state: 'running' | 'done' | 'cancelled' | 'late' | 'failed';
  done: number;
  total: number;
  problems: PluginProblem[];
}

/** Where a plugin is looked for: its id and, for one of a study, the study's id. */
export interface Where {
  id: string;
  study?: string | undefined;
}

function options(where: { study?: string | undefined }): { query?: Record<string, string> } {
  return where.study ? { query: { study: where.study } } : {};
}

export function readFolder(where: Where): Promise<PluginFolder> {
  return request<PluginFolder>(['plugins', where.id, 'files'], options(where));
}

/** Write a file, refused when somebody changed it since `ifMatch` was read. */
export function writeFile(
  where: Where,
  name: string,
  text: string,
  ifMatch: string,
): Promise<{ name: string; etag: string }> {
  const path = ['plugins', where.id, 'files', ...name.split('/')];
  return request(path, { ...options(where), method: 'PUT', body: { text }, ifMatch });
}

export function deleteFile(where: Where, name: string, ifMatch: string): Promise<null> {
  const path = ['plugins', where.id, 'files', ...name.split('/')];
  return request(path, { ...options(where), method: 'DELETE', ifMatch });
}

/** Check the plugin as it would be with these texts in place of its files; no code is run. */
export function checkTexts(where: Where, files: Record<string, string>): Promise<PluginProblem[]> {
  const path = ['plugins', where.id, 'check'];
  return request(path, { ...options(where), method: 'POST', body: { files } });
}

/** Make a plugin: one to begin with, or one of the literals of a cell. */
export function makePlugin(where: Where, source: string): Promise<{ id: string }> {
  const body = source ? { id: where.id, source } : { id: where.id };
  return request(['plugins', 'new'], { ...options(where), method: 'POST', body });
}

export function forkPlugin(where: Where, id: string): Promise<{ id: string }> {
  const path = ['plugins', where.id, 'fork'];
  return request(path, { ...options(where), method: 'POST', body: { id } });
}

export async function startRun(where: Where): Promise<string> {
  const path = ['plugins', where.id, 'runs'];
  return (await request<{ run: string }>(path, { ...options(where), method: 'POST' })).run;
}

export function readRun(run: string): Promise<PluginRun> {
  return request(['plugins', 'runs', run]);
}

export function cancelRun(run: string): Promise<null> {
  return request(['plugins', 'runs', run], { method: 'DELETE' });
}
