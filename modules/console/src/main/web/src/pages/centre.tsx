import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {api, Failure, type Answer, type Theme} from '../api';
import type {PageProperties} from '../app';
import {useLoad, useTurns} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {link} from '../router';
import {isWord, useWords, type Word} from '../words';

const EVERY = 60_000;

/** From the worst. */
const STATES = ['failing', 'late', 'atRisk', 'unknown', 'fresh'] as const satisfies Word[];
type State = (typeof STATES)[number];

const FRESHNESS = 'SELECT table_name, newest_at, late, row_count FROM _sys.freshness';
const ALERTS =
  'SELECT alert_id, kind, severity, theme, job, owner, since, acked_at FROM _sys.alerts WHERE ended_at IS NULL ORDER BY since DESC';
/** Of a higher grade: who may not read them has the kinds. */
const TEXTS = 'SELECT alert_id, text_zh, text_en FROM _sys.alerts WHERE ended_at IS NULL';
/** A run that goes on says nothing yet, and one that was only tried changes nothing. */
const LAST_RUNS =
  "SELECT job, target, max_by(outcome, started_at) AS outcome FROM _sys.runs WHERE started_at >= current_date() - INTERVAL 31 DAY AND outcome NOT IN ('running', 'dry_run') GROUP BY job, target";
const DAYS =
  "SELECT datediff(current_date(), CAST(started_at AS DATE)) AS ago, count(*) AS runs, count_if(outcome IN ('failed', 'refused', 'blocked')) AS failed, sum(accepted) FILTER (WHERE outcome = 'published' AND kind IN ('load', 'replay')) AS accepted, sum(quarantined) AS refused FROM _sys.runs WHERE started_at >= current_date() - INTERVAL 7 DAY AND outcome <> 'dry_run' GROUP BY 1";
const FAILED = ['failed', 'refused', 'blocked'];
const MOST = 20_000;

interface Alert {
  id: string;
  kind: string;
  severity: string;
  theme: string;
  job: string;
  owner: string;
  zh: string;
  en: string;
  since: string;
  acked: boolean;
}

interface Row {
  theme: Theme;
  state: State;
  late: number;
  failing: number;
  alerts: number;
  newest: string;
  rows: number;
}

interface Day {
  runs: number;
  failed: number;
  accepted: number;
  refused: number;
}

/** What could be asked; a part that couldn't be has its failure instead. */
interface Board {
  /** Null where one of those that a state is made of is missing. */
  themes: Row[] | null;
  alerts: Alert[] | null;
  days: Map<number, Day> | null;
  failures: {states: Error | null; alerts: Error | null; days: Error | null};
  at: Date;
}

function themeOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function alertsOf(answer: Answer, texts: Answer | null): Alert[] {
  const told = new Map((texts?.rows ?? []).map((row) => [row.alert_id, row]));
  return answer.rows.map((row) => ({
    id: String(row.alert_id),
    kind: String(row.kind),
    severity: String(row.severity),
    theme: row.theme === null ? '' : String(row.theme),
    job: row.job === null ? '' : String(row.job),
    owner: row.owner === null ? '' : String(row.owner),
    zh: String(told.get(row.alert_id)?.text_zh ?? ''),
    en: String(told.get(row.alert_id)?.text_en ?? ''),
    since: String(row.since),
    acked: row.acked_at !== null,
  }));
}

function stateOf(late: number, failing: number, alerts: Alert[], newest: string, rows: number): State {
  const kinds = new Set(alerts.map((each) => each.kind));
  if (failing > 0 || kinds.has('failed') || kinds.has('audit_blocked') || kinds.has('quarantine')) {
    return 'failing';
  }
  if (late > 0 || kinds.has('late')) {
    return 'late';
  }
  if (kinds.has('at_risk') || kinds.has('source_quiet')) {
    return 'atRisk';
  }
  return newest === '' && rows === 0 ? 'unknown' : 'fresh';
}

type Part = PromiseSettledResult<Answer>;

function valueOf(part: Part): Answer | null {
  return part.status === 'fulfilled' ? part.value : null;
}

function failureOf(...parts: Part[]): Error | null {
  const failed = parts.find((each) => each.status === 'rejected');
  return failed ? (failed.reason as Error) : null;
}

function refuses(failure: Error | null): boolean {
  return failure instanceof Failure && failure.status === 403;
}

