import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {api, type Answer, type Theme} from '../api';
import type {PageProperties} from '../app';
import {useLoad} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {link} from '../router';
import {useWords, type Word} from '../words';

const EVERY = 60_000;

/** From the worst. */
const STATES = ['failing', 'late', 'atRisk', 'unknown', 'fresh'] as const satisfies Word[];
type State = (typeof STATES)[number];

const FRESHNESS = 'SELECT table_name, newest_at, late, row_count FROM _sys.freshness';
const ALERTS =
  'SELECT alert_id, kind, severity, theme, job, owner, text_zh, text_en, since, acked_at FROM _sys.alerts WHERE ended_at IS NULL ORDER BY since DESC';
/** A run that goes on says nothing yet, and one that was only tried changes nothing. */
const LAST_RUNS =
  "SELECT job, target, max_by(outcome, started_at) AS outcome FROM _sys.runs WHERE started_at >= current_date() - INTERVAL 31 DAY AND outcome NOT IN ('running', 'dry_run') GROUP BY job, target";
const DAYS =
  "SELECT datediff(current_date(), CAST(started_at AS DATE)) AS ago, count(*) AS runs, count_if(outcome IN ('failed', 'refused', 'blocked')) AS failed, sum(accepted) AS accepted, sum(quarantined) AS refused FROM _sys.runs WHERE started_at >= current_date() - INTERVAL 7 DAY GROUP BY 1";
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

interface Board {
  themes: Row[];
  alerts: Alert[];
  days: Map<number, Day>;
  at: Date;
}

function themeOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function alertsOf(answer: Answer): Alert[] {
  return answer.rows.map((row) => ({
    id: String(row.alert_id),
    kind: String(row.kind),
    severity: String(row.severity),
    theme: row.theme === null ? '' : String(row.theme),
    job: row.job === null ? '' : String(row.job),
    owner: row.owner === null ? '' : String(row.owner),
    zh: String(row.text_zh),
    en: String(row.text_en),
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

/** What the platform says of itself in SQL; null where the caller's roles don't read that. */
async function load(): Promise<{themes: Theme[]; board: Board | null}> {
  const themes = await api.themes();
  const named = themes.filter((each) => each.name !== '_sys');
  if (named.length === themes.length) {
    return {themes: named, board: null};
  }
  const ask = (sql: string) => api.sql({sql, most: MOST});
  const [freshness, open, runs, days] = await Promise.all([ask(FRESHNESS), ask(ALERTS), ask(LAST_RUNS), ask(DAYS)]);
  const alerts = alertsOf(open);
  const rows = named.map((theme): Row => {
    const tables = freshness.rows.filter((row) => themeOf(String(row.table_name)) === theme.name);
    const failing = runs.rows.filter((row) => themeOf(String(row.target)) === theme.name && FAILED.includes(String(row.outcome))).length;
    const late = tables.filter((row) => row.late === true).length;
    const mine = alerts.filter((each) => each.theme === theme.name);
    const newest = tables.reduce((most, row) => (row.newest_at !== null && String(row.newest_at) > most ? String(row.newest_at) : most), '');
    const counted = tables.reduce((sum, row) => sum + Number(row.row_count ?? 0), 0);
    return {theme, state: stateOf(late, failing, mine, newest, counted), late, failing, alerts: mine.length, newest, rows: counted};
  });
  rows.sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || (a.theme.name < b.theme.name ? -1 : 1));
  return {
    themes: named,
    board: {
      themes: rows,
      alerts,
      days: new Map(
        days.rows.map((row) => [
          Number(row.ago),
          {runs: Number(row.runs), failed: Number(row.failed), accepted: Number(row.accepted ?? 0), refused: Number(row.refused ?? 0)},
        ]),
      ),
      at: new Date(),
    },
  };
}

export default function Centre(_: PageProperties): JSX.Element {
  const {t, time} = useWords();
  const [turn, next] = useState(0);
  const got = useLoad(load, [turn]);
  const whole = useRef<HTMLDivElement>(null);
  const [full, setFull] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && next((each) => each + 1), EVERY);
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => {
      clearInterval(timer);
      document.removeEventListener('fullscreenchange', changed);
    };
  }, []);
  const board = got.value?.board ?? null;
  const toggle = () => void (full ? document.exitFullscreen() : whole.current?.requestFullscreen()?.catch(() => undefined));
  return (
    <div class={full ? 'centre wall' : 'centre'} ref={whole} data-colours={full ? 'dark' : undefined}>
      <Head title={t('centre')}>
        <span class="note" role="status">
          {board ? t('updatedAgo', time(board.at)) : ''}
        </span>
        <button type="button" class="quiet" onClick={() => next((each) => each + 1)} disabled={got.loading}>
          {t('refresh')}
        </button>
        <button type="button" class="quiet" onClick={toggle}>
          {full ? t('leaveFullScreen') : t('fullScreen')}
        </button>
      </Head>
      <Trouble failure={got.failure} />
      <Waiting on={got.loading && !got.value} />
      {board ? <Whole board={board} /> : null}
      {got.value && !board ? <Plain themes={got.value.themes} /> : null}
    </div>
  );
}

