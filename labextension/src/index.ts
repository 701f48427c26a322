import { catalogPlugin, installCommandPlugin } from './catalog/plugin';
import { addAnalysisPlugin, cellsPlugin } from './cells/plugin';
import { trialsPlugin } from './cells/trials-plugin';
import { turnIntoFormPlugin } from './cells/turn-into-form';
import { sourceCommandsPlugin, sourcesPlugin } from './data/plugin';
import { editorPlugin } from './editor/plugin';
import { panelPlugin } from './panel/plugin';
import { preferencesPlugin } from './preferences/plugin';
import { studiesPlugin, studyCommandsPlugin } from './studies/plugin';

export default [
  preferencesPlugin,
  studiesPlugin,
  sourcesPlugin,
  catalogPlugin,
  installCommandPlugin,
  cellsPlugin,
  addAnalysisPlugin,
  turnIntoFormPlugin,
  studyCommandsPlugin,
  sourceCommandsPlugin,
  trialsPlugin,
  editorPlugin,
  panelPlugin,
];
