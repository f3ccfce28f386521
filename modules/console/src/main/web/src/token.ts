import {api, Failure} from './api';
import {link, routeOf} from './router';
import {began} from './session';
import {choose} from './settings';
import {keep, kept} from './storage';

/**
 * The token of a screen on a wall, which only reads: kept in the browser, so that the screen comes
 * back by itself after a power cut. It comes in the address once, behind the #, which no server sees.
 */
const KEY = 'screen';
const AGAIN = 3_000;

export function has(): boolean {
  return kept(KEY) !== null;
}

export function forget(): void {
  keep(KEY, null);
}

/** Takes a token out of the address, where nobody is to read it from the wall; whether there was one. */
export function take(): boolean {
  const {path, query} = routeOf(location.hash);
  const token = query.get('token');
  if (token === null) {
    return false;
  }
  keep(KEY, token);
  // As walls are, until somebody chooses otherwise.
  choose({colours: 'dark'});
  query.delete('token');
  history.replaceState(null, '', link(path, Object.fromEntries(query)));
  return true;
}

/**
 * Logs in by the kept token, for as long as it takes: after a power cut the screen may be there
 * before the server. Throws where the server refuses it; the token is forgotten then.
 */
export async function enter(): Promise<void> {
  for (let token = kept(KEY); token !== null; token = kept(KEY)) {
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
