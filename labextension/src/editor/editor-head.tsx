import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import { Badge, Problem } from '../components/feedback';
import type { PluginFolder } from './api';
import type { DraftFile, PluginDraft } from './draft';

export interface EditorHeadProps {
  draft: PluginDraft;
  trans: TranslationBundle;
  current: string;
  running: boolean;
  /** What went wrong with the last thing that was asked of the server. */
  error: unknown;
  onSave: () => void;
  onTry: () => void;
  onRun: () => void;
  onFork: () => void;
  onKeepMine: (name: string) => void;
  onTakeTheirs: (name: string) => void;
}

/** Which plugin this is, what can be done with it, and what somebody else did meanwhile. */
export function EditorHead(props: EditorHeadProps): ReactElement | null {
  const { draft, trans } = props;
  const { info } = draft;
  if (!info) {
    return props.error === null ? null : <Problem error={props.error} trans={trans} />;
  }
  return (
    <header className="linkr-PluginEditor-head">
      <div className="linkr-Bar">
        <h2>{info.title}</h2>
        <code>{info.id}</code>
        <Badge>{placeLabel(info, trans)}</Badge>
        <span className="linkr-PluginEditor-space" />
        {info.writable && (
          <button
            type="button"
            className="linkr-Button linkr-mod-primary"
            disabled={!draft.dirty}
            title={trans.__('Save every changed file (Ctrl+S)')}
            onClick={props.onSave}
          >
            {trans.__('Save')}
          </button>
        )}
        <button type="button" className="linkr-Button" onClick={props.onTry}>
          {trans.__('Try it on the demo hospital')}
        </button>
        <button
          type="button"
          className="linkr-Button"
          disabled={props.running}
          onClick={props.onRun}
        >
          {trans.__('Run every combination')}
        </button>
        <button type="button" className="linkr-Button" onClick={props.onFork}>
          {trans.__('Fork this plugin…')}
        </button>
      </div>
      {!info.writable && (
        <p>
          {trans.__(
            'This plugin was installed, so it can be read here and not changed. Fork it: the copy is yours.',
          )}
        </p>
      )}
      {props.error !== null && <Problem error={props.error} trans={trans} />}
      {draft.refreshed.length > 0 && (
        <p role="status">
          {trans.__('Changed on disk and read again: %1', draft.refreshed.join(', '))}
        </p>
      )}
      {draft.files
        .filter((file) => file.theirs)
        .map((file) => (
          <Conflict key={file.name} {...props} file={file} />
        ))}
    </header>
  );
}

function Conflict(props: EditorHeadProps & { file: DraftFile }): ReactElement {
  const { file, trans } = props;
  const gone = file.theirs?.text === null;
  return (
    <div className="linkr-Problem" role="alert">
      <p className="linkr-Problem-message">
        {gone
          ? trans.__('%1 was removed by somebody else while you changed it.', file.name)
          : trans.__('%1 was changed by somebody else while you changed it.', file.name)}
      </p>
      <p>{trans.__('Nothing was overwritten. Which version is to stay?')}</p>
      {!gone && (
        <details>
          <summary>{trans.__('Show the other version')}</summary>
          <pre className="linkr-Code" tabIndex={0}>
            {file.theirs?.text}
          </pre>
        </details>
      )}
      <div className="linkr-Actions">
        <button type="button" className="linkr-Button" onClick={() => props.onKeepMine(file.name)}>
          {trans.__('Keep mine')}
        </button>
        <button
          type="button"
          className="linkr-Button"
          onClick={() => props.onTakeTheirs(file.name)}
        >
          {gone ? trans.__('Let it go') : trans.__('Take theirs')}
        </button>
      </div>
    </div>
  );
}

export function placeLabel(info: PluginFolder, trans: TranslationBundle): string {
  switch (info.place) {
    case 'study':
      return trans.__('Of this study');
    case 'user':
      return trans.__('Of your own');
    case 'builtin':
      return trans.__('Came with LinkR');
  }
}
