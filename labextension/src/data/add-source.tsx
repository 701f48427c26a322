import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';

import { explain, Problem } from '../components/feedback';
import { TextField } from '../components/fields';
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
    void start('adding', async () => props.close(await sources.add(source)));
  };
  const problem = (field: keyof NewSource): string | undefined => {
    if (!(error instanceof RequestError) || error.field !== field) {
      return undefined;
    }
    const { message, advice } = explain(error, trans);
    return [message, advice].filter(Boolean).join(' ');
  };
  const beside = (Object.keys(source) as (keyof NewSource)[]).some((field) => problem(field));

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
      {error !== null && !beside && <Problem error={error} trans={trans} />}
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
