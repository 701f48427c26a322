import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';

import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import { linkrIcon } from '../icons';
import { DOMAIN, type Preferences } from '../preferences/model';
import { browserLocale } from '../studies/dates';
import { ICatalog, IPreferences } from '../tokens';
import { installPlugin } from './install-dialog';
import { Catalog } from './model';

export const catalogPlugin: JupyterFrontEndPlugin<Catalog> = {
  id: 'linkr-jupyter:catalog',
  description: 'The plugins that can be used here.',
  autoStart: true,
  provides: ICatalog,
  activate: () => new Catalog(),
};

/** The command that installs a plugin from elsewhere. */
export const installCommandPlugin: JupyterFrontEndPlugin<void> = {
  id: 'linkr-jupyter:install',
  description: 'The command “Install plugin”.',
  autoStart: true,
  requires: [ICatalog, IPreferences, ITranslator],
  optional: [ICommandPalette],
  activate: (
    app,
    catalog: Catalog,
    preferences: Preferences,
    translator: ITranslator,
    palette: ICommandPalette | null,
  ) => {
    const trans = translator.load(DOMAIN);
    app.commands.addCommand(CommandIDs.installPlugin, {
      label: trans.__('Install plugin…'),
      caption: trans.__('Review a plugin from an archive, a repository or a folder; then keep it'),
      icon: linkrIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        // What comes of it is said in the panel.
        await app.commands.execute(CommandIDs.openPanel, { section: 'plugins' });
        const { language } = preferences;
        const locale = browserLocale(translator.languageCode);
        await installPlugin({ catalog, trans, language, locale });
      },
    });
    palette?.addItem({ command: CommandIDs.installPlugin, category: PALETTE_CATEGORY });
  },
};
