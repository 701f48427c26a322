import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useEffect, useRef, useState, type FormEvent, type ReactElement } from 'react';

import { Loading, Problem } from '../components/feedback';
import { useLoaded } from '../components/loaded';
import { openModal } from '../components/modal';
import type { Catalog } from './model';
import type { Installed, Review } from './review-api';
import { ReviewView } from './review-view';
import { SourceForm } from './source-form';

export interface InstallProps {
  catalog: Catalog;
  trans: TranslationBundle;
  /** Language of the plugins' texts. */
  language: string;
  /** Locale of numbers. */
  locale: string;
}

type DialogProps = InstallProps & { close: (installed: Installed[] | null) => void };

/** Ask where a plugin comes from, show all of it, and install it when its reader trusts it. */
export function installPlugin(props: InstallProps): Promise<Installed[] | null> {
  return openModal<Installed[]>({
    title: props.trans.__('Install a plugin'),
    closeLabel: props.trans.__('Close'),
    wide: true,
    draw: (close) => <InstallDialog {...props} close={close} />,
  });
}

/** Show how an installed plugin would change, and update it when its reader trusts that. */
export function updatePlugin(
  props: InstallProps & { id: string; title: string },
): Promise<Installed[] | null> {
  const { trans } = props;
  return openModal<Installed[]>({
    title: trans.__('Update “%1”', props.title),
    closeLabel: trans.__('Close'),
    wide: true,
    draw: (close) => <UpdateDialog {...props} close={close} />,
  });
}

export function InstallDialog(props: DialogProps): ReactElement {
  const [review, setReview] = useState<Review | null>(null);
  return review ? (
    <Decision {...props} review={review} back={() => setReview(null)} />
  ) : (
    <SourceForm {...props} onReviewed={setReview} />
  );
}

export function UpdateDialog(props: DialogProps & { id: string }): ReactElement {
  const { catalog, id, language, trans } = props;
  const load = useCallback(() => catalog.reviewUpdate(id, language), [catalog, id, language]);
  const [loaded, reload] = useLoaded(load);
  if (loaded.state === 'loading') {
    return <Loading label={trans.__('Reading and checking the source; up to a minute…')} />;
  }
  if (loaded.state === 'failed') {
    return <Problem error={loaded.error} trans={trans} onRetry={reload} />;
  }
  return <Decision {...props} review={loaded.value} />;
}

/** The review, and the decision below it: nothing is trusted before a person says so. */
function Decision(props: DialogProps & { review: Review; back?: () => void }): ReactElement {
  const { catalog, review, trans, close } = props;
  const [trusted, setTrusted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const top = useRef<HTMLParagraphElement>(null);
  useEffect(() => top.current?.focus(), []);
  const same = review.plugins.every((plugin) => plugin.replaces?.hash === plugin.hash);
  const replaces = review.plugins.some((plugin) => plugin.replaces);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    catalog.install(review).then(close, (reason: unknown) => {
      setError(reason);
      setBusy(false);
    });
  };
  return (
    <form className="linkr-Form-fields" onSubmit={submit}>
      <p tabIndex={-1} ref={top}>
        {same
          ? trans.__('This is what is installed already; there is nothing to do.')
          : trans.__('Nothing is installed yet. Read what would come:')}
      </p>
      <ReviewView review={review} trans={trans} locale={props.locale} />
      {!same && <Trust hash={review.hash} trusted={trusted} trans={trans} onChange={setTrusted} />}
      {error !== null && <Problem error={error} trans={trans} />}
      <p className="linkr-Status" role="status">
        {busy && trans.__('Installing…')}
      </p>
      <div className="linkr-Actions">
        {props.back && (
          <button type="button" className="linkr-Button" onClick={props.back}>
            {trans.__('Back')}
          </button>
        )}
        <button type="button" className="linkr-Button" onClick={() => close(null)}>
          {same ? trans.__('Close') : trans.__('Do not install')}
        </button>
        {!same && (
          <button
            type="submit"
            className="linkr-Button linkr-mod-primary"
            disabled={!trusted || busy}
          >
            {replaces ? trans.__('Update') : trans.__('Install')}
          </button>
        )}
      </div>
    </form>
  );
}

function Trust(props: {
  hash: string;
  trusted: boolean;
  trans: TranslationBundle;
  onChange: (trusted: boolean) => void;
}): ReactElement {
  const { trans } = props;
  return (
    <div className="linkr-Trust">
      <p>
        {trans.__(
          'A plugin is not shut in: when its cells run, they can do everything that you can.',
        )}
      </p>
      <label>
        <input
          type="checkbox"
          name="trust"
          checked={props.trusted}
          onChange={(event) => props.onChange(event.target.checked)}
        />
        <span>
          {trans.__('I have read this code and trust it. Its hash (SHA-256):')}{' '}
          <code>{props.hash}</code>
        </span>
      </label>
    </div>
  );
}
