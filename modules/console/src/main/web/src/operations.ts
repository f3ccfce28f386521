import {json, part} from './api';

/** What the HTTP API says of schedules, runs and alerts. */
export interface Both {
  zh: string;
  en: string;
}

export type SlotState = 'waiting' | 'due' | 'running' | 'ok' | 'warned' | 'failed' | 'retrying' | 'missed' | 'skipped' | 'blocked';

export interface Slot {
  series: string;
  job: string;
  slot: string;
  date: string;
  scheduled: string;
  state: SlotState;
  /** Null where it is kept from the caller. */
  reason: Both | null;
  tries: number;
  run: string | null;
  began: string | null;
  ended: string | null;
}

export interface Change {
  at: string;
  from: SlotState;
  to: SlotState;
  by: string | null;
  reason: Both | null;
}

export interface SlotPage extends Slot {
  changes: Change[];
}

export interface Job {
  name: string;
  title: string;
  titleEn: string;
  theme: string;
  themeTitle: string;
  themeTitleEn: string;
  target: string;
  needs: string[];
  when: string | null;
  zone: string | null;
  days: string | null;
  next: string | null;
  paused: boolean;
  pausedBy: string | null;
}

export interface SchedulerState {
  runs: boolean;
  lastLook: string | null;
}

export interface Day {
  date: string;
  latest: string;
  series: string;
  zone: string;
  now: string;
  scheduler: SchedulerState;
  /** Themes about which the caller decides. */
  operates: string[];
  jobs: Job[];
  slots: Slot[];
  criticalPath: [job: string, slot: string][];
}

export interface Run {
  run: string;
  job: string;
  target: string;
  kind: string;
  date: string;
  started: string;
  ended: string | null;
  outcome: string;
  read: number;
  accepted: number;
  quarantined: number;
  duplicates: number;
  skipped: number;
  warned: number;
  /** Null where it is kept from the caller. */
  conflicts: number | null;
  error: string | null;
  message: string | null;
}

export interface Progress {
  stage: string | null;
  stageSince: string | null;
  tasks: number;
  tasksDone: number;
  rows: number;
  bytesRead: number;
  bytesPlanned: number;
  at: string;
}

export interface RunPage extends Run {
  reasons: Record<string, number>;
  warnings: Record<string, number>;
  files: {new: number; corrected: number; again: number; copies: number; unreadable: number} | null;
  stages: {stage: string; started: string; millis: number}[];
  progress: Progress | null;
  usualSeconds: number | null;
  now: string;
}

export interface Log {
  here: boolean;
  whole: boolean;
  lines: string[];
}

export interface Alert {
  alert: string;
  kind: string;
  severity: string;
  theme: string | null;
  job: string | null;
  slot: string | null;
  owner: string | null;
  text: Both | null;
  look: string | null;
  since: string;
  began: string;
  acked: string | null;
  ended: string | null;
  muted: boolean;
  operates: boolean;
}

export interface AlertPage extends Alert {
  events: {at: string; event: string; severity: string; kind: string; text: Both | null; by: string | null; why: string | null}[];
}

export interface Mute {
  mute: string;
  selector: string;
  from: string;
  until: string;
  by: string | null;
  why: string | null;
  operates: boolean;
}

export interface Alerts {
  alerts: Alert[];
  mutes: Mute[];
  mutesAll: boolean;
  scheduler: SchedulerState;
  now: string;
}

export interface Decided {
  slots: Slot[];
  scheduler: SchedulerState;
}

export interface BackfillWish {
  jobs: string[];
  downstream: boolean;
  from: string;
  to: string;
  allDates: boolean;
  again: boolean;
}

export interface BackfillPlan {
  series: string;
  command: string;
  jobs: string[];
  total: number;
  toRun: number;
  /** The first of them. */
  slots: (Slot & {runs: boolean})[];
  leftOut: {job: string; noMoment: number; daysOff: number; calendar: string}[];
  operates: boolean;
  begun: boolean;
  scheduler: SchedulerState;
}

function posted<T>(path: string, body: unknown): Promise<T> {
  return json<T>(`/api/v1${path}`, {method: 'POST', body, headers: {'Content-Type': 'application/json'}});
}

export const operations = {
  day: (date: string, series: string, signal?: AbortSignal) => {
    const query = new URLSearchParams({...(date ? {date} : {}), ...(series ? {series} : {})}).toString();
    return json<Day>(`/api/v1/schedule${query ? `?${query}` : ''}`, {signal});
  },
  slot: (job: string, slot: string, series: string, signal?: AbortSignal) =>
    json<SlotPage>(`/api/v1/schedule/slots/${part(job)}/${part(slot)}${series ? `?series=${part(series)}` : ''}`, {signal}),
  decide: (deed: 'pause' | 'resume' | 'retry' | 'trigger' | 'mark' | 'cancel', body: Record<string, unknown>) => posted<Decided>(`/schedule/${deed}`, body),
  runs: (job: string, signal?: AbortSignal) => json<Run[]>(`/api/v1/runs${job ? `?job=${part(job)}` : ''}`, {signal}),
  run: (run: string, signal?: AbortSignal) => json<RunPage>(`/api/v1/runs/${part(run)}`, {signal}),
  log: (run: string, signal?: AbortSignal) => json<Log>(`/api/v1/runs/${part(run)}/log?lines=300`, {signal}),
  plan: (wish: BackfillWish) => posted<BackfillPlan>('/backfills/plan', wish),
  backfill: (wish: BackfillWish, why: string) => posted<BackfillPlan>('/backfills', {...wish, why}),
  alerts: (over: boolean, signal?: AbortSignal) => json<Alerts>(`/api/v1/alerts${over ? '?over=true' : ''}`, {signal}),
  alert: (alert: string, signal?: AbortSignal) => json<AlertPage>(`/api/v1/alerts/${part(alert)}`, {signal}),
  ack: (alerts: string[], why: string) => posted<{alerts: string[]}>('/alerts/ack', {alerts, why}),
  mute: (selector: string, length: string, why: string) => posted<{mute: string; until: string}>('/alerts/mute', {selector, for: length, why}),
  unmute: (mute: string, why: string) => posted<{mute: string}>('/alerts/unmute', {mute, why}),
};
