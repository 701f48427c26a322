import {
  ILabStatus,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import type { Trials } from '../cells/trials';
import { CommandIDs, PALETTE_CATEGORY } from '../commands';
import type { Sources } from '../data/model';
import { linkrIcon } from '../icons';
import { DOMAIN } from '../preferences/model';
import type { Studies } from '../studies/model';
import { ISources, IStudies, ITrials } from '../tokens';
import { forkPlugin, makePlugin, type Where } from './api';
import { askNewId } from './dialogs';
import { PluginEditor, PluginEditorTab } from './editor-widget';

/** The plugin editor, and the commands that make, fork and open plugins. */
export const editorPlugin: JupyterFrontEndPlugin<void> = {
  id: 'linkr-jupyter:plugin-editor',
  description: 'The plugin editor: files, problems as you type, the form on the demo hospital.',
  autoStart: true,
  requires: [IEditorServices, ITrials, IStudies, ISources, ITranslator],
  optional: [ICommandPalette, ILayoutRestorer, ILabStatus],
  activate: (
    app,
    services: IEditorServices,
    trials: Trials,
    studies: Studies,
    sources: Sources,
    translator: ITranslator,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    status: ILabStatus | null,
  ) => {
    const trans = translator.load(DOMAIN);
    const editors = new Editors({ app, services, trials, studies, sources, trans, status });
    editors.addCommands();
    palette?.addItem({ command: CommandIDs.newPlugin, category: PALETTE_CATEGORY });
    if (restorer) {
      void restorer.restore(editors.tracker, {
        command: CommandIDs.editPlugin,
        args: ({ content }) => args(content.where),
        name: ({ content }) => key(content.where),
      });
    }
  },
};

interface Parts {
  app: JupyterFrontEnd;
  services: IEditorServices;
  trials: Trials;
  studies: Studies;
  sources: Sources;
  trans: TranslationBundle;
  status: ILabStatus | null;
}

/** The open editors: one for each plugin. */
class Editors {
  constructor(private readonly parts: Parts) {}

  readonly tracker = new WidgetTracker<PluginEditorTab>({ namespace: 'linkr-plugin-editor' });

  addCommands(): void {
    const { app, trans } = this.parts;
    const { commands } = app;
    const text = { type: 'string' };
    commands.addCommand(CommandIDs.editPlugin, {
      label: trans.__('Edit plugin'),
      icon: linkrIcon,
      describedBy: {
        args: { type: 'object', required: ['id'], properties: { id: text, study: text } },
      },
      execute: ({ id, study }) => this.open({ id: String(id), study: word(study) }),
    });
    commands.addCommand(CommandIDs.newPlugin, {
      label: trans.__('New plugin…'),
      caption: trans.__('Start a plugin and open it in the plugin editor'),
      icon: linkrIcon,
      describedBy: { args: { type: 'object', properties: { source: text, study: text } } },
      execute: ({ source, study }) => this.make(word(source) ?? '', word(study) ?? ''),
    });
    const inFront = (): PluginEditorTab | null =>
      app.shell.currentWidget instanceof PluginEditorTab ? app.shell.currentWidget : null;
    commands.addCommand(CommandIDs.savePluginFile, {
      label: trans.__('Save the plugin'),
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => inFront() !== null,
      execute: () => inFront()?.content.save(),
    });
    commands.addKeyBinding({
      command: CommandIDs.savePluginFile,
      keys: ['Accel S'],
      selector: '.linkr-PluginEditor',
    });
  }

  private async open(where: Where): Promise<PluginEditorTab> {
    const { app, trans } = this.parts;
    let tab = this.tracker.find(({ content }) => key(content.where) === key(where));
    if (!tab) {
      tab = this.draw(where);
      tab.id = `linkr-plugin-editor-${key(where)}`;
      tab.title.icon = linkrIcon;
      tab.title.label = where.id;
      tab.title.caption = trans.__('Plugin editor: %1', where.id);
      tab.title.closable = true;
      await this.tracker.add(tab);
    }
    if (!tab.isAttached) {
      app.shell.add(tab, 'main', { type: 'LinkR plugin editor' });
    }
    app.shell.activateById(tab.id);
    return tab;
  }

  private draw(where: Where): PluginEditorTab {
    const { services, trans, trials, status } = this.parts;
    const content = new PluginEditor({
      where,
      services,
      trans,
      onTry: (editor) => void this.try(editor, tab.id),
      onFork: (editor) => void this.fork(editor),
      onSaved: () => trials.saved(where.id),
    });
    const tab = new PluginEditorTab(content, trans);
    let dirty: IDisposable | null = null;
    content.draft.changed.connect(({ info, dirty: unsaved }) => {
      tab.title.label = info?.title ?? where.id;
      tab.title.className = unsaved ? 'jp-mod-dirty' : '';
      // While something is unsaved, JupyterLab asks before the page is left.
      if (unsaved) {
        dirty ??= status?.setDirty() ?? null;
      } else {
        dirty?.dispose();
        dirty = null;
      }
    });
    tab.disposed.connect(() => {
      dirty?.dispose();
      trials.close(tab.id);
    });
    return tab;
  }

  private async make(source: string, study: string): Promise<void> {
    const { studies, trans } = this.parts;
    const known = await studies.list().catch(() => []);
    const made = await askNewId({
      trans,
      title: source ? trans.__('Make a plugin from this cell') : trans.__('New plugin'),
      text: source
        ? trans.__(
            'The literals at the top of the cell become the settings of its form. You look at the proposal in the plugin editor.',
          )
        : trans.__('It starts as a small plugin that works, to be changed line by line.'),
      action: trans.__('Make the plugin'),
      suggestion: 'my_plot',
      studies: known.filter(({ problem }) => !problem),
      study,
      make: (id, where) => makePlugin({ id, study: where || undefined }, source),
    });
    if (made) {
      await this.open({ id: made.id, study: made.study || undefined });
    }
  }

  private async fork({ where }: PluginEditor): Promise<void> {
    const { trans } = this.parts;
    const made = await askNewId({
      trans,
      title: trans.__('Fork “%1”', where.id),
      text: where.study
        ? trans.__('The copy belongs to the study and is yours to change.')
        : trans.__('The copy is yours to change, and can be used in every study.'),
      action: trans.__('Make the copy'),
      suggestion: `my_${where.id}`.slice(0, 63),
      studies: [],
      study: where.study ?? '',
      make: (id) => forkPlugin(where, id),
    });
    if (made) {
      await this.open({ ...where, id: made.id });
    }
  }

  private async try({ where, draft }: PluginEditor, beside: string): Promise<void> {
    const { studies, sources, trials } = this.parts;
    const [study, known] = await Promise.all([
      where.study ? studies.get(where.study).catch(() => null) : null,
      sources.list().catch(() => []),
    ]);
    await trials.open({
      plugin: where.id,
      individual: levelOf(draft) === 'individual',
      study: study?.path ?? null,
      source: known.find(({ generated }) => generated)?.name ?? null,
      beside,
    });
  }
}

function levelOf(draft: PluginEditor['draft']): unknown {
  try {
    return (JSON.parse(draft.file('plugin.json')?.saved ?? '') as { level?: unknown }).level;
  } catch {
    return null; // what is wrong with it, the check says
  }
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

function key({ id, study }: Where): string {
  return study ? `${id}-${study}` : id;
}

function args({ id, study }: Where): Record<string, string> {
  return study ? { id, study } : { id };
}
