/** Light or dark, as JupyterLab and Voilà say it, and how a chart looks on either. */

export function isDark(element: Element): boolean {
  const told = document.body.dataset['jpThemeLight'];
  if (told !== undefined) {
    return told === 'false';
  }
  for (let node: Element | null = element; node; node = node.parentElement) {
    const numbers =
      getComputedStyle(node)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    const [red = 255, green = 255, blue = 255, alpha = 1] = numbers;
    if (numbers.length && alpha > 0.5) {
      return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
    }
  }
  return false;
}

export function onThemeChange(told: () => void, signal: AbortSignal): void {
  const watch = new MutationObserver(told);
  watch.observe(document.body, {
    attributes: true,
    attributeFilter: ['data-jp-theme-light', 'data-jp-theme-name'],
  });
  signal.addEventListener('abort', () => {
    watch.disconnect();
  });
}

interface Config {
  background?: unknown;
  [part: string]: unknown;
}

/** The specification with colours for the page it is on; a chart with its own background keeps it. */
export function themed(spec: Record<string, unknown>, dark: boolean): Record<string, unknown> {
  const config = (spec['config'] ?? {}) as Config;
  if (spec['background'] !== undefined || config.background !== undefined) {
    return spec;
  }
  const text = dark ? '#f0f0f0' : '#1b1b1b';
  const line = dark ? '#a0a0a0' : '#595959';
  const grid = dark ? '#4a4a4a' : '#e0e0e0';
  const parts: Config = {
    axis: {
      labelColor: text,
      titleColor: text,
      gridColor: grid,
      domainColor: line,
      tickColor: line,
    },
    header: { labelColor: text, titleColor: text },
    legend: { labelColor: text, titleColor: text },
    title: { color: text, subtitleColor: text },
    view: { stroke: grid },
    ...(dark ? { text: { color: text }, rule: { color: text } } : {}),
  };
  const mixed: Config = { ...config, background: 'transparent' };
  for (const [name, value] of Object.entries(parts)) {
    mixed[name] = { ...(value as object), ...((config[name] as object | undefined) ?? {}) };
  }
  return { ...spec, config: mixed };
}

/** The colours of our own figures on a dark page; linkr_jupyter/analysis/dark.py says which. */
export const DARK: Record<string, string> = {
  '#ffffff': '#1d1f21',
  '#1b1b1b': '#f0f0f0',
  '#e4e4e4': '#3b3f44',
  '#595959': '#acacac',
  '#0072b2': '#56b4e9',
  '#d55e00': '#f0853c',
  '#009e73': '#2bbf96',
  '#cc79a7': '#db93bb',
  white: '#1d1f21',
  black: '#f0f0f0',
};

/** A figure for a canvas on a dark page. A drawing in SVG is recoloured by dark.css instead. */
export function darkened<Part>(part: Part): Part {
  if (typeof part === 'string') {
    return (DARK[part.toLowerCase()] ?? part) as Part;
  }
  if (Array.isArray(part)) {
    return part.map(darkened) as Part;
  }
  if (part && typeof part === 'object') {
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => [
        name,
        // Rows hold what was recorded, and no colours.
        name === 'datasets' || name === 'values' ? (value as unknown) : darkened(value as unknown),
      ]),
    ) as Part;
  }
  return part;
}
