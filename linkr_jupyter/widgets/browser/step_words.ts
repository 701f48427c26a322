/** What a step of a sequence says in one line: the arguments that have a value, in their order. */

import { say } from './dom.js';
import type { ControlView, StepArgument, Texts } from './field.js';

/** `Age` at least 18 years: `At least: 18 years`; what is empty or unticked says nothing. */
export function wordsOf(
  controls: ControlView[],
  values: Record<string, StepArgument>,
  names: Record<string, string>,
  texts: Texts,
): string {
  return controls
    .map((view) => argumentWords(view, values[view.name] ?? null, names, texts))
    .filter(Boolean)
    .join(' · ');
}

function argumentWords(
  view: ControlView,
  value: StepArgument,
  names: Record<string, string>,
  texts: Texts,
): string {
  if (view.control === 'yes_no') {
    return value === true ? view.title : '';
  }
  const words = Array.isArray(value)
    ? listWords(view, value, names, texts)
    : oneWord(view, value, texts);
  return words && say(texts['argument'], { title: view.title, value: words });
}

function listWords(
  view: ControlView,
  value: (string | number | null)[],
  names: Record<string, string>,
  texts: Texts,
): string {
  if (view.control === 'range') {
    const [from, to] = value;
    if ((from ?? null) === null && (to ?? null) === null) {
      return '';
    }
    return say(texts['from_to'], { from: from ?? '…', to: withUnit(view, to ?? '…') });
  }
  const label = (one: string | number | null): string =>
    view.control === 'concepts' ? (names[String(one)] ?? String(one)) : optionOf(view, String(one));
  return value.map(label).join(', ');
}

function oneWord(view: ControlView, value: StepArgument, texts: Texts): string {
  if (value === null || value === '') {
    return '';
  }
  if (view.control === 'choice' || view.control === 'palette') {
    return optionOf(view, String(value)) || (texts['not_set'] ?? '');
  }
  return withUnit(view, String(value));
}

function optionOf(view: ControlView, key: string): string {
  return view.options.find((option) => option.key === key)?.label ?? key;
}

function withUnit(view: ControlView, value: string | number): string {
  return view.unit ? `${String(value)} ${view.unit}` : String(value);
}
