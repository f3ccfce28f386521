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

interface Held<T> extends Loaded<T> {
  of: unknown[];
}

function same(one: unknown[], other: unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => Object.is(each, other[index]));
}

/**
 * Loads what the dependencies name, and again after a login or when the server came back.
 *
 * What was loaded stays while the same is loaded anew; of other dependencies it is never shown. What
 * is loaded for nothing is broken off.
 *
 * @param turn loads the same anew where it changes
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: unknown[], turn = 0): Loaded<T> {
  const {stamp} = useSession();
  const [state, set] = useState<Held<T>>({value: null, failure: null, loading: true, of: dependencies});
  useEffect(() => {
    const stop = new AbortController();
    const of = dependencies;
    set((before) => ({value: same(before.of, of) ? before.value : null, failure: null, loading: true, of}));
    load(stop.signal).then(
      (value) => !stop.signal.aborted && set({value, failure: null, loading: false, of}),
      (failure: Error) => !stop.signal.aborted && set((before) => ({value: before.value, failure, loading: false, of})),
    );
    return () => stop.abort();
  }, [stamp, turn, ...dependencies]);
  return same(state.of, dependencies) ? state : {value: null, failure: null, loading: true};
}

/** A number that is counted up by hand and every so often; not while nobody looks, nor while what it is for still loads. */
export function useTurns(every: number): [turn: number, next: () => void, busy: (loading: boolean) => void] {
  const [turn, set] = useState(0);
  const loading = useRef(false);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && !loading.current && set((each) => each + 1), every);
    return () => clearInterval(timer);
  }, [every]);
  return [
    turn,
    () => set((each) => each + 1),
    (now) => {
      loading.current = now;
    },
  ];
}
