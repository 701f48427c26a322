import type { TranslationBundle } from '@jupyterlab/translation';

import { RequestError } from '../request';
import { explain } from './feedback';

/** What the server refused, told apart by the fields of a form. */
export interface Refusal<Field extends string> {
  /** What is wrong with a field, to be shown beside it. */
  problem: (field: Field) => string | undefined;
  /** What belongs to no field of the form, to be shown as a whole; else `null`. */
  rest: unknown;
}

/** Sort what the server refused to the fields of a form. */
export function refusalOf<Field extends string>(
  error: unknown,
  fields: readonly Field[],
  trans: TranslationBundle,
): Refusal<Field> {
  const named =
    error instanceof RequestError ? fields.find((field) => field === error.field) : null;
  return {
    problem: (field) => {
      if (field !== named) {
        return undefined;
      }
      const { message, advice } = explain(error, trans);
      return [message, advice].filter(Boolean).join(' ');
    },
    rest: named ? null : error,
  };
}
