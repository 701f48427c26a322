import type { CellDetail } from './protocol';

/**
 * The one line that opens a form in the kernel.
 *
 * Everything enters as literals, and nothing is left in the user's namespace. The inner JSON is
 * plain ASCII because Python does not join escaped surrogates of a string literal, but JSON does.
 */
export function openCode(plugin: string, cell: CellDetail | null, language: string): string {
  const bound = cell?.source === null ? null : cell;
  const known = bound ? `__import__("json").loads(${pythonText(asciiJson(bound))})` : 'None';
  const call = `__import__("linkr_jupyter.widgets", fromlist=["open_form"]).open_form`;
  // As the body of an "if" the value of the call is not displayed a second time.
  return `if True:\n    ${call}(${pythonText(plugin)}, cell=${known}, language=${pythonText(language)})`;
}

/** The expression that asks the kernel which plugin a cell has the shape of. */
export function recogniseCode(source: string, language: string): string {
  const call = `__import__("linkr_jupyter.widgets", fromlist=["recognise_cell"]).recognise_cell`;
  // Through JSON, as above: escaped surrogates of a literal would not be joined.
  return `${call}(__import__("json").loads(${pythonText(asciiJson(source))}), ${pythonText(language)})`;
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A JSON string of ASCII characters is a Python string literal with the same meaning. */
function pythonText(text: string): string {
  return asciiJson(text);
}