/** For who doesn't read what the platform says of itself. */
function Plain({themes}: {themes: Theme[]}): JSX.Element {
  const {t, titled, number} = useWords();
  return (
    <>
      <p class="note">{t('noSys')}</p>
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
    </>
  );
}

function Whole({board}: {board: Board}): JSX.Element {
  const {t, titled, number, time, day, language} = useWords();
  const counted = (state: State) => board.themes.filter((each) => each.state === state).length;
  const rows = board.themes.reduce((sum, each) => sum + each.rows, 0);
  const daily = (ago: number): Day => board.days.get(ago) ?? {runs: 0, failed: 0, accepted: 0, refused: 0};
  const figures: [Word, keyof Day][] = [
    ['runsToday', 'runs'],
    ['failedToday', 'failed'],
    ['acceptedToday', 'accepted'],
    ['refusedToday', 'refused'],
  ];
  return (
    <>
      <ul class="states" aria-label={t('themes')}>
        {STATES.map((state) => (
          <li key={state} class={`card state-${state}`} data-state={state}>
            <span class="big">{number(counted(state))}</span>
            <span>{t(state)}</span>
          </li>
        ))}
        <li class={`card ${board.alerts.length > 0 ? 'state-failing' : 'state-fresh'}`} data-state="alerts">
          <span class="big">{number(board.alerts.length)}</span>
          <span>{t('openAlerts')}</span>
        </li>
      </ul>
      <ul class="states counts">
        <li class="card">
          <span class="big">{number(rows)}</span>
          <span>{t('totalRows')}</span>
        </li>
        {figures.map(([label, key]) => (
          <li class="card" key={key}>
            <span class="big">{number(daily(0)[key])}</span>
            <span>{t(label)}</span>
            <span class="note">
              {t('yesterday', number(daily(1)[key]))} · {t('lastWeek', number(daily(7)[key]))}
            </span>
          </li>
        ))}
      </ul>
      <section class="card" aria-label={t('openAlerts')}>
        <h2>{t('openAlerts')}</h2>
        {board.alerts.length === 0 ? (
          <p class="note">{t('noAlerts')}</p>
        ) : (
          <div class="grid">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('severity')}</th>
                  <th scope="col">{t('text')}</th>
                  <th scope="col">{t('job')}</th>
                  <th scope="col">{t('owner')}</th>
                  <th scope="col">{t('since')}</th>
                </tr>
              </thead>
              <tbody>
                {board.alerts.map((each) => (
                  <tr key={each.id}>
                    <td>
                      <span class={`tag severity-${each.severity}`}>{each.severity}</span>
                      {each.acked ? <span class="tag">{t('acked')}</span> : null}
                    </td>
                    <td class="wrap">{language === 'zh' ? each.zh : each.en}</td>
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
        )}
      </section>
      <ul class="tiles themes">
        {board.themes.map((each) => (
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
    </>
  );
}
