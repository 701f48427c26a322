import { useCallback, useEffect, useRef, useState } from 'react';

export type Loaded<T> =
  { state: 'loading' } | { state: 'failed'; error: unknown } | { state: 'ready'; value: T };

/**
 * Load something and draw what is known of it.
 *
 * While it is loaded again the last value stays on screen; an answer that comes after a newer
 * question was asked is dropped.
 */
export function useLoaded<T>(load: () => Promise<T>): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const question = useRef(0);
  const ask = useCallback(() => {
    const asked = ++question.current;
    load().then(
      (value) => asked === question.current && setLoaded({ state: 'ready', value }),
      (error: unknown) => asked === question.current && setLoaded({ state: 'failed', error }),
    );
  }, [load]);
  const reload = useCallback(() => {
    setLoaded((last) => (last.state === 'ready' ? last : { state: 'loading' }));
    ask();
  }, [ask]);
  useEffect(() => {
    ask();
    return () => {
      question.current += 1;
    };
  }, [ask]);
  return [loaded, reload];
}
