import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';

import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import { openModal } from '../components/modal';
import type { Sources } from '../data/model';
import { linkrIcon } from '../icons';
import { DOMAIN, type Preferences } from '../preferences/model';
import { IPreferences, ISources, IStudies } from '../tokens';
import { listTemplates, type Study } from './api';
import { Studies } from './model';
import { NewStudyForm } from './new-study';
import { addPageCommands } from './pages';
import { StudyWidget } from './study-widget';

export const studiesPlugin: JupyterFrontEndPlugin<Studies> = {
  id: 'linkr-jupyter:studies-model',
  description: 'The studies below the server root.',
  autoStart: true,
  provides: IStudies,
  activate: () => new Studies(),
};

/** Study home pages, and the commands that make and open studies. */
export const studyCommandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'linkr-jupyter:studies',
  description: 'Study home pages, “New study”, “Preview as clinician”.',
  autoStart: true,
  requires: [IStudies, ISources, IPreferences, ITranslator, IRenderMimeRegistry],
  optional: [ICommandPalette, ILauncher, ILayoutRestorer, IDefaultFileBrowser],
  activate: (
    app,
    studies: Studies,
    sources: Sources,
    preferences: Preferences,
    translator: ITranslator,
    rendermime: IRenderMimeRegistry,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
    browser: IDefaultFileBrowser | null,
  ) => {
    const trans = translator.load(DOMAIN);
    addPageCommands(app, preferences, trans);
    addHomeCommand(app, { studies, translator, rendermime, restorer });
    const parent = (): string => {
      const path = browser?.model.path ?? '';
      return app.serviceManager.contents.localPath(path);
    };
    app.commands.addCommand(CommandIDs.newStudy, {
      label: (args) => (args['isLauncher'] ? trans.__('New study') : trans.__('New study…')),
      caption: trans.__('Make a study from a template'),
      icon: linkrIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        const study = await askNewStudy(app, studies, sources, preferences, trans, parent());
        if (study) {
          await app.commands.execute(CommandIDs.openStudy, { id: study.id });
        }
      },
    });
    palette?.addItem({ command: CommandIDs.newStudy, category: PALETTE_CATEGORY });
    launcher?.add({
      command: CommandIDs.newStudy,
      category: 'LinkR',
      args: { isLauncher: true },
      rank: 0,
    });
  },
};

function askNewStudy(
  app: JupyterFrontEnd,
  studies: Studies,
  sources: Sources,
  preferences: Preferences,
  trans: TranslationBundle,
  parent: string,
): Promise<Study | null> {
  const load = async (): ReturnType<Parameters<typeof NewStudyForm>[0]['load']> => {
    const [templates, known] = await Promise.all([
      listTemplates(preferences.language),
      sources.list(),
    ]);
    return { templates, sources: known };
  };
  return openModal<Study>({
    title: trans.__('New study'),
    closeLabel: trans.__('Close'),
    draw: (close) => (
      <NewStudyForm
        trans={trans}
        language={preferences.language}
        parent={parent}
        load={load}
        create={(study) => studies.create(study)}
        onAddSource={() => void app.commands.execute(CommandIDs.addSource)}
        close={close}
      />
    ),
  });
}

function addHomeCommand(
  app: JupyterFrontEnd,
  parts: {
    studies: Studies;
    translator: ITranslator;
    rendermime: IRenderMimeRegistry;
    restorer: ILayoutRestorer | null;
  },
): void {
  const trans = parts.translator.load(DOMAIN);
  const tracker = new WidgetTracker<MainAreaWidget<StudyWidget>>({ namespace: 'linkr-study' });
  app.commands.addCommand(CommandIDs.openStudy, {
    label: trans.__('Open study'),
    describedBy: {
      args: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    },
    execute: async (args) => {
      const id = String(args['id']);
      let widget = tracker.find((one) => one.content.studyId === id);
      if (!widget) {
        const content = new StudyWidget({ ...parts, id, app });
        widget = new MainAreaWidget({ content });
        widget.id = `linkr-study-${id}`;
        widget.title.icon = linkrIcon;
        widget.title.label = trans.__('Study');
        widget.title.closable = true;
        await tracker.add(widget);
      }
      if (!widget.isAttached) {
        app.shell.add(widget, 'main', { type: 'LinkR study' });
      }
      app.shell.activateById(widget.id);
      return widget;
    },
  });
  if (parts.restorer) {
    void parts.restorer.restore(tracker, {
      command: CommandIDs.openStudy,
      args: (widget) => ({ id: widget.content.studyId }),
      name: (widget) => widget.content.studyId,
    });
  }
}
