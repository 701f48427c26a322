import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { isDirty, type DraftFile, type PluginDraft } from './draft';

export interface FileListProps {
  draft: PluginDraft;
  trans: TranslationBundle;
  current: string;
  /** Number of problems by file. */
  problems: Record<string, number>;
  onOpen: (name: string) => void;
  onAdd: (name: string, text: string) => void;
  onRemove: (name: string) => void;
  onRestore: () => void;
}

/** The files of the plugin, those still missing, and the way to take one away and back. */
export function FileList(props: FileListProps): ReactElement {
  const { draft, trans } = props;
  const writable = draft.info?.writable ?? false;
  const missing = draft.info?.missing ?? [];
  return (
    <nav className="linkr-PluginEditor-files" aria-label={trans.__('Files of the plugin')}>
      <ul className="linkr-List">
        {draft.files.map((file) => (
          <FileRow key={file.name} {...props} file={file} removable={writable} />
        ))}
      </ul>
      {draft.removed && (
        <p role="status">
          {trans.__('%1 was removed.', draft.removed.name)}{' '}
          <button type="button" className="linkr-Button" onClick={props.onRestore}>
            {trans.__('Undo')}
          </button>
        </p>
      )}
      {writable && missing.length > 0 && (
        <>
          <h3>{trans.__('Add a file')}</h3>
          <ul className="linkr-List">
            {missing.map(({ name, text }) => (
              <li key={name}>
                <button
                  type="button"
                  className="linkr-Button linkr-PluginEditor-add"
                  onClick={() => props.onAdd(name, text)}
                >
                  <span aria-hidden="true">+ </span>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}

function FileRow(props: FileListProps & { file: DraftFile; removable: boolean }): ReactElement {
  const { file, trans, current } = props;
  const count = props.problems[file.name] ?? 0;
  return (
    <li className="linkr-PluginEditor-file">
      <button
        type="button"
        className="linkr-Row"
        aria-current={file.name === current ? 'true' : undefined}
        onClick={() => props.onOpen(file.name)}
      >
        {file.name}
        {isDirty(file) && (
          <span className="linkr-PluginEditor-dirty">
            <span aria-hidden="true">●</span>
            <span className="linkr-Hidden">{trans.__('not saved')}</span>
          </span>
        )}
        {count > 0 && (
          <span className="linkr-Badge linkr-mod-bad">
            {trans._n('%1 problem', '%1 problems', count)}
          </span>
        )}
      </button>
      {props.removable && file.name !== 'plugin.json' && (
        <button
          type="button"
          className="linkr-IconButton"
          aria-label={trans.__('Remove %1', file.name)}
          title={trans.__('Remove %1', file.name)}
          onClick={() => props.onRemove(file.name)}
        >
          <span aria-hidden="true">×</span>
        </button>
      )}
    </li>
  );
}