function rowsOf(themes: Theme[], freshness: Answer, runs: Answer, alerts: Alert[]): Row[] {
  const rows = themes.map((theme): Row => {
    const tables = freshness.rows.filter((row) => themeOf(String(row.table_name)) === theme.name);
    const failing = runs.rows.filter((row) => themeOf(String(row.target)) === theme.name && FAILED.includes(String(row.outcome))).length;
    const late = tables.filter((row) => row.late === true).length;
    const mine = alerts.filter((each) => each.theme === theme.name);
    const newest = tables.reduce((most, row) => (row.newest_at !== null && String(row.newest_at) > most ? String(row.newest_at) : most), '');
    const counted = tables.reduce((sum, row) => sum + Number(row.row_count ?? 0), 0);
    return {theme, state: stateOf(late, failing, mine, newest, counted), late, failing, alerts: mine.length, newest, rows: counted};
  });
  return rows.sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || (a.theme.name < b.theme.name ? -1 : 1));
}

/** What the platform says of itself in SQL; null where the caller's roles read none of that. */
async function load(signal: AbortSignal): Promise<{themes: Theme[]; board: Board | null}> {
  const themes = await api.themes(signal);
  const named = themes.filter((each) => each.name !== '_sys');
  if (named.length === themes.length) {
    return {themes: named, board: null};
  }
  const [fresh, open, texts, runs, days] = await Promise.allSettled(
    ([FRESHNESS, ALERTS, TEXTS, LAST_RUNS, DAYS] as const).map((sql) => api.sql({sql, most: MOST, signal})),
  ) as [Part, Part, Part, Part, Part];
  const parts = [fresh, open, runs, days];
  if (parts.every((each) => each.status === 'rejected')) {
    const other = parts.find((each) => !refuses(failureOf(each)));
    if (other) {
      throw failureOf(other);
    }
    return {themes: named, board: null};
  }
  const alerts = valueOf(open) && alertsOf(valueOf(open) as Answer, valueOf(texts));
  const freshness = valueOf(fresh);
  const last = valueOf(runs);
  const daily = valueOf(days);
  return {
    themes: named,
    board: {
      themes: freshness && last && alerts ? rowsOf(named, freshness, last, alerts) : null,
      alerts,
      days:
        daily &&
        new Map(
          daily.rows.map((row) => [
            Number(row.ago),
            {runs: Number(row.runs), failed: Number(row.failed), accepted: Number(row.accepted ?? 0), refused: Number(row.refused ?? 0)},
          ]),
        ),
      failures: {states: failureOf(fresh, runs), alerts: failureOf(open), days: failureOf(days)},
      at: new Date(),
    },
  };
}

export default function Centre(_: PageProperties): JSX.Element {
  const {t, time} = useWords();
  const [turn, next, busy] = useTurns(EVERY);
  const got = useLoad(load, [], turn);
  busy(got.loading);
  const [full, setFull] = useState(false);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => {
      document.removeEventListener('fullscreenchange', changed);
      if (document.fullscreenElement) {
        void document.exitFullscreen();
      }
    };
  }, []);
  const board = got.value?.board ?? null;
  // The whole document, so that a login that is asked for is seen.
  const toggle = () => void (full ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => undefined));
  return (
    <div class={full ? 'centre wall' : 'centre'} data-colours={full ? 'dark' : undefined}>
      <Head title={t('centre')}>
        <span class="note" role="status">
          {board ? t('updatedAgo', time(board.at)) : ''}
        </span>
        <button type="button" class="quiet" onClick={next} disabled={got.loading}>
          {t('refresh')}
        </button>
        <button type="button" class="quiet" onClick={toggle}>
          {full ? t('leaveFullScreen') : t('fullScreen')}
        </button>
      </Head>
      <Trouble failure={got.failure} />
      <Waiting on={got.loading && !got.value} />
      {board ? <Whole board={board} themes={got.value?.themes ?? []} /> : null}
      {got.value && !board ? (
        <>
          <p class="note">{t('noSys')}</p>
          <Plain themes={got.value.themes} />
        </>
      ) : null}
    </div>
  );
}

