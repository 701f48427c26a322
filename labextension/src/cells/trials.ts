import type { JupyterFrontEnd } from '@jupyterlab/application';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Forms } from './forms';
import { ScratchDrive } from './scratch-drive';
import { notebook, type Trial } from './trial-setup';

/** Notebooks in which plugins are tried on the demo hospital; they leave nothing behind. */
export class Trials {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly forms: Forms,
    private readonly state: IStateDB | null,
    private readonly trans: TranslationBundle,
  ) {
    app.serviceManager.contents.addDrive(this.drive);
  }

  /** Open the form of a plugin in a notebook of its own, its set-up already run. */
  async open(trial: Trial): Promise<void> {
    const known = this.panels.get(trial.beside);
    if (known && !known.isDisposed) {
      this.app.shell.activateById(known.id);
      return;
    }
    const { kernelspecs } = this.app.serviceManager;
    await kernelspecs.ready;
    const kernel = kernelspecs.specs?.default ?? 'python3';
    const path = `${this.trans.__('Trial of %1', trial.plugin)} ${++this.count}.ipynb`;
    this.drive.put(path, notebook(trial, kernel));
    const panel = (await this.app.commands.execute('docmanager:open', {
      path: `${this.drive.name}:${path}`,
      factory: 'Notebook',
      kernel: { name: kernel },
      options: { mode: 'split-right', ref: trial.beside },
    })) as NotebookPanel;
    this.panels.set(trial.beside, panel);
    await this.prepare(panel, trial, path);
  }

  /** A plugin was saved: its forms are drawn anew, in trials and in other notebooks. */
  saved(plugin: string): void {
    this.forms.refresh(plugin, [...this.panels.values()]);
  }

  /** Close the trial beside a widget that is closed. */
  close(beside: string): void {
    this.panels.get(beside)?.dispose();
  }

  private async prepare(panel: NotebookPanel, trial: Trial, path: string): Promise<void> {
    const { context, sessionContext, content } = panel;
    panel.disposed.connect(() => {
      void this.drive.delete(path);
      this.panels.delete(trial.beside);
    });
    sessionContext.kernelPreference = {
      ...sessionContext.kernelPreference,
      shutdownOnDispose: true,
    };
    await Promise.all([context.ready, sessionContext.ready]);
    // Nothing here is to be kept, so nobody is asked about it.
    context.model.dirty = false;
    context.model.stateChanged.connect((model, change) => {
      if (change.name === 'dirty' && change.newValue) {
        model.dirty = false;
      }
    });
    // A new page must not look for it: it is gone by then.
    void this.state?.remove(`notebook:${context.path}`);
    const [setup] = content.widgets;
    if (setup && !panel.isDisposed) {
      content.activeCellIndex = 0;
      await NotebookActions.runCells(content, [setup], sessionContext);
    }
    if (!panel.isDisposed) {
      this.forms.add(panel, trial.plugin);
    }
  }

  private readonly drive = new ScratchDrive();
  private readonly panels = new Map<string, NotebookPanel>();
  private count = 0;
}
