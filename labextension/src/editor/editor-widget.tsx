import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import {
  cancelRun,
  checkTexts,
  deleteFile,
  readFolder,
  readRun,
  startRun,
  writeFile,
  type PluginProblem,
  type Where,
} from './api';
import { Checker } from './checking';
import { askClosing, type Closing } from './dialogs';
import { PluginDraft } from './draft';
import { EditorHead } from './editor-head';
import { FileEditors } from './file-editors';
import { FileList } from './file-list';
import { ProblemList } from './problem-list';
import { Runner } from './running';

/** Milliseconds between two looks at the folder while the editor is in front. */
const LOOK = 4_000;

export interface PluginEditorOptions {
  where: Where;
  services: IEditorServices;
  trans: TranslationBundle;
  /** Open the form on the demo hospital, beside this editor. */
  onTry: (editor: PluginEditor) => void;
  onFork: (editor: PluginEditor) => void;
  /** Files are on disk: forms and lists show the plugin as it is now. */
  onSaved: () => void;
}

/** The plugin editor: its files, their texts, and what the check says of them. */
export class PluginEditor extends Panel {
  constructor(private readonly options: PluginEditorOptions) {
    super();
    const { where, services, trans } = options;
    this.addClass('linkr-PluginEditor');
    this.draft = new PluginDraft({
      read: () => readFolder(where),
      write: (name, text, etag) => writeFile(where, name, text, etag),
      remove: (name, etag) => deleteFile(where, name, etag),
    });
    this.checker = new Checker(() => checkTexts(where, this.draft.edited));
    this.runner = new Runner({ start: () => startRun(where), read: readRun, cancel: cancelRun });
    this.texts = new FileEditors(this.draft, services, trans);
    this.lay();
    this.draft.changed.connect(() => this.onDraft());
    this.checker.changed.connect(() => this.onChecked());
    this.runner.changed.connect(() => this.redraw());
    void this.attempt(() => this.draft.load());
  }

  readonly draft: PluginDraft;

  get where(): Where {
    return this.options.where;
  }

  /** Save every changed file; what was saved shows at once in open forms. */
  save(): Promise<boolean> {
    return this.attempt(async () => {
      const saved = await this.draft.save();
      this.options.onSaved();
      return saved;
    });
  }

  override dispose(): void {
    window.clearInterval(this.timer);
    this.checker.dispose();
    this.runner.dispose();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.look();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    window.clearInterval(this.timer);
    this.timer = window.setInterval(() => this.look(), LOOK);
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.texts.showFile(this.current, undefined);
    this.node.querySelector<HTMLElement>('.cm-content')?.focus();
  }

  private lay(): void {
    const { trans } = this.options;
    this.head = react(() => (
      <EditorHead
        {...{ draft: this.draft, trans, current: this.current, error: this.error }}
        running={this.runner.running}
        onSave={() => void this.save()}
        onTry={() => this.options.onTry(this)}
        onRun={() => void this.run()}
        onFork={() => this.options.onFork(this)}
        onKeepMine={(name) => void this.attempt(() => this.keepMine(name))}
        onTakeTheirs={(name) => this.draft.takeTheirs(name)}
      />
    ));
    this.files = react(() => (
      <FileList
        {...{ draft: this.draft, trans, current: this.current, problems: this.counts() }}
        onOpen={(name) => this.open(name)}
        onAdd={(name, text) => void this.attempt(() => this.add(name, text))}
        onRemove={(name) => void this.attempt(() => this.draft.remove(name))}
        onRestore={() => void this.attempt(() => this.draft.restore())}
      />
    ));
    this.problems = react(() => (
      <ProblemList
        {...{ checker: this.checker, runner: this.runner, trans }}
        onGo={(problem) => this.go(problem)}
      />
    ));
    this.head.addClass('linkr-PluginEditor-top');
    this.files.addClass('linkr-PluginEditor-side');
    this.problems.addClass('linkr-PluginEditor-bottom');
    for (const part of [this.head, this.files, this.texts, this.problems]) {
      this.addWidget(part);
    }
  }

  private open(name: string, line?: number): void {
    this.current = name;
    this.texts.showFile(name, line);
    this.texts.mark(this.checker.problems);
    this.redraw();
  }

  private go(problem: PluginProblem): void {
    if (this.draft.file(problem.file)) {
      this.open(problem.file, problem.line);
    }
  }

  private async add(name: string, text: string): Promise<void> {
    await this.draft.add(name, text);
    this.open(name, 1);
  }

  private async keepMine(name: string): Promise<void> {
    await this.draft.keepMine(name);
    this.options.onSaved();
  }

  private async run(): Promise<void> {
    if (!this.draft.dirty || (await this.save())) {
      await this.runner.start();
    }
  }

  private onDraft(): void {
    const { info, files } = this.draft;
    this.texts.sweep();
    if (info && !this.draft.file(this.current)) {
      const first = files.find((file) => file.name === 'cell.py') ?? files[0];
      this.open(first?.name ?? '');
    }
    const key = JSON.stringify([this.draft.edited, files.map((file) => file.etag)]);
    if (info && key !== this.checked) {
      this.checked = key;
      this.checker.soon();
    }
    this.redraw();
  }

  private onChecked(): void {
    if (this.checker.state === 'checked') {
      this.texts.mark(this.checker.problems);
    }
    this.redraw();
  }

  /** Look whether somebody else changed the folder. */
  private look(): void {
    if (this.isVisible && !this.looking && this.draft.info) {
      this.looking = true;
      void this.draft
        .load()
        .then((changed) => changed && this.options.onSaved())
        .catch(() => undefined) // the next thing that a person asks for says what is wrong
        .finally(() => (this.looking = false));
    }
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      this.error = null;
      return await work();
    } catch (error) {
      this.error = error;
      return false as T;
    } finally {
      this.redraw();
    }
  }

  private counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { file } of this.checker.problems) {
      counts[file] = (counts[file] ?? 0) + 1;
    }
    return counts;
  }

  private redraw(): void {
    if (!this.isDisposed) {
      this.head.update();
      this.files.update();
      this.problems.update();
    }
  }

  private readonly checker: Checker;
  private readonly runner: Runner;
  private readonly texts: FileEditors;
  private head!: ReactWidget;
  private files!: ReactWidget;
  private problems!: ReactWidget;
  private current = '';
  private checked = '';
  private error: unknown = null;
  private looking = false;
  private timer = 0;
}

/** A widget that draws what the function says, again at each update. */
function react(draw: () => React.JSX.Element): ReactWidget {
  return new (class extends ReactWidget {
    protected override render(): React.JSX.Element {
      return draw();
    }
  })();
}

/** The tab of a plugin editor, which asks before unsaved changes are lost. */
export class PluginEditorTab extends MainAreaWidget<PluginEditor> {
  constructor(
    content: PluginEditor,
    private readonly trans: TranslationBundle,
    private readonly ask: (
      trans: TranslationBundle,
      title: string,
    ) => Promise<Closing | null> = askClosing,
  ) {
    super({ content });
    this.toolbar.hide(); // ours is part of the content
  }

  protected override onCloseRequest(message: Message): void {
    if (!this.content.draft.dirty) {
      super.onCloseRequest(message);
      return;
    }
    if (!this.asking) {
      this.asking = true;
      void this.decide().finally(() => (this.asking = false));
    }
  }

  private async decide(): Promise<void> {
    const { draft } = this.content;
    const answer = await this.ask(this.trans, draft.info?.title ?? '');
    if (answer === 'discard' || (answer === 'save' && (await this.content.save()))) {
      this.dispose();
    }
  }

  private asking = false;
}
