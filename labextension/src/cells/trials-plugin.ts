import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator } from '@jupyterlab/translation';

import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import { linkrIcon } from '../icons';
import { DOMAIN } from '../preferences/model';
import type { Studies } from '../studies/model';
import { IForms, IStudies, ITrials } from '../tokens';
import type { Forms } from './forms';
import { Trials } from './trials';

/** Notebooks for trying plugins, and "Make a plugin from this cell". */
export const trialsPlugin: JupyterFrontEndPlugin<Trials> = {
  id: 'linkr-jupyter:trials',
  description: 'Notebooks in which plugins are tried on the demo hospital.',
  autoStart: true,
  provides: ITrials,
  requires: [INotebookTracker, ITranslator, IForms, IStudies],
  optional: [ICommandPalette, IStateDB],
  activate: (
    app,
    tracker: INotebookTracker,
    translator: ITranslator,
    forms: Forms,
    studies: Studies,
    palette: ICommandPalette | null,
    state: IStateDB | null,
  ) => {
    const trans = translator.load(DOMAIN);
    addFromCell(app, tracker, studies, trans.__('Make a plugin from this cell…'));
    palette?.addItem({ command: CommandIDs.pluginFromCell, category: PALETTE_CATEGORY });
    app.contextMenu.addItem({
      command: CommandIDs.pluginFromCell,
      selector: '.jp-Notebook .jp-CodeCell',
      rank: 20,
    });
    return new Trials(app, forms, state, trans);
  },
};

/** The cell's code goes to the server as it stands; its literals become settings there. */
function addFromCell(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  studies: Studies,
  label: string,
): void {
  const { commands } = app;
  const isCode = (): boolean => tracker.activeCell?.model.type === 'code';
  commands.addCommand(CommandIDs.pluginFromCell, {
    label,
    icon: linkrIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: isCode,
    isVisible: isCode,
    execute: async () => {
      const panel = tracker.currentWidget;
      const source = tracker.activeCell?.model.sharedModel.getSource() ?? '';
      if (panel && source.trim()) {
        const path = app.serviceManager.contents.localPath(panel.context.path);
        const study = await studies.holding(path).catch(() => null);
        await commands.execute(CommandIDs.newPlugin, {
          source,
          ...(study ? { study: study.id } : {}),
        });
      }
    },
  });
}
