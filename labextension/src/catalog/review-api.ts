import { request } from '../request';
import type { CardFacts } from './api';

/** One file that would be installed. */
export interface ReviewedFile {
  name: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** Its content; empty for a picture that is no text. */
  text: string;
}

/** One thing that the check of the contract says. */
export interface ContractProblem {
  code: string;
  file: string;
  line: number | null;
  message: string;
}

/** The plugin that would be replaced. */
export interface Replaced {
  version: string;
  hash: string;
  modified: boolean;
  /** Unified difference by file; an empty one stands for a picture. */
  changes: { file: string; difference: string }[];
}

export interface ReviewedPlugin extends CardFacts {
  hash: string;
  files: ReviewedFile[];
  problems: ContractProblem[];
  warnings: string[];
  replaces: Replaced | null;
}

/** What a source holds, kept by the server for half an hour until somebody decides. */
export interface Review {
  id: string;
  source: string;
  kind: 'folder' | 'archive' | 'git';
  commit: string;
  /** What a person trusts: one SHA-256 over all files. */
  hash: string;
  warnings: string[];
  plugins: ReviewedPlugin[];
}

export interface Installed {
  id: string;
  version: string;
  undo: string;
}

/** Look at the address of a repository, at a path below the server root, or at an archive. */
export function reviewSource(source: string | File, language: string): Promise<Review> {
  const query = { language };
  return typeof source === 'string'
    ? request<Review>(['plugins', 'review'], { method: 'POST', body: { source }, query })
    : request<Review>(['plugins', 'review'], {
        method: 'POST',
        bytes: source,
        query: { ...query, name: source.name },
      });
}

/** Look again at where an installed plugin came from. */
export function reviewUpdate(id: string, language: string): Promise<Review> {
  return request<Review>(['plugins', id, 'update'], { method: 'POST', query: { language } });
}

/** Install exactly what was reviewed: the server refuses any other hash. */
export function installReviewed(review: Review): Promise<Installed[]> {
  return request<Installed[]>(['plugins', 'install'], {
    method: 'POST',
    body: { review: review.id, hash: review.hash },
  });
}
