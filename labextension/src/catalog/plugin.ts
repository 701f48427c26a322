import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { ICatalog } from '../tokens';
import { Catalog } from './model';

export const catalogPlugin: JupyterFrontEndPlugin<Catalog> = {
  id: 'linkr-jupyter:catalog',
  description: 'The plugins that can be used here.',
  autoStart: true,
  provides: ICatalog,
  activate: () => new Catalog(),
};
