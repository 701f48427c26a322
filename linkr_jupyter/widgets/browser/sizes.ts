/** Making a chart as wide as the page, where its kind allows that. */

type Spec = Record<string, unknown>;

const WIDEST = 1200;
const NARROWEST = 160;

function isSingle(spec: Spec): boolean {
  return 'mark' in spec || 'layer' in spec;
}

/** A single or layered view takes the width it has; one with a step for each category keeps it. */
export function fitted(spec: Spec, width: number, figure = false): Spec {
  const own = spec['width'];
  if (!isSingle(spec) || width <= 0 || (typeof own === 'object' && own !== null)) {
    return spec;
  }
  const roomy = typeof own === 'number' && own + 80 <= width;
  if (roomy && !figure) {
    return spec;
  }
  const autosize = typeof spec['autosize'] === 'object' ? (spec['autosize'] as Spec) : {};
  return {
    ...spec,
    width: Math.min(width, WIDEST),
    autosize: { type: 'fit-x', contains: 'padding', ...autosize },
  };
}

/** The parts below each other of a composition, or null for other kinds of chart. */
function rows(spec: Spec): Spec[] | null {
  if (Array.isArray(spec['vconcat'])) {
    return spec['vconcat'] as Spec[];
  }
  const facet = spec['facet'] as Spec | undefined;
  const stacked =
    facet !== undefined && (spec['columns'] === 1 || ('row' in facet && !('column' in facet)));
  return stacked ? [spec['spec'] as Spec] : null;
}

/** The common width of the parts of a composition below each other; null when there is none. */
export function innerWidth(spec: Spec): number | null {
  const parts = rows(spec);
  if (!parts?.length) {
    return null;
  }
  const widths = parts.map((part) => (isSingle(part) ? part['width'] : innerWidth(part)));
  const [first] = widths;
  return typeof first === 'number' && widths.every((width) => width === first) ? first : null;
}

/** The composition with its parts `inner` pixels wide. */
export function withInnerWidth(spec: Spec, inner: number): Spec {
  const width = Math.round(Math.max(inner, NARROWEST));
  const widen = (part: Spec): Spec =>
    isSingle(part) ? { ...part, width } : withInnerWidth(part, inner);
  if (Array.isArray(spec['vconcat'])) {
    return { ...spec, vconcat: (spec['vconcat'] as Spec[]).map(widen) };
  }
  return 'spec' in spec ? { ...spec, spec: widen(spec['spec'] as Spec) } : spec;
}

/** What the parts should measure, when the whole measured `drawn` in `room` pixels. */
export function wantedInner(inner: number, drawn: number, room: number): number {
  return Math.max(inner + Math.min(room, WIDEST) - drawn, NARROWEST);
}
