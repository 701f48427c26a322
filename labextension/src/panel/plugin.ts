import { ILayoutRestorer, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';

import type { Catalog } from '../catalog/model';
import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import type { Sources } from '../data/model';
import { linkrIcon } from '../icons';
import { DOMAIN, type Preferences } from '../preferences/model';
import type { Studies } from '../studies/model';
import { ICatalog, IPreferences, ISources, IStudies } from '../tokens';
import { SidePanel, type Section } from './side-panel';

/** The LinkR icon of the left side bar and its panel. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'linkr-jupyter:panel',
  description: 'The LinkR panel with the sections Studies, Data and Plugins.',
  autoStart: true,
  requires: [IStudies, ISources, ICatalog, IPreferences, ITranslator, IRenderMimeRegistry],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (
    app,
    studies: Studies,
    sources: Sources,
    catalog: Catalog,
    preferences: Preferences,
    translator: ITranslator,
    rendermime: IRenderMimeRegistry,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
  ) => {
    const trans = translator.load(DOMAIN);
    const panel = new SidePanel({
      app,
      studies,
      sources,
      catalog,
      preferences,
      translator,
      rendermime,
    });
    panel.title.icon = linkrIcon;
    panel.title.caption = trans.__('LinkR: studies, data, plugins');
    app.shell.add(panel, 'left', { rank: 250, type: 'LinkR' });
    restorer?.add(panel, 'linkr-panel');

    const names: Record<Section, string> = {
      studies: trans.__('Show studies'),
      data: trans.__('Show data sources'),
      plugins: trans.__('Show plugins'),
    };
    app.commands.addCommand(CommandIDs.openPanel, {
      label: (args) => names[args['section'] as Section] ?? trans.__('Show LinkR'),
      icon: linkrIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: { section: { enum: Object.keys(names) }, plugin: { type: 'string' } },
        },
      },
      execute: (args) => {
        if (typeof args['section'] === 'string' && args['section'] in names) {
          const plugin = typeof args['plugin'] === 'string' ? args['plugin'] : null;
          panel.open(args['section'] as Section, plugin);
        }
        app.shell.activateById(panel.id);
      },
    });
    for (const section of Object.keys(names)) {
      const args = { section };
      palette?.addItem({ command: CommandIDs.openPanel, category: PALETTE_CATEGORY, args });
    }
  },
};
