import { setDiagnostics, lintGutter, type Diagnostic } from '@codemirror/lint';
import { CodeEditor, CodeEditorWrapper, type IEditorServices } from '@jupyterlab/codeeditor';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Panel } from '@lumino/widgets';

import type { PluginProblem } from './api';
import type { PluginDraft } from './draft';

/** JupyterLab's names of the languages of a plugin's files. */
const MIME_TYPES: Record<string, string> = {
  json: 'application/json',
  py: 'text/x-python',
  R: 'text/x-rsrc',
  md: 'text/x-ipythongfm',
};

export function mimeTypeOf(name: string): string {
  return MIME_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain';
}

/** A problem as a place in a text of `lines` lines; one about the whole file stands at its top. */
export function lineOf(problem: PluginProblem, lines: number): number {
  return Math.min(Math.max(problem.line, 1), Math.max(lines, 1));
}

/** One editor a file, the current one in front; each keeps its own history of changes. */
export class FileEditors extends Panel {
  constructor(
    private readonly draft: PluginDraft,
    private readonly services: IEditorServices,
    private readonly trans: TranslationBundle,
  ) {
    super();
    this.addClass('linkr-PluginEditor-texts');
    this.node.setAttribute('role', 'region');
    draft.replaced.connect((_, name) => this.refresh(name));
  }

  /** Show a file, at a line when one is given. */
  showFile(name: string, line?: number): void {
    const wrapper = this.open(name);
    if (!wrapper) {
      return;
    }
    this.node.setAttribute('aria-label', this.trans.__('Text of %1', name));
    for (const widget of this.widgets) {
      widget.setHidden(widget !== wrapper);
    }
    if (line !== undefined) {
      const position = { line: line - 1, column: 0 };
      wrapper.editor.setCursorPosition(position);
      wrapper.editor.revealPosition(position);
      wrapper.editor.focus();
    }
  }

  /** Underline the lines with problems. */
  mark(problems: readonly PluginProblem[]): void {
    for (const [name, { editor }] of this.opened) {
      if (!(editor instanceof CodeMirrorEditor)) {
        continue;
      }
      const { doc } = editor.editor.state;
      const found = problems
        .filter((problem) => problem.file === name)
        .map((problem): Diagnostic => {
          const line = doc.line(lineOf(problem, doc.lines));
          const from = line.from + (line.text.length - line.text.trimStart().length);
          return { from, to: line.to, severity: 'error', message: problem.message };
        })
        .sort((one, other) => one.from - other.from);
      editor.editor.dispatch(setDiagnostics(editor.editor.state, found));
    }
  }

  /** Forget the editors of files that are gone. */
  sweep(): void {
    for (const [name, wrapper] of this.opened) {
      if (!this.draft.file(name)) {
        this.opened.delete(name);
        wrapper.dispose();
      }
    }
  }

  private open(name: string): CodeEditorWrapper | null {
    const file = this.draft.file(name);
    if (!file) {
      return null;
    }
    let wrapper = this.opened.get(name);
    if (!wrapper) {
      wrapper = this.make(name, file.text);
      this.opened.set(name, wrapper);
      this.addWidget(wrapper);
    }
    return wrapper;
  }

  private make(name: string, text: string): CodeEditorWrapper {
    const model = new CodeEditor.Model({ mimeType: mimeTypeOf(name) });
    model.sharedModel.setSource(text);
    const readOnly = !this.draft.info?.writable;
    const wrapper = new CodeEditorWrapper({
      model,
      factory: (options) => this.services.factoryService.newDocumentEditor(options),
      editorOptions: { config: { lineNumbers: true, readOnly } },
    });
    wrapper.node.dataset['linkrFile'] = name;
    const { editor } = wrapper;
    if (editor instanceof CodeMirrorEditor) {
      editor.injectExtension(lintGutter());
      editor.editor.contentDOM.setAttribute('aria-label', this.trans.__('Text of %1', name));
    }
    model.sharedModel.changed.connect(() => this.draft.edit(name, model.sharedModel.getSource()));
    return wrapper;
  }

  private refresh(name: string): void {
    const model = this.opened.get(name)?.editor.model.sharedModel;
    const text = this.draft.file(name)?.text;
    if (model && text !== undefined && model.getSource() !== text) {
      model.setSource(text);
    }
  }

  private readonly opened = new Map<string, CodeEditorWrapper>();
}
