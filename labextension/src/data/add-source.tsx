import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';

import { Problem } from '../components/feedback';
import { TextField } from '../components/fields';
import { confirm } from '../components/confirm';
import { refusalOf } from '../components/refusal';
import { RequestError } from '../request';
import type { NewSource, Source, SourceCheck } from './api';
import { CheckReport } from './check-report';
import type { Sources } from './model';

export interface AddSourceProps {
  sources: Sources;
  trans: TranslationBundle;
  locale: string;
  close: (source: Source | null) => void;
}

type Work = 'none' | 'testing' | 'adding';

/** The dialog that registers a data source; "Test connection" says in words what is there. */
export function AddSourceForm(props: AddSourceProps): ReactElement {
  const { sources, trans } = props;
  const [source, setSource] = useState<NewSource>({ name: '', location: '', description: '' });
  const [check, setCheck] = useState<SourceCheck | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [work, setWork] = useState<Work>('none');

  const start = async (kind: Work, task: () => Promise<void>): Promise<void> => {
    setWork(kind);
    setError(null);
    setCheck(null);
    try {
      await task();
    } catch (reason) {
      setError(reason);
    }
    setWork('none');
  };
  const test = (): Promise<void> =>
    start('testing', async () => setCheck(await sources.check(source.location)));
  const add = (event: FormEvent): void => {
    event.preventDefault();
    void start('adding', async () => {
      const added = await addOrReplace(sources, source, trans);
      if (added) {
        props.close(added);
      }
    });
  };
  const { problem, rest } = refusalOf(error, Object.keys(source) as (keyof NewSource)[], trans);

  return (
    <form className="linkr-Form-fields" onSubmit={add}>
      <TextField
        name="name"
        label={trans.__('Name')}
        value={source.name}
        required
        help={trans.__('Studies and notebooks use this name, so that they run at any centre.')}
        problem={problem('name')}
        onChange={(name) => setSource({ ...source, name })}
      />
      <TextField
        name="location"
        label={trans.__('Location')}
        value={source.location}
        required
        help={trans.__(
          'A folder of Parquet or CSV files, a DuckDB or SQLite file, or a database address. Passwords stay outside: give them in the environment of the server.',
        )}
        problem={problem('location')}
        onChange={(location) => setSource({ ...source, location })}
      />
      <TextField
        name="description"
        label={trans.__('Description')}
        value={source.description}
        problem={problem('description')}
        onChange={(description) => setSource({ ...source, description })}
      />
      <p className="linkr-Status" role="status">
        {work === 'testing' && trans.__('Testing the connection…')}
        {work === 'adding' && trans.__('Adding the source…')}
      </p>
      {rest !== null && <Problem error={rest} trans={trans} />}
      {check && <CheckReport check={check} trans={trans} locale={props.locale} />}
      <div className="linkr-Actions">
        <button
          type="button"
          className="linkr-Button"
          disabled={work !== 'none' || source.location.trim() === ''}
          onClick={() => void test()}
        >
          {trans.__('Test connection')}
        </button>
        <button type="button" className="linkr-Button" onClick={() => props.close(null)}>
          {trans.__('Cancel')}
        </button>
        <button type="submit" className="linkr-Button linkr-mod-primary" disabled={work !== 'none'}>
          {trans.__('Add source')}
        </button>
      </div>
    </form>
  );
}

/** Add a source; where its name is taken, only in the place of the other and after asking. */
async function addOrReplace(
  sources: Sources,
  source: NewSource,
  trans: TranslationBundle,
): Promise<Source | null> {
  try {
    return await sources.add(source);
  } catch (reason) {
    if (!(reason instanceof RequestError && reason.code === 'source_taken')) {
      throw reason;
    }
  }
  const sure = await confirm(trans, {
    title: trans.__('Replace “%1”?', source.name),
    text: trans.__(
      'There is already a source called “%1”. Studies and notebooks that use this name will read the new location instead; the data of both stay where they are.',
      source.name,
    ),
    action: trans.__('Replace “%1”', source.name),
  });
  return sure ? sources.add(source, true) : null;
}
