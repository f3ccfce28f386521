import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {api, Failure, queryName, tableSql, type Answer} from '../api';
import type {PageProperties} from '../app';
import {open, type Editor, type Tables} from '../editor';
import {Grid} from '../grid';
import {useLoad, useSession} from '../hooks';
import {Head, Trouble} from '../parts';
import {beforeEnd} from '../session';
import {useWords} from '../words';

const MOST = [100, 1000, 10000];
const REMEMBERED = 50;
/** Columns for completion and the tree. */
const KNOWN = 20_000;

interface Past {
  sql: string;
  at: Date;
  rows: number | null;
}

/** Of this page, for as long as it is open and the user is the same. */
interface Memory {
  user: string;
  text: string;
  purpose: string;
  past: Past[];
}

let memory: Memory = {user: '', text: '', purpose: '', past: []};
beforeEnd(() => {
  memory = {user: '', text: '', purpose: '', past: []};
});

function memoryOf(user: string): Memory {
  if (memory.user !== user) {
    memory = {user, text: '', purpose: '', past: []};
  }
  return memory;
}

interface Running {
  name: string;
  since: number;
  cancelling: boolean;
}

/** Tables and columns that the caller is told of, in one question. */
async function known(signal: AbortSignal): Promise<{tables: Tables; more: boolean}> {
  const answer = await api.sql({
    sql: 'SELECT table_schema, table_name, column_name FROM information_schema.columns ORDER BY 1, 2, ordinal_position',
    most: KNOWN,
    signal,
  });
  const tables: Tables = {};
  for (const row of answer.rows) {
    const name = `${String(row.table_schema)}.${String(row.table_name)}`;
    (tables[name] ??= []).push(String(row.column_name));
  }
  return {tables, more: answer.more};
}

