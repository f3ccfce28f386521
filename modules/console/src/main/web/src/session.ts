/** Who is logged in. The token is in this page's memory only, unless it is a screen's: closing or reloading the page ends it. */
export interface Session {
  token: string;
  user: string;
  roles: string[];
}

export type Reach = 'here' | 'away';

interface State {
  session: Session | null;
  /** Counted up whenever what was asked should be asked again. */
  stamp: number;
  /** Whether a token that the page had is none any more. */
  expired: boolean;
  reach: Reach;
}

let state: State = {session: null, stamp: 0, expired: false, reach: 'here'};
const listeners = new Set<() => void>();

export function current(): State {
  return state;
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Partial<State>): void {
  state = {...state, ...next};
  listeners.forEach((each) => each());
}

export function began(session: Session): void {
  change({session, expired: false, stamp: state.stamp + 1});
}

const ending = new Set<() => void>();

/** Called where the user logs out, while the token still holds. */
export function beforeEnd(listener: () => void): () => void {
  ending.add(listener);
  return () => ending.delete(listener);
}

/** By the user: nothing of what was shown stays, neither in the page nor in its address. */
export function ended(): void {
  ending.forEach((each) => each());
  location.replace('#/');
  change({session: null, expired: false});
}

/** By the server; the page stays where it is, behind the login. */
export function expired(token: string): void {
  if (state.session?.token === token && !state.expired) {
    change({expired: true});
  }
}

export function reached(reach: Reach): void {
  if (state.reach === reach) {
    return;
  }
  change(reach === 'here' ? {reach, stamp: state.stamp + 1} : {reach});
  if (reach === 'away') {
    void comeBack();
  }
}

/** Asks every few seconds whether the server is there again. */
async function comeBack(): Promise<void> {
  while (state.reach === 'away') {
    await new Promise((done) => setTimeout(done, 2000));
    try {
      // 503 while it warms its screens: it answers queries meanwhile.
      await fetch('/health', {cache: 'no-store'});
      reached('here');
    } catch {
      // Still away.
    }
  }
}
