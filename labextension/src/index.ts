import { catalogPlugin, installCommandPlugin } from './catalog/plugin';
import { addAnalysisPlugin, cellsPlugin } from './cells/plugin';
import { sourceCommandsPlugin, sourcesPlugin } from './data/plugin';
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
  studyCommandsPlugin,
  sourceCommandsPlugin,
  panelPlugin,
];