export default function Workbench({route}: PageProperties): JSX.Element {
  const {t, number, clock} = useWords();
  const {session} = useSession();
  const held = memoryOf(session?.user ?? '');
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const run = useRef<() => void>(() => {});
  const [purpose, setPurpose] = useState(held.purpose);
  const [most, setMost] = useState(1000);
  const [running, setRunning] = useState<Running | null>(null);
  const [seconds, setSeconds] = useState(0);
  const [answer, setAnswer] = useState<{answer: Answer; sql: string; seconds: number} | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [said, say] = useState('');
  const [past, setPast] = useState(held.past);
  const tables = useLoad(known, []);
  const asked = route.query.get('sql');

  useEffect(() => {
    if (!place.current) {
      return;
    }
    const opened = open(
      place.current,
      asked ?? held.text,
      t('statement'),
      'SELECT …',
      () => run.current(),
      (text) => {
        held.text = text;
      },
    );
    held.text = opened.text();
    editor.current = opened;
    opened.focus();
    return () => {
      editor.current = null;
      opened.end();
    };
  }, []);
  useEffect(() => {
    if (asked !== null && editor.current && editor.current.text() !== asked) {
      editor.current.put(asked);
    }
  }, [asked]);
  useEffect(() => {
    if (tables.value) {
      editor.current?.know(tables.value.tables);
    }
  }, [tables.value]);
  useEffect(() => {
    if (!running) {
      return;
    }
    const tick = () => setSeconds(Math.floor((performance.now() - running.since) / 1000));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [running]);

  // Nobody waits any more for what is left behind.
  const left = useRef<string | null>(null);
  left.current = running?.name ?? null;
  useEffect(() => {
    const leave = () => {
      if (left.current !== null) {
        void api.cancel(left.current).catch(() => undefined);
        left.current = null;
      }
    };
    const forget = beforeEnd(leave);
    addEventListener('pagehide', leave);
    return () => {
      forget();
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);

  const start = async () => {
    const sql = editor.current?.wanted().trim().replace(/;\s*$/, '') ?? '';
    if (running || !sql) {
      return;
    }
    const mine: Running = {name: queryName(), since: performance.now(), cancelling: false};
    const entry: Past = {sql, at: new Date(), rows: null};
    setRunning(mine);
    setFailure(null);
    say('');
    setAnswer(null);
    try {
      const got = await api.sql({sql, purpose: purpose.trim(), most, name: mine.name});
      entry.rows = got.rowCount;
      setAnswer({answer: got, sql, seconds: (performance.now() - mine.since) / 1000});
    } catch (raised) {
      setFailure(raised as Error);
    } finally {
      held.past = [entry, ...held.past.filter((each) => each.sql !== sql)].slice(0, REMEMBERED);
      setPast(held.past);
      setRunning(null);
    }
  };
  run.current = () => void start();

  const cancel = async () => {
    if (!running) {
      return;
    }
    setRunning({...running, cancelling: true});
    try {
      await api.cancel(running.name);
    } catch (raised) {
      // It goes on, and can be cancelled once more.
      setRunning((now) => (now?.name === running.name ? {...now, cancelling: false} : now));
      // It ended by itself meanwhile.
      if (!(raised instanceof Failure) || raised.status !== 404) {
        setFailure(raised as Error);
      }
    }
  };

  const exported = async () => {
    if (!answer || running) {
      return;
    }
    const mine: Running = {name: queryName(), since: performance.now(), cancelling: false};
    setRunning(mine);
    say('');
    setFailure(null);
    try {
      const csv = await api.csv({sql: answer.sql, purpose: purpose.trim(), name: mine.name});
      // A spreadsheet takes it for UTF-8 by its mark only.
      const address = URL.createObjectURL(new Blob(['\ufeff', csv], {type: 'text/csv;charset=utf-8'}));
      const link = document.createElement('a');
      link.href = address;
      link.download = `citylake-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      say(t('exported'));
    } catch (raised) {
      setFailure(raised as Error);
    } finally {
      setRunning(null);
    }
  };

  return (
    <>
      <Head title={t('sql')} note={t('runHint')} />
      <div class="sided">
        <nav class="side" aria-label={t('tables')}>
          <h2>{t('tables')}</h2>
          <Trouble failure={tables.failure} />
          {tables.value?.more ? <p class="note">{t('firstColumns', number(KNOWN))}</p> : null}
          <Tree tables={tables.value?.tables ?? {}} choose={(text) => editor.current?.put(text)} />
        </nav>
        <section aria-label={t('statement')}>
          <div class="editor" id="editor" ref={place} />
          <form
            class="controls"
            onSubmit={(event) => {
              event.preventDefault();
              run.current();
            }}
          >
            {running ? (
              <button type="button" id="cancel" class="danger" disabled={running.cancelling} onClick={() => void cancel()}>
                {running.cancelling ? t('cancelling') : t('cancel')}
              </button>
            ) : (
              <button type="submit" id="run">
                {t('run')}
              </button>
            )}
            <label>
              {t('most')}
              <select value={String(most)} onChange={(event) => setMost(Number(event.currentTarget.value))}>
                {MOST.map((each) => (
                  <option key={each} value={String(each)}>
                    {number(each)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {t('purpose')}
              <input
                name="purpose"
                value={purpose}
                placeholder={t('purposeHint')}
                onInput={(event) => {
                  held.purpose = event.currentTarget.value;
                  setPurpose(event.currentTarget.value);
                }}
              />
            </label>
            {answer ? (
              <button type="button" class="quiet" id="export" disabled={running !== null} onClick={() => void exported()}>
                {t('exportCsv')}
              </button>
            ) : null}
            <span role="status" class="note">
              {running ? t('running', seconds) : said}
            </span>
          </form>
          <Trouble failure={failure} />
          {answer ? (
            <section id="result" aria-label={t('result')}>
              <p class="note" role="status">
                {t('answered', number(answer.answer.rowCount), answer.seconds.toFixed(2), answer.answer.release)}
                {answer.answer.more ? <strong> · {t('more', number(answer.answer.rowCount))}</strong> : null}
              </p>
              <Grid answer={answer.answer} label={t('result')} />
            </section>
          ) : null}
          <details class="card">
            <summary>{t('history')}</summary>
            {past.length === 0 ? <p class="note">{t('noHistory')}</p> : null}
            <ul class="past">
              {past.map((each) => (
                <li key={each.sql}>
                  <button type="button" class="quiet" onClick={() => editor.current?.put(each.sql)}>
                    <code>{each.sql}</code>
                  </button>
                  <span class="note">
                    {clock(each.at)} {each.rows === null ? '' : number(each.rows)}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        </section>
      </div>
    </>
  );
}

/** Themes, opened one by one. */
function Tree({tables, choose}: {tables: Tables; choose: (text: string) => void}): JSX.Element {
  const themes = new Map<string, string[]>();
  for (const name of Object.keys(tables)) {
    const theme = name.slice(0, name.indexOf('.'));
    themes.set(theme, [...(themes.get(theme) ?? []), name]);
  }
  return (
    <>
      {[...themes].map(([theme, names]) => (
        <details key={theme}>
          <summary>{theme}</summary>
          <ul class="plain">
            {names.map((name) => (
              <li key={name}>
                <button type="button" class="quiet" title={(tables[name] ?? []).join(', ')} onClick={() => choose(`SELECT * FROM ${tableSql(name)} LIMIT 100`)}>
                  {name.slice(theme.length + 1)}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </>
  );
}
