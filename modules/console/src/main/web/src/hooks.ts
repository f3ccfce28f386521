import {useEffect, useRef, useState} from 'preact/hooks';
import {current, subscribe} from './session';

/** Draws anew where the session changes. */
export function useSession() {
  const [state, set] = useState(current);
  useEffect(() => {
    set(current());
    return subscribe(() => set(current()));
  }, []);
  return state;
}

export interface Loaded<T> {
  value: T | null;
  failure: Error | null;
  loading: boolean;
}

/** Loads what the dependencies name, and again after a login or when the server came back. */
export function useLoad<T>(load: () => Promise<T>, dependencies: unknown[]): Loaded<T> {
  const {stamp} = useSession();
  const [state, set] = useState<Loaded<T>>({value: null, failure: null, loading: true});
  const latest = useRef(0);
  useEffect(() => {
    const mine = ++latest.current;
    set((before) => ({...before, loading: true}));
    load().then(
      (value) => mine === latest.current && set({value, failure: null, loading: false}),
      (failure: Error) => mine === latest.current && set((before) => ({value: before.value, failure, loading: false})),
    );
    return () => {
      latest.current++;
    };
  }, [stamp, ...dependencies]);
  return state;
}
