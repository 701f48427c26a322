import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';

import { Problem } from '../components/feedback';
import { TextField } from '../components/fields';
import { MOST_TITLE, type Study } from './api';

/** The dialog that changes what a study is called and what it asks. */
export function EditStudyForm(props: {
  study: Study;
  trans: TranslationBundle;
  update: (change: Pick<Study, 'title' | 'description'>) => Promise<Study>;
  close: (study: Study | null) => void;
}): ReactElement {
  const { trans } = props;
  const [title, setTitle] = useState(props.study.title);
  const [description, setDescription] = useState(props.study.description);
  const [error, setError] = useState<unknown>(null);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setError(null);
    props.update({ title, description }).then(props.close, setError);
  };
  return (
    <form className="linkr-Form-fields" onSubmit={submit}>
      <TextField
        name="title"
        label={trans.__('Title')}
        value={title}
        required
        most={MOST_TITLE}
        onChange={setTitle}
      />
      <TextField
        name="description"
        label={trans.__('Description')}
        help={trans.__('The question that the study answers, in one or two sentences.')}
        value={description}
        onChange={setDescription}
      />
      {error !== null && <Problem error={error} trans={trans} />}
      <div className="linkr-Actions">
        <button type="button" className="linkr-Button" onClick={() => props.close(null)}>
          {trans.__('Cancel')}
        </button>
        <button type="submit" className="linkr-Button linkr-mod-primary">
          {trans.__('Save')}
        </button>
      </div>
    </form>
  );
}
