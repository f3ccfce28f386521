import type {EditorState} from '@codemirror/state';
import {api, queryName} from '../api';
import {beforeEnd} from '../session';
import {bench, type Kept} from './api';
import type {ChartWish} from './chart';

const REMEMBERED = 50;
const MOST_TABS = 12;

export interface Running {
  name: string;
  since: number;
  cancelling: boolean;
}

export interface Past {
  sql: string;
  at: Date;
  rows: number | null;
}

/** A statement with what came of it. */
export interface Tab {
  id: number;
  /** Of the saved query that it is; null for none. */
  saved: {id: string; name: string; folder: string; sharedWith: string | null} | null;
  text: string;
  state: EditorState | null;
  purpose: string;
  /** Rows that are kept; null for all. */
  most: number | null;
  running: Running | null;
  kept: Kept | null;
  ran: {sql: string; purpose: string; seconds: number} | null;
  plan: string[] | null;
  failure: Error | null;
  said: string;
  charted: boolean;
  chart: ChartWish | null;
}

interface Bench {
  user: string;
  tabs: Tab[];
  active: number;
  past: Past[];
}

let ids = 0;

function blank(text: string): Tab {
  return {
    id: ++ids,
    saved: null,
    text,
    state: null,
    purpose: '',
    most: 1000,
    running: null,
    kept: null,
    ran: null,
    plan: null,
    failure: null,
    said: '',
    charted: false,
    chart: null,
  };
}

function empty(user: string): Bench {
  const tab = blank('');
  return {user, tabs: [tab], active: tab.id, past: []};
}

/** Of this page, for as long as it is open and the user is the same. */
let memory: Bench = empty('');

const listeners = new Set<() => void>();

export function changed(): void {
  listeners.forEach((each) => each());
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

beforeEnd(() => {
  memory.tabs.forEach((tab) => {
    stop(tab);
    drop(tab);
  });
  memory = empty('');
});

export function benchOf(user: string): Bench {
  if (memory.user !== user) {
    memory = empty(user);
  }
  return memory;
}

export function activeTab(of: Bench): Tab {
  return of.tabs.find((each) => each.id === of.active) ?? (of.tabs[0] as Tab);
}

/** Another tab, if there is room for one; one in which nothing was written is taken. */
export function openTab(of: Bench, text: string): Tab | null {
  const unused = of.tabs.find((each) => each.text === '' && !each.running && !each.kept);
  if (!unused && of.tabs.length >= MOST_TABS) {
    return null;
  }
  const tab = unused ?? blank('');
  tab.text = text;
  tab.state = null;
  if (!unused) {
    of.tabs = [...of.tabs, tab];
  }
  of.active = tab.id;
  changed();
  return tab;
}

export function closeTab(of: Bench, tab: Tab): void {
  const at = of.tabs.indexOf(tab);
  stop(tab);
  drop(tab);
  of.tabs = of.tabs.filter((each) => each !== tab);
  if (of.tabs.length === 0) {
    of.tabs = [blank('')];
  }
  if (of.active === tab.id) {
    of.active = (of.tabs[Math.min(at, of.tabs.length - 1)] as Tab).id;
  }
  changed();
}

/** Nobody waits for it any more. */
export function stop(tab: Tab): void {
  if (tab.running) {
    void api.cancel(tab.running.name).catch(() => undefined);
  }
}

/** The server needs to keep it no longer. */
function drop(tab: Tab): void {
  if (tab.kept) {
    void bench.drop(tab.kept.result).catch(() => undefined);
    tab.kept = null;
  }
}

/** Runs something of a tab, which can be cancelled by its name. */
async function during(tab: Tab, work: (name: string) => Promise<void>): Promise<void> {
  const mine: Running = {name: queryName(), since: performance.now(), cancelling: false};
  tab.running = mine;
  tab.failure = null;
  tab.said = '';
  changed();
  try {
    await work(mine.name);
  } catch (raised) {
    tab.failure = raised as Error;
  } finally {
    tab.running = null;
    changed();
  }
}

export async function run(of: Bench, tab: Tab, sql: string): Promise<void> {
  const entry: Past = {sql, at: new Date(), rows: null};
  const since = performance.now();
  drop(tab);
  tab.plan = null;
  tab.ran = null;
  tab.chart = null;
  tab.charted = false;
  const purpose = tab.purpose.trim();
  await during(tab, async (name) => {
    const kept = await bench.keep({sql, purpose, most: tab.most, name});
    if (memory !== of || !of.tabs.includes(tab)) {
      // Closed meanwhile.
      void bench.drop(kept.result).catch(() => undefined);
      return;
    }
    entry.rows = kept.rowCount;
    tab.kept = kept;
    tab.ran = {sql, purpose, seconds: (performance.now() - since) / 1000};
  });
  of.past = [entry, ...of.past.filter((each) => each.sql !== sql)].slice(0, REMEMBERED);
  changed();
}

/** What the server would do for it, as far as the caller may know. */
export async function explain(tab: Tab, sql: string): Promise<void> {
  await during(tab, async (name) => {
    const answer = await api.sql({sql: `EXPLAIN ${sql}`, purpose: tab.purpose.trim(), name});
    tab.plan = answer.rows.map((row) => String(row.plan));
  });
}

/** Of what is kept whole that; of what isn't the statement runs once more, to its last row. */
export async function exported(tab: Tab, said: string): Promise<void> {
  const {kept, ran} = tab;
  if (!kept || !ran) {
    return;
  }
  await during(tab, async (name) => {
    const csv = kept.more ? await api.csv({sql: ran.sql, purpose: ran.purpose, name}) : await bench.exported(kept.result);
    // A spreadsheet takes it for UTF-8 by its mark only.
    const address = URL.createObjectURL(new Blob(['\ufeff', csv], {type: 'text/csv;charset=utf-8'}));
    const link = document.createElement('a');
    link.href = address;
    link.download = `citylake-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    tab.said = said;
  });
}
