import type { ISignal } from '@lumino/signaling';
import { useEffect } from 'react';

/** Call a function whenever a signal of a model is emitted, as long as the component lives. */
export function useSignal<T, U>(signal: ISignal<T, U>, react: () => void): void {
  useEffect(() => {
    const slot = (): void => react();
    signal.connect(slot);
    return () => {
      signal.disconnect(slot);
    };
  }, [signal, react]);
}
