import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';

import { Problem } from '../components/feedback';
import { SelectField, TextField } from '../components/fields';
import { openModal } from '../components/modal';

/** An id that the server takes: lower-case letters, digits and underscores. */
export const ID = /^[a-z][a-z0-9_]{0,62}$/;

export interface NewIdOptions {
  trans: TranslationBundle;
  title: string;
  text: string;
  action: string;
  suggestion: string;
  /** Studies in which the plugin may be made; the first choice is the person's own folder. */
  studies: { id: string; title: string }[];
  study: string;
  /** Make it; what the server refuses is shown in the dialog. */
  make: (id: string, study: string) => Promise<unknown>;
}

/** Ask how a new plugin is called and where it belongs. */
export function askNewId(options: NewIdOptions): Promise<{ id: string; study: string } | null> {
  return openModal({
    title: options.title,
    closeLabel: options.trans.__('Close'),
    draw: (close) => <NewIdForm {...options} close={close} />,
  });
}

export function NewIdForm(
  props: NewIdOptions & { close: (made: { id: string; study: string } | null) => void },
): ReactElement {
  const { trans } = props;
  const [id, setId] = useState(props.suggestion);
  const [study, setStudy] = useState(props.study);
  const [problem, setProblem] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ID.test(id)) {
      setProblem(
        trans.__('Use lower-case letters, digits and underscores, such as heart_rate_histogram.'),
      );
      return;
    }
    setBusy(true);
    setError(null);
    props.make(id, study).then(
      () => props.close({ id, study }),
      (reason: unknown) => {
        setError(reason);
        setBusy(false);
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <p>{props.text}</p>
      <TextField
        name="id"
        label={trans.__('Id')}
        help={trans.__('The name of its folder; people see its title, which you write next.')}
        value={id}
        most={63}
        required
        problem={problem || undefined}
        onChange={(text) => {
          setId(text);
          setProblem('');
        }}
      />
      {props.studies.length > 0 && (
        <SelectField
          name="study"
          label={trans.__('For whom')}
          value={study}
          choices={[
            { value: '', label: trans.__('For me, in every study') },
            ...props.studies.map(({ id: value, title }) => ({
              value,
              label: trans.__('The study “%1” and whoever works in it', title),
            })),
          ]}
          onChange={setStudy}
        />
      )}
      {error !== null && <Problem error={error} trans={trans} />}
      <div className="linkr-Actions">
        <button type="button" className="linkr-Button" onClick={() => props.close(null)}>
          {trans.__('Cancel')}
        </button>
        <button type="submit" className="linkr-Button linkr-mod-primary" disabled={busy}>
          {props.action}
        </button>
      </div>
    </form>
  );
}

export type Closing = 'save' | 'discard';

/** Ask what becomes of unsaved changes; `null` keeps the editor open. */
export function askClosing(trans: TranslationBundle, title: string): Promise<Closing | null> {
  return openModal<Closing>({
    title: trans.__('Save your changes to “%1”?', title),
    closeLabel: trans.__('Close'),
    draw: (close) => (
      <>
        <p>{trans.__('What you changed and did not save is lost otherwise.')}</p>
        <div className="linkr-Actions">
          <button type="button" className="linkr-Button" onClick={() => close(null)}>
            {trans.__('Keep editing')}
          </button>
          <button
            type="button"
            className="linkr-Button linkr-mod-danger"
            onClick={() => close('discard')}
          >
            {trans.__('Close without saving')}
          </button>
          <button
            type="button"
            className="linkr-Button linkr-mod-primary"
            autoFocus
            onClick={() => close('save')}
          >
            {trans.__('Save all')}
          </button>
        </div>
      </>
    ),
  });
}
