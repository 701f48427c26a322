import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { describe, expect, it } from 'vitest';

import { lineMarks, markLines } from '../editor-lines';

function editor(doc: string): EditorView {
  return new EditorView({ state: EditorState.create({ doc, extensions: [lineMarks] }) });
}

const marked = (view: EditorView, mark: string): (string | undefined)[] =>
  [...view.dom.querySelectorAll(`.linkr-mod-${mark}`)].map(
    (line) => line.firstChild?.textContent ?? undefined,
  );

describe('marks on lines', () => {
  it('mark lines with a tooltip and with words for screen readers', () => {
    const view = editor('bins = 40\nplot = "bars"\nfigure()');
    markLines(view, { mark: 'changed', lines: [2], words: 'changed' });
    expect(marked(view, 'changed')).toEqual(['plot = "bars"']);
    const line = view.dom.querySelector('.linkr-mod-changed');
    expect(line?.getAttribute('title')).toBe('changed');
    expect(line?.querySelector('.linkr-Line-words')?.textContent).toBe(' (changed)');
    expect(view.state.doc.toString()).toBe('bins = 40\nplot = "bars"\nfigure()');
  });

  it('keep both kinds apart, and go one by one', () => {
    const view = editor('a\nb');
    markLines(view, { mark: 'changed', lines: [1], words: '' });
    markLines(view, { mark: 'linked', lines: [1, 2], words: '' });
    markLines(view, { mark: 'changed', lines: [], words: '' });
    expect(marked(view, 'changed')).toEqual([]);
    expect(marked(view, 'linked')).toEqual(['a', 'b']);
  });

  it('move with what is typed above them, and forget lines that are not there', () => {
    const view = editor('a\nb');
    markLines(view, { mark: 'linked', lines: [2, 7, 0, 2], words: '' });
    view.dispatch({ changes: { from: 0, insert: 'new\n' } });
    expect(marked(view, 'linked')).toEqual(['b']);
  });
});
