import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  ICommandPalette,
  ISessionContextDialogs,
  IToolbarWidgetRegistry,
  Notification,
  SessionContextDialogs,
} from '@jupyterlab/apputils';
import { INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import { CommandToolbarButton } from '@jupyterlab/ui-components';

import type { Catalog } from '../catalog/model';
import { pickPlugin } from '../catalog/picker';
import type { Place } from '../catalog/words';
import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import { linkrIcon } from '../icons';
import { DOMAIN, type Preferences } from '../preferences/model';
import type { Study } from '../studies/api';
import type { Studies } from '../studies/model';
import { ICatalog, IForms, IPreferences, IStudies } from '../tokens';
import { FormRequests } from './form-requests';
import { Forms } from './forms';
import { Freshness } from './freshness';
import { Memory } from './memory';
import { NotebookForms } from './notebook-forms';

/** Forms in notebook cells: the only part that touches notebooks. */
export const cellsPlugin: JupyterFrontEndPlugin<Forms> = {
  id: 'linkr-jupyter:cells',
  description: 'Forms in notebook cells, and the cells that they write.',
  autoStart: true,
  provides: IForms,
  requires: [INotebookTracker, ITranslator, IPreferences],
  optional: [ISessionContextDialogs, IToolbarWidgetRegistry],
  activate: (
    app,
    tracker: INotebookTracker,
    translator: ITranslator,
    preferences: Preferences,
    sessionDialogs: ISessionContextDialogs | null,
    toolbars: IToolbarWidgetRegistry | null,
  ) => {
    const trans = translator.load(DOMAIN);
    const dialogs = sessionDialogs ?? new SessionContextDialogs({ translator });
    const memory = new Memory(app.serviceManager.serverSettings.baseUrl);
    const forms = new Forms(trans);
    const follow = (panel: NotebookPanel): void => {
      const inside = new NotebookForms(panel, trans, preferences, memory);
      new FormRequests(inside, trans, translator, dialogs);
      new Freshness(panel, trans, (cell) => {
        void NotebookActions.runCells(
          panel.content,
          [cell],
          panel.sessionContext,
          dialogs,
          translator,
        );
      });
      forms.follow(inside);
    };
    tracker.forEach(follow);
    tracker.widgetAdded.connect((_, panel) => follow(panel));
    addFormCommand(app, tracker, forms, trans);
    addButton(app, toolbars, 'Cell', 'linkr-open-form', CommandIDs.openForm);
    return forms;
  },
};

function addFormCommand(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  forms: Forms,
  trans: TranslationBundle,
): void {
  const shows = (): boolean => forms.hasForm(tracker.activeCell);
  app.commands.addCommand(CommandIDs.openForm, {
    label: trans.__('Form'),
    caption: trans.__('Open or close the form that writes this cell'),
    icon: linkrIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    isVisible: shows,
    isEnabled: shows,
    execute: () => {
      const panel = tracker.currentWidget;
      if (panel && tracker.activeCell) {
        forms.toggle(panel, tracker.activeCell);
      }
    },
  });
  const refresh = (): void => app.commands.notifyCommandChanged(CommandIDs.openForm);
  tracker.activeCellChanged.connect((_, cell) => {
    refresh();
    // Metadata may come later: a form writes it, a colleague's undo takes it away.
    cell?.model.metadataChanged.connect(refresh);
  });
}

/** "Add analysis": choose a plugin for the notebook in front. */
export const addAnalysisPlugin: JupyterFrontEndPlugin<void> = {
  id: 'linkr-jupyter:add-analysis',
  description: 'The command and notebook toolbar button “Add analysis”.',
  autoStart: true,
  requires: [INotebookTracker, ITranslator, IForms, ICatalog, IStudies, IPreferences],
  optional: [ICommandPalette, IToolbarWidgetRegistry],
  activate: (
    app,
    tracker: INotebookTracker,
    translator: ITranslator,
    forms: Forms,
    catalog: Catalog,
    studies: Studies,
    preferences: Preferences,
    palette: ICommandPalette | null,
    toolbars: IToolbarWidgetRegistry | null,
  ) => {
    const trans = translator.load(DOMAIN);
    const path = (panel: NotebookPanel): string =>
      app.serviceManager.contents.localPath(panel.context.path);
    const choose = async (panel: NotebookPanel): Promise<string | null> => {
      const study = await studies.holding(path(panel)).catch(() => null);
      const place: Place = {
        page: pageOf(panel, study, path(panel)),
        language: panel.content.model?.defaultKernelLanguage || null,
      };
      const load = (): ReturnType<Catalog['list']> => catalog.list(preferences.language, study?.id);
      return (await pickPlugin({ trans, place, load }))?.id ?? null;
    };
    app.commands.addCommand(CommandIDs.addAnalysis, {
      label: trans.__('Add analysis'),
      caption: trans.__('Choose an analysis; its form opens below the active cell'),
      icon: linkrIcon,
      describedBy: { args: { type: 'object', properties: { plugin: { type: 'string' } } } },
      execute: async (args) => {
        const panel = tracker.currentWidget;
        if (!panel) {
          Notification.info(trans.__('Open a notebook first: the analysis is added to it.'), {
            autoClose: 6000,
          });
          return;
        }
        const plugin = typeof args['plugin'] === 'string' ? args['plugin'] : await choose(panel);
        if (plugin && !panel.isDisposed) {
          app.shell.activateById(panel.id);
          forms.add(panel, plugin);
        }
      },
    });
    const page = (): NotebookPanel | null => {
      const panel = tracker.currentWidget;
      return panel?.content.model?.getMetadata('linkr') ? panel : null;
    };
    app.commands.addCommand(CommandIDs.previewNotebook, {
      label: trans.__('Preview as clinician'),
      caption: trans.__('Show this page as clinicians see it, without code'),
      icon: linkrIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => page() !== null,
      isVisible: () => page() !== null,
      execute: async () => {
        const panel = page();
        if (!panel) {
          return;
        }
        const title = panel.title.label.replace(/\.ipynb$/, '');
        await app.commands.execute(CommandIDs.preview, { path: path(panel), title });
      },
    });
    const looked = (): void => {
      app.commands.notifyCommandChanged(CommandIDs.previewNotebook);
    };
    tracker.currentChanged.connect((_, panel) => {
      looked();
      void panel?.context.ready.then(looked);
    });
    addButton(app, toolbars, 'Notebook', 'linkr-preview', CommandIDs.previewNotebook);
    palette?.addItem({ command: CommandIDs.previewNotebook, category: PALETTE_CATEGORY });
    addButton(app, toolbars, 'Notebook', 'linkr-add-analysis', CommandIDs.addAnalysis);
    palette?.addItem({ command: CommandIDs.addAnalysis, category: PALETTE_CATEGORY });
    palette?.addItem({ command: CommandIDs.openForm, category: PALETTE_CATEGORY });
  },
};

/** Which page of a study a notebook is: as its metadata says, else as the study lists it. */
function pageOf(panel: NotebookPanel, study: Study | null, path: string): string | null {
  const known = panel.content.model?.getMetadata('linkr') as { study_page?: unknown } | undefined;
  if (typeof known?.study_page === 'string') {
    return known.study_page;
  }
  return study?.pages.find((page) => page.path === path)?.id ?? null;
}

/** A toolbar button with its word beside the icon: an icon alone says nothing to a newcomer. */
function addButton(
  app: JupyterFrontEnd,
  toolbars: IToolbarWidgetRegistry | null,
  toolbar: string,
  name: string,
  command: string,
): void {
  const { commands } = app;
  toolbars?.addFactory(toolbar, name, () => {
    const label = commands.label(command);
    return new CommandToolbarButton({ commands, id: command, label, icon: linkrIcon });
  });
}