/** For who doesn't read what the platform says of itself. */
function Plain({themes}: {themes: Theme[]}): JSX.Element {
  const {t, titled, number} = useWords();
  return (
    <ul class="tiles">
      {themes.map((each) => (
        <li key={each.name}>
          <a class="card tile" href={link(['catalogue'], {theme: each.name})}>
            <strong>{titled(each)}</strong>
            <span class="note">
              {each.owner} · {t('datasets')} {number(each.datasets)}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Whole({board, themes}: {board: Board; themes: Theme[]}): JSX.Element {
  return (
    <>
      <Trouble failure={board.failures.states} />
      <Counts board={board} />
      <Trouble failure={board.failures.days} />
      <Alerts alerts={board.alerts} failure={board.failures.alerts} />
      {board.themes ? <Themes rows={board.themes} /> : <Plain themes={themes} />}
    </>
  );
}

function Counts({board}: {board: Board}): JSX.Element {
  const {t, number} = useWords();
  const {themes, alerts, days} = board;
  const daily = (ago: number): Day => days?.get(ago) ?? {runs: 0, failed: 0, accepted: 0, refused: 0};
  const figures: [Word, keyof Day][] = [
    ['runsToday', 'runs'],
    ['failedToday', 'failed'],
    ['acceptedToday', 'accepted'],
    ['refusedToday', 'refused'],
  ];
  return (
    <>
      <ul class="states" aria-label={t('themes')}>
        {themes &&
          STATES.map((state) => (
            <li key={state} class={`card state-${state}`} data-state={state}>
              <span class="big">{number(themes.filter((each) => each.state === state).length)}</span>
              <span>{t(state)}</span>
            </li>
          ))}
        {alerts ? (
          <li class={`card ${alerts.length > 0 ? 'state-failing' : 'state-fresh'}`} data-state="alerts">
            <span class="big">{number(alerts.length)}</span>
            <span>{t('openAlerts')}</span>
          </li>
        ) : null}
      </ul>
      <ul class="states counts">
        {themes ? (
          <li class="card">
            <span class="big">{number(themes.reduce((sum, each) => sum + each.rows, 0))}</span>
            <span>{t('totalRows')}</span>
          </li>
        ) : null}
        {days &&
          figures.map(([label, key]) => (
            <li class="card" key={key} data-figure={key}>
              <span class="big">{number(daily(0)[key])}</span>
              <span>{t(label)}</span>
              <span class="note">
                {t('yesterday', number(daily(1)[key]))} · {t('lastWeek', number(daily(7)[key]))}
              </span>
            </li>
          ))}
      </ul>
    </>
  );
}

/** Their kinds for everybody; their texts may be masked, or kept back. */
function Alerts({alerts, failure}: {alerts: Alert[] | null; failure: Error | null}): JSX.Element {
  const {t, time, language} = useWords();
  const named = (prefix: string, text: string) => {
    const key = `${prefix}_${text}`;
    return isWord(key) ? t(key) : text;
  };
  return (
    <section class="card" aria-label={t('openAlerts')} id="alerts">
      <h2>{t('openAlerts')}</h2>
      <Trouble failure={failure} />
      {alerts?.length === 0 ? <p class="note">{t('noAlerts')}</p> : null}
      {alerts && alerts.length > 0 ? (
        <div class="grid">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('severity')}</th>
                <th scope="col">{t('kind')}</th>
                <th scope="col">{t('text')}</th>
                <th scope="col">{t('job')}</th>
                <th scope="col">{t('owner')}</th>
                <th scope="col">{t('since')}</th>
              </tr>
            </thead>
            <tbody>
              {alerts.map((each) => (
                <tr key={each.id}>
                  <td>
                    <span class={`tag severity-${each.severity}`}>{named('severity', each.severity)}</span>
                    {each.acked ? <span class="tag">{t('acked')}</span> : null}
                  </td>
                  <td>{named('kind', each.kind)}</td>
                  <td class="wrap">{(language === 'zh' ? each.zh : each.en) || '—'}</td>
                  <td>
                    <code>{each.job}</code>
                  </td>
                  <td>{each.owner}</td>
                  <td>{time(each.since)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}

function Themes({rows}: {rows: Row[]}): JSX.Element {
  const {t, titled, number, day} = useWords();
  return (
    <ul class="tiles themes">
      {rows.map((each) => (
        <li key={each.theme.name}>
          <a class={`card tile state-${each.state}`} data-theme={each.theme.name} href={link(['catalogue'], {theme: each.theme.name})}>
            <span class="line">
              <strong>{titled(each.theme)}</strong>
              <span class="tag">{t(each.state)}</span>
            </span>
            <span class="note">
              {t('rows')} {number(each.rows)}
              {each.newest ? ` · ${t('newest')} ${day(each.newest)}` : ''}
            </span>
            <span class="note">
              {each.late > 0 ? `${t('tablesLate')} ${number(each.late)}  ` : ''}
              {each.failing > 0 ? `${t('tablesFailing')} ${number(each.failing)}  ` : ''}
              {each.alerts > 0 ? `${t('openAlerts')} ${number(each.alerts)}` : ''}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
