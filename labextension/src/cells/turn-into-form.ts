import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import { CommandToolbarButton } from '@jupyterlab/ui-components';

import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import { tell } from '../components/message';
import { linkrIcon } from '../icons';
import { DOMAIN, type Preferences } from '../preferences/model';
import { IForms, IPreferences } from '../tokens';
import { METADATA_KEY } from './cell-metadata';
import type { Forms } from './forms';
import { isOrdinary, PastedCells } from './pasted-cells';
import { recognise, type Recognised } from './recognition';

/** "Turn into a form": a cell that came without metadata gets the form that could have written it. */
export const turnIntoFormPlugin: JupyterFrontEndPlugin<void> = {
  id: 'linkr-jupyter:turn-into-form',
  description: 'Recognises the analysis behind a pasted cell and opens its form.',
  autoStart: true,
  requires: [INotebookTracker, ITranslator, IForms, IPreferences],
  optional: [ICommandPalette, IToolbarWidgetRegistry],
  activate: (
    app,
    tracker: INotebookTracker,
    translator: ITranslator,
    forms: Forms,
    preferences: Preferences,
    palette: ICommandPalette | null,
    toolbars: IToolbarWidgetRegistry | null,
  ) => {
    const trans = translator.load(DOMAIN);
    const pasted = new WeakMap<NotebookPanel, PastedCells>();
    const refresh = (): void => app.commands.notifyCommandChanged(CommandIDs.turnIntoForm);
    const follow = (panel: NotebookPanel): void => {
      const language = (): string => preferences.language;
      pasted.set(panel, new PastedCells(panel, trans, language, refresh));
    };
    tracker.forEach(follow);
    tracker.widgetAdded.connect((_, panel) => follow(panel));
    const offered = (): boolean => {
      const panel = tracker.currentWidget;
      return panel !== null && (pasted.get(panel)?.has(tracker.activeCell?.model) ?? false);
    };
    app.commands.addCommand(CommandIDs.turnIntoForm, {
      label: trans.__('Turn into a form'),
      caption: trans.__('Find the analysis that this cell has the shape of, and open its form'),
      icon: linkrIcon,
      describedBy: { args: { type: 'object', properties: { offered: { type: 'boolean' } } } },
      isVisible: (args) => (args['offered'] ? offered() : isOrdinary(tracker.activeCell?.model)),
      isEnabled: () => isOrdinary(tracker.activeCell?.model),
      execute: () => turn(tracker, forms, preferences.language, trans),
    });
    tracker.activeCellChanged.connect((_, cell) => {
      refresh();
      cell?.model.metadataChanged.connect(refresh);
    });
    palette?.addItem({ command: CommandIDs.turnIntoForm, category: PALETTE_CATEGORY });
    addButton(app, toolbars);
  },
};

async function turn(
  tracker: INotebookTracker,
  forms: Forms,
  language: string,
  trans: TranslationBundle,
): Promise<void> {
  const { currentWidget: panel, activeCell: cell } = tracker;
  if (!panel || !isOrdinary(cell?.model)) {
    return;
  }
  const shared = cell.model.sharedModel;
  const source = shared.getSource();
  const found = await recognise(panel.sessionContext, source, language, trans);
  if (!found) {
    await tell(trans, {
      title: trans.__('This cell has the shape of no analysis'),
      text: trans.__(
        'No installed plugin writes code like this, or the kernel could not be asked.',
      ),
      advice: trans.__('“Add analysis” makes a new cell with a form. This cell stays as it is.'),
    });
    return;
  }
  if (cell.isDisposed || panel.isDisposed || shared.getSource() !== source) {
    return;
  }
  shared.transact(() => shared.setMetadata(METADATA_KEY, found.metadata));
  forms.toggle(panel, cell);
  await sayUnread(found, trans);
}

/** What could not be read is said, with its line: the form shows something else there. */
async function sayUnread(found: Recognised, trans: TranslationBundle): Promise<void> {
  if (found.problems.length > 0) {
    const lines = found.problems.map(({ line, text }) =>
      line > 0 ? trans.__('Line %1: %2', line, text) : text,
    );
    await tell(trans, {
      title: trans.__('Some settings could not be read from this cell'),
      text: lines.join(' '),
      advice: trans.__('The form of “%1” is open. Check these settings in it.', found.title),
    });
  }
}

function addButton(app: JupyterFrontEnd, toolbars: IToolbarWidgetRegistry | null): void {
  const { commands } = app;
  toolbars?.addFactory('Cell', 'linkr-turn-into-form', () => {
    const id = CommandIDs.turnIntoForm;
    const label = commands.label(id);
    return new CommandToolbarButton({
      commands,
      id,
      args: { offered: true },
      label,
      icon: linkrIcon,
    });
  });
}
