/** The drawing library, sent to a page once: Vega-Lite that can reach nothing outside the page. */

import embed, { type EmbedOptions, type Result, type VisualizationSpec } from 'vega-embed';
import type { Loader } from 'vega';

export interface Drawing {
  toSVG: () => Promise<string>;
  toPNG: () => Promise<string>;
  finalize: () => void;
}

/** Refuses every address: data come inside the specification, pictures only as data addresses. */
export const refusing: Loader = {
  options: {},
  load: (uri: string) => Promise.reject(new Error(`LinkR loads nothing from outside: ${uri}`)),
  sanitize: (uri: string) =>
    /^data:image\/(png|jpeg|gif|webp);/i.test(uri)
      ? Promise.resolve({ href: uri })
      : Promise.reject(new Error(`LinkR loads nothing from outside: ${uri}`)),
  http: (uri: string) => Promise.reject(new Error(`LinkR loads nothing from outside: ${uri}`)),
  file: (name: string) => Promise.reject(new Error(`LinkR loads nothing from outside: ${name}`)),
} as unknown as Loader;

export async function draw(
  place: HTMLElement,
  spec: object,
  renderer: 'svg' | 'canvas',
): Promise<Drawing> {
  const { config, ...rest } = spec as { config?: { locale?: { number?: object; time?: object } } };
  const options = {
    actions: false,
    // Expressions run in an interpreter: a strict content security policy forbids evaluation.
    ast: true,
    config: { ...config, locale: undefined },
    defaultStyle: false,
    loader: refusing,
    mode: 'vega-lite',
    renderer,
    formatLocale: config?.locale?.number,
    timeFormatLocale: config?.locale?.time,
  } as unknown as EmbedOptions;
  const result: Result = await embed(place, rest as unknown as VisualizationSpec, options);
  // The chart is one picture with one text alternative; its single marks have no names to read.
  place.querySelector('svg, canvas')?.setAttribute('aria-hidden', 'true');
  return {
    toSVG: () => result.view.toSVG(),
    toPNG: () => result.view.toImageURL('png', 2),
    finalize: () => {
      result.finalize();
    },
  };
}
