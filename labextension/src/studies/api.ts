import type { Contents } from '@jupyterlab/services';

import { request } from '../request';

/** A notebook of a study; a page of the clinicians' view. */
export interface StudyPage {
  id: string;
  title: string;
  /** Path of the notebook, relative to the server root. */
  path: string;
}

export interface Study {
  id: string;
  title: string;
  description: string;
  language: string;
  /** Registered name of the data source. */
  source: string;
  /** Path of the folder, relative to the server root. */
  path: string;
  pages: StudyPage[];
  /** ISO date and time of the last change. */
  modified: string;
  authors: string[];
  /** Whether the data are LinkR's generated demo data. */
  generated: boolean;
  etag: string;
  /** Why the study cannot be opened, where that is so. */
  problem?: { message: string; advice: string };
}

export interface Template {
  id: string;
  title: string;
  description: string;
}

/** Characters of the longest title of a study, as in `study.schema.json`. */
export const MOST_TITLE = 200;

export interface NewStudy {
  title: string;
  template: string;
  source: string;
  language: string;
  /** Path of the folder to make, relative to the server root. */
  folder: string;
}

export function listStudies(): Promise<Study[]> {
  return request<Study[]>(['studies']);
}

export function getStudy(id: string): Promise<Study> {
  return request<Study>(['studies', id]);
}

export function createStudy(study: NewStudy): Promise<Study> {
  return request<Study>(['studies'], { method: 'POST', body: study });
}

/** Change what `study.json` says; refused when somebody changed it since `etag` was read. */
export function updateStudy(
  id: string,
  change: Partial<Pick<Study, 'title' | 'description' | 'language' | 'source'>>,
  etag: string,
): Promise<Study> {
  return request<Study>(['studies', id], { method: 'PATCH', body: change, ifMatch: etag });
}

export function listTemplates(language: string): Promise<Template[]> {
  return request<Template[]>(['templates'], { query: { language } });
}

/** The protocol of a study (its README), or an empty text when there is none. */
export async function readProtocol(contents: Contents.IManager, study: Study): Promise<string> {
  try {
    const file = await contents.get(protocolPath(study), {
      type: 'file',
      format: 'text',
      content: true,
    });
    return typeof file.content === 'string' ? file.content : '';
  } catch (reason) {
    if ((reason as { response?: Response }).response?.status === 404) {
      return '';
    }
    throw reason;
  }
}

export function protocolPath(study: Study): string {
  return study.path ? `${study.path}/README.md` : 'README.md';
}
