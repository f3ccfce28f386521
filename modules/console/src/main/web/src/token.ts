import {api, Failure} from './api';
import {began} from './session';
import {choose} from './settings';

/**
 * The token of a screen on a wall, which only reads: kept in the browser, so that the screen comes
 * back by itself after a power cut. It comes in the address once, behind the #, which no server sees.
 */
const KEY = 'citylake-screen';
const AGAIN = 3_000;

export function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // It was not kept, then.
  }
}

/** Takes a token out of the address, where nobody is to read it from the wall. */
export function take(): void {
  const [path = '', query = ''] = location.hash.split('?', 2);
  const given = new URLSearchParams(query);
  const token = given.get('token');
  if (token === null) {
    return;
  }
  try {
    localStorage.setItem(KEY, token);
  } catch {
    // The next start needs it again.
  }
  // As walls are, until somebody chooses otherwise.
  choose({colours: 'dark'});
  given.delete('token');
  const rest = given.toString();
  history.replaceState(null, '', rest ? `${path}?${rest}` : path);
}

/**
 * Logs in by the kept token, for as long as it takes: after a power cut the screen may be there
 * before the server. Throws where the server refuses it; the token is forgotten then.
 */
export async function enter(): Promise<void> {
  for (let token = kept(); token !== null; token = kept()) {
    try {
      const {user, roles} = await api.session(token);
      began({token, user, roles});
      return;
    } catch (raised) {
      if (raised instanceof Failure && raised.status === 401) {
        forget();
        throw raised;
      }
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  }
}
