import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';

import { RequestError } from '../request';
import { Prose } from './prose';

/** A waiting sentence, shown only when the wait can be felt. */
export function Loading(props: { label: string }): ReactElement {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="linkr-Loading" role="status">
      {shown ? props.label : ''}
    </p>
  );
}

/** What will appear here, and the one action that makes it appear. */
export function Empty(props: { children: ReactNode; action?: ReactNode }): ReactElement {
  return (
    <div className="linkr-Empty">
      <p>{props.children}</p>
      {props.action}
    </div>
  );
}

export interface Explanation {
  message: string;
  advice: string;
}

/** Say in the reader's language what went wrong and what to do. */
export function explain(error: unknown, trans: TranslationBundle): Explanation {
  if (error instanceof RequestError && error.code === 'unreachable') {
    return {
      message: trans.__('The Jupyter server does not answer.'),
      advice: trans.__('Check that the server is running, then try again.'),
    };
  }
  if (error instanceof RequestError && error.code === 'unexpected') {
    return error.status === 404
      ? {
          message: trans.__('The LinkR server extension did not answer.'),
          advice: trans.__('Enable it with “jupyter server extension enable linkr_jupyter”.'),
        }
      : {
          message: trans.__('The server could not do this (error %1).', error.status),
          advice: trans.__('Try again; if it happens again, look at the log of the server.'),
        };
  }
  if (error instanceof RequestError) {
    return { message: error.message, advice: error.advice };
  }
  return {
    message: trans.__('Something unexpected happened: %1', String(error)),
    advice: trans.__('Try again; if it happens again, reload the page.'),
  };
}

/** An error in words, with the way out. */
export function Problem(props: {
  error: unknown;
  trans: TranslationBundle;
  onRetry?: () => void;
}): ReactElement {
  const { message, advice } = explain(props.error, props.trans);
  return (
    <div className="linkr-Problem" role="alert">
      <p className="linkr-Problem-message">
        <Prose>{message}</Prose>
      </p>
      {advice && (
        <p>
          <Prose>{advice}</Prose>
        </p>
      )}
      {props.onRetry && (
        <button type="button" className="linkr-Button" onClick={props.onRetry}>
          {props.trans.__('Retry')}
        </button>
      )}
    </div>
  );
}

/** A short word about a thing, such as "generated data". */
export function Badge(props: {
  children: ReactNode;
  kind?: 'plain' | 'notice' | 'good' | 'bad';
}): ReactElement {
  return <span className={`linkr-Tag linkr-mod-${props.kind ?? 'plain'}`}>{props.children}</span>;
}
