import type {ComponentType, JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {Choices} from './choices';
import {useSession} from './hooks';
import {Login} from './login';
import {Waiting} from './parts';
import {link, useRoute, type Route} from './router';
import {ended, reached, type Reach} from './session';
import {enter, forget, has, take} from './token';
import {useWords, type Word} from './words';

export interface PageProperties {
  route: Route;
}

type Page = ComponentType<PageProperties>;

/** Each page is fetched when it is first opened. */
const PAGES: Record<string, () => Promise<{default: Page}>> = {
  '': () => import('./pages/centre'),
  catalogue: () => import('./pages/catalogue'),
  sql: () => import('./pages/sql'),
  map: () => import('./pages/map'),
  dossier: () => import('./pages/dossier'),
  applications: () => import('./pages/screens'),
  // With the screens that it shows: what two pages share is fetched before the first.
  wall: async () => ({default: (await import('./pages/screens')).Wall}),
  runs: () => import('./pages/runs'),
  alerts: () => import('./pages/alerts'),
  quarantine: () => import('./pages/quarantine'),
  lineage: () => import('./pages/lineage'),
  releases: () => import('./pages/releases'),
  access: () => import('./pages/access'),
  users: () => import('./pages/users'),
};

const SECTIONS: [string, Word][] = [
  ['', 'centre'],
  ['applications', 'screens'],
  ['map', 'map'],
  ['dossier', 'dossier'],
  ['catalogue', 'catalogue'],
  ['lineage', 'lineage'],
  ['sql', 'sql'],
  ['runs', 'runs'],
  ['alerts', 'alerts'],
  ['quarantine', 'quarantine'],
  ['releases', 'releases'],
  ['access', 'accessLog'],
  ['users', 'users'],
];

export function App(): JSX.Element {
  const {session, expired, reach} = useSession();
  const {t} = useWords();
  const route = useRoute();
  const entering = useToken(session !== null, expired);
  if (!session) {
    return entering ? <Starting /> : <Login over={false} />;
  }
  const section = route.path[0] ?? '';
  if (section === 'wall') {
    return (
      <>
        <div inert={expired}>
          <Away reach={reach} />
          <Shown key={session.user} section={section} route={route} />
        </div>
        {expired ? <Login over /> : null}
      </>
    );
  }
  return (
    <>
      <div class="frame" inert={expired}>
        <a class="skip" href="#content" onClick={(event) => skip(event)}>
          {t('skip')}
        </a>
        <header class="bar">
          <a class="mark" href="#/">
            CityLake
          </a>
          <nav aria-label={t('sections')}>
            {SECTIONS.map(([name, title]) => (
              <a key={name} href={link(name ? [name] : [])} aria-current={section === name ? 'page' : undefined}>
                {t(title)}
              </a>
            ))}
          </nav>
          <div class="who">
            <Choices />
            <span class="user" title={session.roles.join(', ')}>
              {session.user}
            </span>
            <button type="button" class="quiet" id="logout" onClick={leave}>
              {t('logout')}
            </button>
          </div>
        </header>
        <Away reach={reach} />
        <main id="content" tabIndex={-1}>
          {/* Of another user nothing stays. */}
          <Shown key={session.user} section={section} route={route} />
        </main>
        <footer>
          <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer">
            {t('api')}
          </a>
          <a href={document.querySelector<HTMLLinkElement>('link[rel=license]')?.href} target="_blank" rel="noreferrer">
            {t('licences')}
          </a>
        </footer>
      </div>
      {expired ? <Login over /> : null}
    </>
  );
}

/** Whoever logs out at a screen takes its token out of the browser. */
function leave(): void {
  forget();
  ended();
}

function Away({reach}: {reach: Reach}): JSX.Element | null {
  const {t} = useWords();
  return reach === 'away' ? (
    <p class="away" role="status">
      {t('away')}
    </p>
  ) : null;
}

/** Logs in by the token of a screen, where the browser has one; whether it still does. */
function useToken(inside: boolean, ended: boolean): boolean {
  const [entering, set] = useState(() => {
    take();
    return has();
  });
  useEffect(() => {
    if (entering && !inside) {
      enter().then(
        () => set(false),
        () => set(false),
      );
    }
  }, [entering, inside]);
  useEffect(() => {
    // It was taken back, or has run out.
    if (ended) {
      forget();
    }
  }, [ended]);
  useEffect(() => {
    const changed = () => take() && set(true);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return entering;
}

function Starting(): JSX.Element {
  const {t} = useWords();
  return (
    <p class="note" role="status">
      {t('starting')}
    </p>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Shown({section, route}: {section: string; route: Route}): JSX.Element {
  const {t} = useWords();
  const {stamp} = useSession();
  const [page, set] = useState<{section: string; page: Page} | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const first = useRef(true);
  const load = Object.hasOwn(PAGES, section) ? PAGES[section] : undefined;
  useEffect(() => {
    let wanted = true;
    setFailure(null);
    load?.().then(
      (module) => wanted && set({section, page: module.default}),
      (raised: Error) => wanted && failed(raised),
    );
    // Where the server is away it is fetched again once that is back.
    const failed = (raised: Error) =>
      fetch('/health', {cache: 'no-store'}).then(
        () => wanted && setFailure(raised),
        () => reached('away'),
      );
    return () => {
      wanted = false;
    };
  }, [section, stamp]);
  useEffect(() => {
    // Whoever moves by keyboard goes on in the new page.
    if (first.current) {
      first.current = false;
    } else {
      document.getElementById('content')?.focus({preventScroll: true});
      scrollTo(0, 0);
    }
  }, [route.path.join('/')]);
  if (!load) {
    return <p class="note">{t('noPage')}</p>;
  }
  if (failure) {
    return (
      <div class="trouble" role="alert">
        <span>{t('renewed')}</span>
        <button type="button" onClick={() => location.reload()}>
          {t('reload')}
        </button>
      </div>
    );
  }
  if (!page || page.section !== section) {
    return <Waiting on />;
  }
  const Of = page.page;
  return <Of route={route} />;
}
