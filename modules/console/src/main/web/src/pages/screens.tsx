import type {JSX} from 'preact';
import {useMemo} from 'preact/hooks';
import {api, Failure, type Panel, type ScreenPage} from '../api';
import type {PageProperties} from '../app';
import {useLoad, useSession, useTurns} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {link, type Route} from '../router';
import {boundsOf, Controls} from '../screen/controls';
import {AT} from '../screen/drills';
import {Shown, type Got} from '../screen/panel';
import {useWords} from '../words';

export {Wall} from './wall';

/** A release that publishes while a screen loads is met at most so often in a row. */
const TRIES = 5;
const EVERY = 60_000;
/** Rows of a panel that the browser holds. */
const MOST = 10_000;

export default function Screens({route}: PageProperties): JSX.Element {
  const name = route.path[1];
  return name ? <One key={name} name={name} route={route} /> : <All />;
}

function All(): JSX.Element {
  const {t, titled} = useWords();
  const screens = useLoad(api.screens, []);
  return (
    <>
      <Head title={t('screens')}>
        <a class="quiet" id="on-wall" href={link(['wall'])}>
          {t('onWall')}
        </a>
      </Head>
      <Trouble failure={screens.failure} />
      <Waiting on={screens.loading && !screens.value} />
      <ul class="tiles">
        {(screens.value ?? []).map((each) => (
          <li key={each.name}>
            <a class="card tile" href={link(['applications', each.name])}>
              <strong>{titled(each)}</strong>
              <span class="note">{each.owner}</span>
              <code>{each.name}</code>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/**
 * The answers of all panels, of one release: where one was published meanwhile, the older answers
 * are asked again. Panels whose parameters aren't given aren't asked.
 */
async function together(screen: ScreenPage, given: Record<string, string>, signal: AbortSignal): Promise<Map<string, Got>> {
  const got = new Map<string, Got>();
  const ask = async (panel: Panel) => {
    const wanted = wantedOf(panel, given);
    try {
      const [answer, earlier] = await Promise.all([
        api.panel(screen.name, panel.name, wanted, MOST, signal),
        panel.compare ? api.earlier(screen.name, panel.name, wanted, MOST, signal) : null,
      ]);
      got.set(panel.name, {answer, earlier, failure: null});
    } catch (raised) {
      got.set(panel.name, {answer: null, earlier: null, failure: raised as Error});
    }
  };
  const releasesOf = (panel: Panel) => {
    const {answer, earlier} = got.get(panel.name) ?? {};
    return [answer, earlier].flatMap((each) => (each ? [each.release] : []));
  };
  const askable = screen.panels.filter((panel) => missing(panel, given).length === 0);
  let asked = askable;
  for (let tries = 0; tries < TRIES && asked.length > 0; tries++) {
    await Promise.all(asked.map(ask));
    const newest = Math.max(...askable.flatMap(releasesOf), 0);
    asked = askable.filter((panel) => releasesOf(panel).some((each) => each < newest));
  }
  if (asked.length > 0) {
    throw new Failure('', '', 0, 'tooFast');
  }
  return got;
}

/** Of what is given, what a panel takes. */
function wantedOf(panel: Panel, given: Record<string, string>): Record<string, string> {
  return Object.fromEntries(panel.parameters.flatMap((each) => (given[each.name] ? [[each.name, given[each.name] ?? '']] : [])));
}

function missing(panel: Panel, given: Record<string, string>): string[] {
  return panel.parameters.filter((each) => each.required && !given[each.name]).map((each) => each.name);
}

/** @param wall whether nobody sits before it: it has no fields and leads nowhere */
export function One({name, route, wall = false}: {name: string; route: Route; wall?: boolean}): JSX.Element {
  const {t, titled, time} = useWords();
  const {reach} = useSession();
  const page = useLoad((signal) => api.screen(name, signal), []);
  const given = Object.fromEntries(route.query);
  const wish = JSON.stringify(given);
  const [turn, next, busy] = useTurns(EVERY);
  const screen = page.value;
  const asked = screen ? JSON.stringify(screen) : '';
  const answers = useLoad((signal) => (screen ? together(screen, given, signal) : Promise.resolve(new Map<string, Got>())), [asked, wish], turn);
  const releases = useLoad(api.releases, [], turn);
  const looked = useLoad((signal) => (screen?.window ? api.window(name, ofWindow(given), signal) : Promise.resolve(null)), [asked, JSON.stringify(ofWindow(given))], turn);
  busy(answers.loading);
  const panels = useMemo(() => (wall ? (screen?.panels ?? []).map((each) => ({...each, drill: []})) : (screen?.panels ?? [])), [screen, wall]);
  const where = useMemo(() => (screen ? {screen, given, bounds: boundsOf(looked.value)} : null), [screen, wish, looked.value]);
  if (!screen || !where) {
    return (
      <>
        <Head title={name} />
        <Trouble failure={page.failure} />
        <Waiting on={page.loading} />
      </>
    );
  }
  const release = Math.max(0, ...[...(answers.value?.values() ?? [])].map((each) => each.answer?.release ?? 0));
  const at = releases.value?.find((each) => each.id === release)?.at;
  const version = release > 0 ? (at ? t('asOf', release, time(new Date(at))) : t('asOfShort', release)) : '';
  const {bounds} = where;
  const span = bounds ? (bounds.from === bounds.until ? bounds.until : t('windowOf', bounds.from, bounds.until)) : '';
  return (
    <>
      <Head title={titled(screen)} note={screen.owner}>
        {span ? (
          <span class="note" id="window">
            {span}
          </span>
        ) : null}
        <span class="note" id="as-of" role="status">
          {version}
        </span>
        <button type="button" class="quiet" disabled={answers.loading || reach === 'away'} onClick={next}>
          {t('refresh')}
        </button>
      </Head>
      {wall ? null : <Controls screen={screen} given={given} wish={wish} bounds={bounds} />}
      <Trouble failure={answers.failure ?? looked.failure} />
      <div class="panels">
        {panels.map((panel) => (
          <Shown
            key={panel.name}
            panel={panel}
            got={answers.value?.get(panel.name) ?? null}
            missing={missing(panel, given)}
            waiting={answers.loading && !answers.value?.has(panel.name)}
            where={where}
            wanted={wantedOf(panel, given)}
            note={[titled(screen), span, version].filter(Boolean).join(' · ')}
            marked={given[AT] === panel.name}
          />
        ))}
      </div>
    </>
  );
}

function ofWindow(given: Record<string, string>): Record<string, string> {
  return Object.fromEntries(['from', 'until', 'last'].flatMap((each) => (given[each] ? [[each, given[each] ?? '']] : [])));
}
