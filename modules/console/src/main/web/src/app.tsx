import type {ComponentType, JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {Choices} from './choices';
import {useSession} from './hooks';
import {Login} from './login';
import {Waiting} from './parts';
import {link, useRoute, type Route} from './router';
import {ended, reached} from './session';
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
  applications: () => import('./pages/screens'),
};

const SECTIONS: [string, Word][] = [
  ['', 'centre'],
  ['applications', 'screens'],
  ['map', 'map'],
  ['catalogue', 'catalogue'],
  ['sql', 'sql'],
];

export function App(): JSX.Element {
  const {session, expired, reach} = useSession();
  const {t} = useWords();
  const route = useRoute();
  if (!session) {
    return <Login over={false} />;
  }
  const section = route.path[0] ?? '';
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
            <button type="button" class="quiet" id="logout" onClick={ended}>
              {t('logout')}
            </button>
          </div>
        </header>
        {reach === 'away' ? (
          <p class="away" role="status">
            {t('away')}
          </p>
        ) : null}
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
