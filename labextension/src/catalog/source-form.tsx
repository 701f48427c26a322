import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';

import { Problem } from '../components/feedback';
import { FileField, SelectField, TextField } from '../components/fields';
import { refusalOf } from '../components/refusal';
import type { Catalog } from './model';
import type { Review } from './review-api';

/** Bytes of the largest archive that the server reads. */
const LARGEST = 10_000_000;

/** Names that archives end with. */
const ARCHIVES = '.zip,.tar,.gz,.tgz,.bz2,.xz';

type Kind = 'archive' | 'git' | 'folder';

interface SourceFormProps {
  catalog: Catalog;
  trans: TranslationBundle;
  language: string;
  onReviewed: (review: Review) => void;
  close: (value: null) => void;
}

/** Where a plugin comes from. */
export function SourceForm(props: SourceFormProps): ReactElement {
  const { catalog, trans } = props;
  const [kind, setKind] = useState<Kind>('archive');
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const source = kind === 'archive' ? file : text.trim();
  const large = kind === 'archive' && file !== null && file.size > LARGEST;
  const { problem, rest } = refusalOf(error, ['source'], trans);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (source === null || large) {
      return;
    }
    setBusy(true);
    setError(null);
    catalog.review(source, props.language).then(props.onReviewed, (reason: unknown) => {
      setError(reason);
      setBusy(false);
    });
  };
  const change = (apply: () => void): void => {
    setError(null);
    apply();
  };
  return (
    <form className="linkr-Form-fields" onSubmit={submit}>
      <SelectField
        name="kind"
        label={trans.__('Where from')}
        value={kind}
        choices={[
          { value: 'archive', label: trans.__('An archive on this computer') },
          { value: 'git', label: trans.__('A git repository') },
          { value: 'folder', label: trans.__('A folder on the server') },
        ]}
        help={trans.__('You see everything that would come before anything is installed.')}
        onChange={(value) => change(() => setKind(value as Kind))}
      />
      {kind === 'archive' ? (
        <FileField
          name="source"
          label={trans.__('Archive')}
          accept={ARCHIVES}
          required
          help={trans.__('zip or tar (plain, gzip, bzip2, xz), at most 10 MB.')}
          problem={
            large ? trans.__('This file is larger than 10 MB: no plugin is.') : problem('source')
          }
          onChange={(chosen) => change(() => setFile(chosen))}
        />
      ) : (
        <TextField
          name="source"
          label={kind === 'git' ? trans.__('Address') : trans.__('Folder')}
          value={text}
          required
          help={
            kind === 'git'
              ? trans.__('https://… or ssh://…, then #branch:folder where needed.')
              : trans.__('A folder or an archive below the server root, such as “mine/my_plot”.')
          }
          problem={problem('source')}
          onChange={(value) => change(() => setText(value))}
        />
      )}
      {rest !== null && <Problem error={rest} trans={trans} />}
      <p className="linkr-Status" role="status">
        {busy && trans.__('Reading and checking the source; up to a minute…')}
      </p>
      <div className="linkr-Actions">
        <button type="button" className="linkr-Button" onClick={() => props.close(null)}>
          {trans.__('Cancel')}
        </button>
        <button
          type="submit"
          className="linkr-Button linkr-mod-primary"
          disabled={busy || !source || large}
        >
          {trans.__('Review')}
        </button>
      </div>
    </form>
  );
}
