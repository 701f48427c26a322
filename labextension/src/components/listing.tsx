import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import type { ReactElement, ReactNode } from 'react';

import { Empty, Loading, Problem } from './feedback';
import { useLoaded } from './loaded';
import { useSignal } from './signal';

/** A section of the side panel: what was read, or what to do while there is nothing. */
export function Listing<T>(props: {
  /** Must stay the same function as long as the same things are asked for. */
  load: () => Promise<T[]>;
  /** Emitted when they must be read again. */
  changed: ISignal<unknown, void>;
  trans: TranslationBundle;
  words: { loading: string; empty: string; add: string };
  onAdd: () => void;
  children: (items: T[]) => ReactNode;
}): ReactElement {
  const { trans, words } = props;
  const [loaded, reload] = useLoaded(props.load);
  useSignal(props.changed, reload);

  if (loaded.state === 'loading') {
    return <Loading label={words.loading} />;
  }
  if (loaded.state === 'failed') {
    return <Problem error={loaded.error} trans={trans} onRetry={reload} />;
  }
  const button = (
    <button type="button" className="linkr-Button linkr-mod-primary" onClick={props.onAdd}>
      {words.add}
    </button>
  );
  if (loaded.value.length === 0) {
    return <Empty action={button}>{words.empty}</Empty>;
  }
  return (
    <>
      <div className="linkr-Bar">
        {button}
        <button type="button" className="linkr-Button" onClick={reload}>
          {trans.__('Refresh')}
        </button>
      </div>
      {props.children(loaded.value)}
    </>
  );
}
