/** Making a chart as wide as the page, where its kind allows that. */

type Spec = Record<string, unknown>;

const WIDEST = 1200;

/** A single or layered view takes the width it has; other compositions keep theirs and may scroll. */
export function fitted(spec: Spec, width: number): Spec {
  const single = 'mark' in spec || 'layer' in spec;
  const stepped = typeof spec['width'] === 'object' && spec['width'] !== null;
  if (!single || stepped || width <= 0) {
    return spec;
  }
  const own = spec['width'];
  const narrow = typeof own !== 'number' || own + 80 > width;
  const figure = (spec['usermeta'] as Spec | undefined)?.['linkr'] !== undefined;
  if (typeof own === 'number' && !narrow && !figure) {
    return spec;
  }
  return {
    ...spec,
    width: Math.min(width, WIDEST),
    autosize: {
      type: 'fit-x',
      contains: 'padding',
      ...(typeof spec['autosize'] === 'object' ? spec['autosize'] : {}),
    },
  };
}
