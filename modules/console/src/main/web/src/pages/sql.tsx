import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {api, Failure, tableSql} from '../api';
import type {PageProperties} from '../app';
import type {SavedQuery} from '../bench/api';
import {QuickChart} from '../bench/chart';
import {KeptGrid} from '../bench/grid';
import {SaveDialog, SavedList} from '../bench/saved';
import {activeTab, benchOf, changed, closeTab, explain, exported, openTab, run, stop, subscribe, type Tab} from '../bench/tabs';
import {useBenchWords} from '../bench/words';
import {open, type Editor, type Tables} from '../editor';
import {useLoad, useSession} from '../hooks';
import {Head, Trouble} from '../parts';
import {useWords} from '../words';

const MOST = [1000, 100_000];
/** Columns for completion and the tree. */
const KNOWN = 20_000;

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

function bytes(value: number): string {
  return value < 1e6 ? `${Math.ceil(value / 1e3)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

export default function Workbench({route}: PageProperties): JSX.Element {
  const {t, number, clock} = useWords();
  const w = useBenchWords();
  const {session} = useSession();
  const held = benchOf(session?.user ?? '');
  const tab = activeTab(held);
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const shown = useRef(tab);
  const start = useRef<() => void>(() => {});
  const [, draw] = useState(0);
  const [seconds, setSeconds] = useState(0);
  const [saving, setSaving] = useState(false);
  const [turn, setTurn] = useState(0);
  const tables = useLoad(known, []);
  const asked = route.query.get('sql');

  useEffect(() => subscribe(() => draw((each) => each + 1)), []);
  useEffect(() => {
    if (!place.current) {
      return;
    }
    const opened = open(
      place.current,
      '',
      t('statement'),
      'SELECT …',
      () => start.current(),
      (text) => {
        shown.current.text = text;
      },
    );
    opened.give(shown.current.state ?? shown.current.text);
    editor.current = opened;
    opened.focus();
    return () => {
      shown.current.state = opened.take();
      editor.current = null;
      opened.end();
    };
  }, []);
  useEffect(() => {
    if (shown.current !== tab && editor.current) {
      shown.current.state = editor.current.take();
      shown.current = tab;
      editor.current.give(tab.state ?? tab.text);
    }
  }, [tab]);
  useEffect(() => {
    // What another page asks for.
    if (asked !== null && !held.tabs.some((each) => each.id === held.active && each.text === asked)) {
      openTab(held, asked);
      // The same tab may have been taken.
      const now = activeTab(held);
      if (shown.current === now) {
        editor.current?.give(now.text);
      }
    }
  }, [asked]);
  useEffect(() => {
    if (tables.value) {
      editor.current?.know(tables.value.tables);
    }
  }, [tables.value]);
  useEffect(() => {
    const {running} = tab;
    if (!running) {
      return;
    }
    const tick = () => setSeconds(Math.floor((performance.now() - running.since) / 1000));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [tab, tab.running]);
  useEffect(() => {
    // Nobody waits any more for what is left behind.
    const leave = () => held.tabs.forEach(stop);
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [held]);

  const wanted = () => editor.current?.wanted().trim().replace(/;\s*$/, '') ?? '';
  start.current = () => {
    const sql = wanted();
    if (!tab.running && sql) {
      void run(held, tab, sql);
    }
  };
  const put = (text: string) => {
    editor.current?.put(text);
    editor.current?.focus();
  };
  const choose = (query: SavedQuery) => {
    const opened = openTab(held, query.sql);
    if (opened) {
      opened.saved = query.own ? query : null;
      if (shown.current === opened) {
        editor.current?.give(opened.text);
      }
      changed();
    }
  };

  const cancel = async () => {
    const {running} = tab;
    if (!running) {
      return;
    }
    running.cancelling = true;
    changed();
    try {
      await api.cancel(running.name);
    } catch (raised) {
      // It goes on, and can be cancelled once more; or it ended by itself meanwhile.
      running.cancelling = false;
      if (!(raised instanceof Failure) || raised.status !== 404) {
        tab.failure = raised as Error;
      }
      changed();
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
          <Tree tables={tables.value?.tables ?? {}} choose={put} />
          <SavedList turn={turn} choose={choose} onChange={() => setTurn(turn + 1)} />
        </nav>
        <section aria-label={t('statement')}>
          <Tabs
            tabs={held.tabs}
            active={tab}
            choose={(each) => {
              held.active = each.id;
              changed();
            }}
            close={(each) => closeTab(held, each)}
            add={() => openTab(held, '')}
          />
          <div class="editor" id="editor" ref={place} />
          <form
            class="controls"
            onSubmit={(event) => {
              event.preventDefault();
              start.current();
            }}
          >
            {tab.running ? (
              <button type="button" id="cancel" class="danger" disabled={tab.running.cancelling} onClick={() => void cancel()}>
                {tab.running.cancelling ? t('cancelling') : t('cancel')}
              </button>
            ) : (
              <button type="submit" id="run">
                {t('run')}
              </button>
            )}
            <button
              type="button"
              class="quiet"
              id="explain"
              disabled={tab.running !== null}
              onClick={() => {
                const sql = wanted();
                if (sql) {
                  void explain(tab, sql);
                }
              }}
            >
              {w('explain')}
            </button>
            <button
              type="button"
              class="quiet"
              id="save"
              onClick={() => {
                if (tab.text.trim()) {
                  setSaving(true);
                }
              }}
            >
              {w('save')}
            </button>
            <label>
              {t('most')}
              <select
                name="most"
                value={tab.most === null ? '' : String(tab.most)}
                onChange={(event) => {
                  tab.most = event.currentTarget.value ? Number(event.currentTarget.value) : null;
                  changed();
                }}
              >
                {MOST.map((each) => (
                  <option key={each} value={String(each)}>
                    {number(each)}
                  </option>
                ))}
                <option value="">{w('allRows')}</option>
              </select>
            </label>
            <label>
              {t('purpose')}
              <input
                name="purpose"
                value={tab.purpose}
                placeholder={t('purposeHint')}
                onInput={(event) => {
                  tab.purpose = event.currentTarget.value;
                  changed();
                }}
              />
            </label>
            {tab.kept ? (
              <button type="button" class="quiet" id="export" disabled={tab.running !== null} onClick={() => void exported(tab, t('exported'))}>
                {t('exportCsv')}
              </button>
            ) : null}
            <span role="status" class="note">
              {tab.running ? t('running', seconds) : tab.said}
            </span>
          </form>
          <Trouble failure={tab.failure} />
          {tab.plan ? (
            <section id="plan" class="card" aria-label={w('plan')}>
              <h2>{w('plan')}</h2>
              <pre tabIndex={0}>{tab.plan.join('\n')}</pre>
            </section>
          ) : null}
          {tab.kept && tab.ran ? (
            <section id="result" aria-label={t('result')}>
              <p class="note" role="status">
                {t('answered', number(tab.kept.rowCount), tab.ran.seconds.toFixed(2), tab.kept.release)}
                {' · '}
                {w('kept', number(Math.ceil(tab.kept.secondsLeft / 60)), bytes(tab.kept.bytes))}
                {tab.kept.more ? <strong> · {t('more', number(tab.kept.rowCount))}</strong> : null}{' '}
                <button
                  type="button"
                  class="quiet"
                  id="view"
                  aria-pressed={tab.charted}
                  onClick={() => {
                    tab.charted = !tab.charted;
                    changed();
                  }}
                >
                  {tab.charted ? w('asRows') : w('quickChart')}
                </button>
              </p>
              {tab.charted ? (
                <QuickChart
                  key={tab.kept.result}
                  kept={tab.kept}
                  wish={tab.chart}
                  onWish={(wish) => {
                    tab.chart = wish;
                    changed();
                  }}
                />
              ) : (
                <KeptGrid key={tab.kept.result} kept={tab.kept} label={t('result')} />
              )}
            </section>
          ) : null}
          <details class="card">
            <summary>{t('history')}</summary>
            {held.past.length === 0 ? <p class="note">{t('noHistory')}</p> : null}
            <ul class="past">
              {held.past.map((each) => (
                <li key={each.sql}>
                  <button type="button" class="quiet" onClick={() => put(each.sql)}>
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
      {saving ? (
        <SaveDialog
          tab={tab}
          onClose={() => setSaving(false)}
          onSaved={(query) => {
            tab.saved = query;
            tab.said = w('savedNow');
            setSaving(false);
            setTurn(turn + 1);
          }}
        />
      ) : null}
    </>
  );
}

interface TabsProperties {
  tabs: Tab[];
  active: Tab;
  choose: (tab: Tab) => void;
  close: (tab: Tab) => void;
  add: () => void;
}

/** One statement each; by keyboard as any row of buttons. */
function Tabs({tabs, active, choose, close, add}: TabsProperties): JSX.Element {
  const w = useBenchWords();
  const title = (tab: Tab, index: number) => tab.saved?.name ?? w('tab', index + 1);
  return (
    <div class="querytabs" role="group" aria-label={w('tabs')}>
      {tabs.map((each, index) => (
        <span key={each.id} class={each === active ? 'querytab active' : 'querytab'}>
          <button type="button" class="quiet" aria-current={each === active ? 'true' : undefined} title={each.text.slice(0, 200)} onClick={() => choose(each)}>
            {each.running ? '● ' : ''}
            {title(each, index)}
          </button>
          {tabs.length > 1 ? (
            <button type="button" class="quiet small" aria-label={w('closeTab', title(each, index))} onClick={() => close(each)}>
              ×
            </button>
          ) : null}
        </span>
      ))}
      <button type="button" class="quiet" id="newtab" aria-label={w('newTab')} title={w('newTab')} onClick={add}>
        +
      </button>
    </div>
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
