import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';

import { Problem } from '../components/feedback';
import { TextField } from '../components/fields';
import { openModal } from '../components/modal';
import { refusalOf } from '../components/refusal';
import type { Card } from './api';
import type { CatalogViewProps } from './catalog-view';
import { installPlugin, updatePlugin } from './install-dialog';
import type { Catalog } from './model';

/** What can be done with a plugin, beside using it. */
export function PluginActions(props: CatalogViewProps & { card: Card }): ReactElement {
  const { card, catalog, trans } = props;
  const [error, setError] = useState<unknown>(null);
  const start = (work: Promise<unknown>): void => {
    setError(null);
    work.catch(setError);
  };
  const action = (label: string, work: () => Promise<unknown>, danger = false): ReactElement => (
    <button
      type="button"
      className={`linkr-Button${danger ? ' linkr-mod-danger' : ''}`}
      onClick={() => start(work())}
    >
      {label}
    </button>
  );
  return (
    <>
      <div className="linkr-Actions">
        {card.installed &&
          action(trans.__('Update'), () =>
            // What was uploaded can only be uploaded again.
            card.installed?.kind === 'archive'
              ? installPlugin(props)
              : updatePlugin({ ...props, id: card.id, title: card.title }),
          )}
        {card.disabled
          ? action(trans.__('Enable'), () => catalog.switch(card.id, false))
          : action(trans.__('Disable'), () => catalog.switch(card.id, true))}
        {action(trans.__('Fork'), async () => {
          const copy = await forkDialog(catalog, card, trans);
          if (copy) {
            props.onOpen(copy);
          }
        })}
        {card.place === 'user' &&
          action(
            trans.__('Remove'),
            async () => {
              await catalog.remove(card.id);
              props.onOpen(null);
            },
            true,
          )}
      </div>
      {error !== null && <Problem error={error} trans={trans} />}
    </>
  );
}

function forkDialog(
  catalog: Catalog,
  card: Card,
  trans: TranslationBundle,
): Promise<string | null> {
  return openModal<string>({
    title: trans.__('Fork “%1”', card.title),
    closeLabel: trans.__('Close'),
    draw: (close) => <ForkForm catalog={catalog} id={card.id} trans={trans} close={close} />,
  });
}

/** Ask under which name a plugin is copied. */
export function ForkForm(props: {
  catalog: Catalog;
  id: string;
  trans: TranslationBundle;
  close: (copy: string | null) => void;
}): ReactElement {
  const { catalog, id, trans, close } = props;
  const [copy, setCopy] = useState(`my_${id}`);
  const [error, setError] = useState<unknown>(null);
  const { problem, rest } = refusalOf(error, ['id'], trans);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setError(null);
    catalog.fork(id, copy).then(close, setError);
  };
  return (
    <form className="linkr-Form-fields" onSubmit={submit}>
      <TextField
        name="id"
        label={trans.__('Name of the copy')}
        value={copy}
        required
        most={60}
        help={trans.__(
          'Small letters, digits and underscores. The copy is yours to change; cells written by the original keep its form.',
        )}
        problem={problem('id')}
        onChange={setCopy}
      />
      {rest !== null && <Problem error={rest} trans={trans} />}
      <div className="linkr-Actions">
        <button type="button" className="linkr-Button" onClick={() => close(null)}>
          {trans.__('Cancel')}
        </button>
        <button type="submit" className="linkr-Button linkr-mod-primary">
          {trans.__('Fork')}
        </button>
      </div>
    </form>
  );
}
