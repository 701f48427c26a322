import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useState, type FormEvent, type ReactElement } from 'react';

import { Loading, Problem } from '../components/feedback';
import { SelectField, TextField } from '../components/fields';
import { useLoaded } from '../components/loaded';
import { refusalOf } from '../components/refusal';
import type { Source } from '../data/api';
import { MOST_TITLE, type NewStudy, type Study, type Template } from './api';
import { folderName } from './folder-name';

export interface NewStudyProps {
  trans: TranslationBundle;
  language: string;
  /** Folder in which the study's folder is made, relative to the server root. */
  parent: string;
  load: () => Promise<{ templates: Template[]; sources: Source[] }>;
  create: (study: NewStudy) => Promise<Study>;
  onAddSource: () => void;
  close: (study: Study | null) => void;
}

/** The dialog that makes a study from a template. */
export function NewStudyForm(props: NewStudyProps): ReactElement {
  const { trans, load } = props;
  const [loaded, reload] = useLoaded(useCallback(() => load(), [load]));
  if (loaded.state === 'loading') {
    return <Loading label={trans.__('Reading templates and data sources…')} />;
  }
  if (loaded.state === 'failed') {
    return <Problem error={loaded.error} trans={trans} onRetry={reload} />;
  }
  if (loaded.value.sources.length === 0) {
    return (
      <div className="linkr-Empty">
        <p>{trans.__('A study needs a data source, and none is registered yet.')}</p>
        <button
          type="button"
          className="linkr-Button linkr-mod-primary"
          onClick={() => {
            props.close(null);
            props.onAddSource();
          }}
        >
          {trans.__('Add source')}
        </button>
      </div>
    );
  }
  return <Fields {...props} {...loaded.value} />;
}

type FieldsProps = NewStudyProps & { templates: Template[]; sources: Source[] };

function useNewStudy(props: FieldsProps): {
  study: NewStudy;
  set: (change: Partial<NewStudy>) => void;
  named: () => void;
} {
  const [chosenFolder, setChosenFolder] = useState(false);
  const [study, setStudy] = useState<NewStudy>({
    title: '',
    template: props.templates[0]?.id ?? '',
    source: props.sources[0]?.name ?? '',
    language: props.language,
    folder: '',
  });
  const set = (change: Partial<NewStudy>): void =>
    setStudy((last) => {
      const next = { ...last, ...change };
      if (change.title !== undefined && !chosenFolder) {
        const name = folderName(change.title);
        next.folder = name && props.parent ? `${props.parent}/${name}` : name;
      }
      return next;
    });
  return { study, set, named: () => setChosenFolder(true) };
}

function Fields(props: FieldsProps): ReactElement {
  const { trans } = props;
  const { study, set, named } = useNewStudy(props);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    props.create(study).then(props.close, (reason: unknown) => {
      setError(reason);
      setBusy(false);
    });
  };
  const { problem, rest } = refusalOf(error, Object.keys(study) as (keyof NewStudy)[], trans);
  const template = props.templates.find((one) => one.id === study.template);

  return (
    <form className="linkr-Form-fields" onSubmit={submit}>
      <TextField
        name="title"
        label={trans.__('Title')}
        value={study.title}
        required
        most={MOST_TITLE}
        problem={problem('title')}
        onChange={(title) => set({ title })}
      />
      <SelectField
        name="template"
        label={trans.__('Template')}
        value={study.template}
        choices={props.templates.map((one) => ({ value: one.id, label: one.title }))}
        help={template?.description}
        problem={problem('template')}
        onChange={(value) => set({ template: value })}
      />
      <SelectField
        name="source"
        label={trans.__('Data source')}
        value={study.source}
        choices={props.sources.map((one) => ({
          value: one.name,
          label: one.generated ? trans.__('%1 (generated data)', one.name) : one.name,
        }))}
        problem={problem('source')}
        onChange={(source) => set({ source })}
      />
      <SelectField
        name="language"
        label={trans.__('Language of the study')}
        value={study.language}
        choices={[
          { value: 'en', label: 'English' },
          { value: 'fr', label: 'Français' },
        ]}
        problem={problem('language')}
        onChange={(language) => set({ language })}
      />
      <TextField
        name="folder"
        label={trans.__('Folder')}
        value={study.folder}
        required
        help={trans.__('A new folder below the server root, made for this study.')}
        problem={problem('folder')}
        onChange={(folder) => {
          named();
          set({ folder });
        }}
      />
      {rest !== null && <Problem error={rest} trans={trans} />}
      <div className="linkr-Actions">
        <button type="button" className="linkr-Button" onClick={() => props.close(null)}>
          {trans.__('Cancel')}
        </button>
        <button type="submit" className="linkr-Button linkr-mod-primary" disabled={busy}>
          {busy ? trans.__('Creating…') : trans.__('Create study')}
        </button>
      </div>
    </form>
  );
}
