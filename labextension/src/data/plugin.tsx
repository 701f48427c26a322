import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';

import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import { openModal } from '../components/modal';
import { linkrIcon } from '../icons';
import { DOMAIN } from '../preferences/model';
import { browserLocale } from '../studies/dates';
import { ISources } from '../tokens';
import { AddSourceForm } from './add-source';
import type { Source } from './api';
import { Sources } from './model';

export const sourcesPlugin: JupyterFrontEndPlugin<Sources> = {
  id: 'linkr-jupyter:sources-model',
  description: 'The registered data sources.',
  autoStart: true,
  provides: ISources,
  activate: () => new Sources(),
};

/** The command that registers a data source. */
export const sourceCommandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'linkr-jupyter:sources',
  description: 'The command “Add source”.',
  autoStart: true,
  requires: [ISources, ITranslator],
  optional: [ICommandPalette],
  activate: (app, sources: Sources, translator: ITranslator, palette: ICommandPalette | null) => {
    const trans = translator.load(DOMAIN);
    app.commands.addCommand(CommandIDs.addSource, {
      label: trans.__('Add data source…'),
      caption: trans.__('Register a database in the OMOP common data model under a name'),
      icon: linkrIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        await openModal<Source>({
          title: trans.__('Add data source'),
          closeLabel: trans.__('Close'),
          draw: (close) => (
            <AddSourceForm
              sources={sources}
              trans={trans}
              locale={browserLocale(translator.languageCode)}
              close={close}
            />
          ),
        });
      },
    });
    palette?.addItem({ command: CommandIDs.addSource, category: PALETTE_CATEGORY });
  },
};
