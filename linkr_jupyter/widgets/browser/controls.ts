/** Which control a parameter gets. */

import type { Control, ControlView, Surroundings } from './field.js';
import { conceptsControl, pickControl } from './list_controls.js';
import { paletteControl } from './palette_controls.js';
import { sequenceControl } from './sequence_control.js';
import {
  choiceControl,
  dateControl,
  numberControl,
  rangeControl,
  selectControl,
  textControl,
  yesNoControl,
} from './simple_controls.js';

type Maker = (view: ControlView, around: Surroundings) => Control;

const MAKERS: Record<string, Maker> = {
  text: textControl,
  long_text: textControl,
  number: numberControl,
  range: rangeControl,
  date: dateControl,
  yes_no: yesNoControl,
  choice: choiceControl,
  palette: paletteControl,
  table: selectControl,
  column: selectControl,
  visit: selectControl,
  choices: pickControl,
  columns: pickControl,
  concepts: conceptsControl,
  sequence: (view, around) => sequenceControl(view, around, makeControl),
};

export function makeControl(view: ControlView, around: Surroundings): Control {
  // Among the few concepts of another setting nobody needs to search.
  if (view.control === 'concepts' && view.follows) {
    return pickControl(view, around);
  }
  return (MAKERS[view.control] ?? textControl)(view, around);
}
