import { StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import type { Cell } from '@jupyterlab/cells';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';

/** What lines of a cell can be marked as: decided by a setting, or changed since the last run. */
export type Mark = 'linked' | 'changed';

interface Marking {
  mark: Mark;
  /** Line numbers from 1; those that are not there are left out. */
  lines: readonly number[];
  /** Tooltip of the lines, and what a screen reader says at their end. */
  words: string;
}

const setMarking = StateEffect.define<Marking>();

/** Words at the end of a line that only screen readers meet: a colour alone says nothing. */
class SpokenWords extends WidgetType {
  constructor(private readonly words: string) {
    super();
  }

  override eq(other: SpokenWords): boolean {
    return other.words === this.words;
  }

  override toDOM(): HTMLElement {
    const node = document.createElement('span');
    node.className = 'linkr-Line-words';
    node.textContent = ` (${this.words})`;
    return node;
  }
}

function decorate(state: EditorState, { mark, lines, words }: Marking): DecorationSet {
  const numbers = [...new Set(lines)]
    .filter((line) => Number.isInteger(line) && line >= 1 && line <= state.doc.lines)
    .sort((a, b) => a - b);
  return Decoration.set(
    numbers.flatMap((number) => {
      const { from, to } = state.doc.line(number);
      const line = Decoration.line({
        class: `linkr-Line linkr-mod-${mark}`,
        attributes: words ? { title: words } : {},
      }).range(from);
      const spoken = Decoration.widget({ widget: new SpokenWords(words), side: 1 });
      return words ? [line, spoken.range(to)] : [line];
    }),
  );
}

function fieldOf(mark: Mark): StateField<DecorationSet> {
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (marked, transaction) => {
      let now = marked.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (effect.is(setMarking) && effect.value.mark === mark) {
          now = decorate(transaction.state, effect.value);
        }
      }
      return now;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}

/** The extension of an editor that can mark lines; both kinds of marks live beside each other. */
export const lineMarks: Extension = [fieldOf('changed'), fieldOf('linked')];

/** Mark lines in an editor, in place of those that were marked so before. */
export function markLines(view: EditorView, marking: Marking): void {
  view.dispatch({ effects: setMarking.of(marking) });
}

const prepared = new WeakSet<EditorView>();

/** Mark lines of a cell; nothing happens while the cell is out of view and has no editor. */
export function markCell(cell: Cell, mark: Mark, lines: readonly number[], words: string): void {
  const editor = cell.editor as Partial<CodeMirrorEditor> | null;
  const view = editor?.editor;
  if (!view || !editor.injectExtension) {
    return;
  }
  if (!prepared.has(view)) {
    if (lines.length === 0) {
      return;
    }
    prepared.add(view);
    editor.injectExtension(lineMarks);
  }
  markLines(view, { mark, lines, words });
}
