/**
 * The DOM events between a form (drawn by the kernel's widget) and its host (this extension).
 *
 * Events of a form bubble from its root element; where nobody handles them, as in Voilà, the
 * kernel runs the code itself. See `linkr_jupyter/widgets` for the other side.
 */
import type { Kernel } from '@jupyterlab/services';

import type { CellMetadata } from './cell-metadata';

/** Attribute of a form's root element; its value is the id of the plugin. */
export const FORM_ATTRIBUTE = 'data-linkr-form';

export type FormEventName =
  | 'linkr:form-ready'
  | 'linkr:write'
  | 'linkr:run-setup'
  | 'linkr:interrupt'
  | 'linkr:restore'
  | 'linkr:lines'
  | 'linkr:siblings'
  | 'linkr:close';

export const FORM_EVENTS: readonly FormEventName[] = [
  'linkr:form-ready',
  'linkr:write',
  'linkr:run-setup',
  'linkr:interrupt',
  'linkr:restore',
  'linkr:lines',
  'linkr:siblings',
  'linkr:close',
];

/** The answer to a request; `message` says in words why it failed. */
export interface Answer {
  status: 'written' | 'failed';
  message?: string;
}

export interface WriteDetail {
  request: string;
  source: string;
  /** The source that the new one was made from: what was typed since is kept. */
  seen?: string | null;
  metadata: CellMetadata;
  run: boolean;
  mode: 'replace' | 'insert';
  done?: (answer: Answer) => void;
}

export interface RestoreDetail {
  source: string;
  seen?: string | null;
  metadata: CellMetadata | null;
  done?: (answer: Answer) => void;
}

/** What a form is told about its cell; `source: null` when it has none. */
export interface CellDetail {
  source: string | null;
  metadata: unknown;
}

export type KernelState = 'idle' | 'busy' | 'restarting' | 'dead';

/** The root element of the form that an event comes from. */
export function formOf(event: Event): HTMLElement | null {
  const [origin] = event.composedPath();
  return origin instanceof Element ? origin.closest<HTMLElement>(`[${FORM_ATTRIBUTE}]`) : null;
}

export function isWrite(detail: unknown): detail is WriteDetail {
  const found = (detail ?? {}) as Partial<WriteDetail>;
  return (
    typeof found.request === 'string' &&
    typeof found.source === 'string' &&
    typeof found.metadata === 'object' &&
    (found.mode === 'replace' || found.mode === 'insert')
  );
}

export function isRestore(detail: unknown): detail is RestoreDetail {
  const found = (detail ?? {}) as Partial<RestoreDetail>;
  return typeof found.source === 'string' && typeof found.metadata === 'object';
}

/** The lines of its cell that a form wants shown, from 1; what is malformed shows none. */
export function linesOf(detail: unknown): { lines: number[]; words: string } {
  const found = (detail ?? {}) as { lines?: unknown; words?: unknown };
  const lines = Array.isArray(found.lines) ? found.lines : [];
  return {
    lines: lines.filter((line): line is number => Number.isInteger(line)),
    words: typeof found.words === 'string' ? found.words : '',
  };
}

/** Tell a form about its cell. */
export function tellCell(form: HTMLElement, detail: CellDetail): void {
  form.dispatchEvent(new CustomEvent<CellDetail>('linkr:cell', { detail }));
}

/** Tell a form about its kernel: one that is busy and one that is gone are told apart. */
export function tellKernel(form: HTMLElement, status: KernelState): void {
  form.dispatchEvent(new CustomEvent('linkr:kernel', { detail: { status } }));
}

/** Tell the form inside an element that it is taken out of the page, so that its kernel lets go. */
export function tellClosed(host: Element): void {
  host.querySelector(`[${FORM_ATTRIBUTE}]`)?.dispatchEvent(new CustomEvent('linkr:closed'));
}

export function kernelState(status: Kernel.Status | undefined): KernelState {
  switch (status) {
    case 'idle':
    case 'busy':
      return status;
    case 'unknown':
    case 'starting':
    case 'restarting':
    case 'autorestarting':
      return 'restarting';
    default:
      return 'dead';
  }
}
