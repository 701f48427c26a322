/** A palette is chosen by its name; its colours stand beside it and are never typed. */

import { h } from './dom.js';
import type { Control, ControlView, Surroundings } from './field.js';
import { radioControl } from './simple_controls.js';

export function paletteControl(view: ControlView, around: Surroundings): Control {
  return radioControl(view, around, (key) => swatches(view.colours?.[key] ?? []));
}

/** The name says which palette it is; those who cannot see the colours miss nothing. */
function swatches(colours: string[]): Node | null {
  if (!colours.length) {
    return null;
  }
  const drawn = colours.map((colour) => {
    const one = h('span');
    one.style.backgroundColor = colour;
    return one;
  });
  return h('span', { class: 'linkrw-Swatches', 'aria-hidden': 'true' }, ...drawn);
}
