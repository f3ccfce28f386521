import {useEffect, useState} from 'preact/hooks';

/** Where in the console: the address's fragment, which no server ever sees. */
export interface Route {
  path: string[];
  query: URLSearchParams;
}

export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parts = path.split('/').filter(Boolean);
  try {
    return {path: parts.map(decodeURIComponent), query: new URLSearchParams(query)};
  } catch {
    return {path: [], query: new URLSearchParams()};
  }
}

export function link(path: string[], query?: Record<string, string>): string {
  const parts = path.map(encodeURIComponent).join('/');
  const asked = query ? new URLSearchParams(query).toString() : '';
  return `#/${parts}${asked ? `?${asked}` : ''}`;
}

export function go(to: string): void {
  location.hash = to;
}

/** Changes the address without another step of the way back. */
export function replace(to: string): void {
  history.replaceState(null, '', to);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  const [route, set] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const changed = () => set(routeOf(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
