import {json, part, send, type Call, type Column, type Dataset} from './api';

/** Refused rows of a table for a reason. */
export interface Count {
  dataset: string;
  title: string;
  titleEn: string;
  job: string;
  reason: string | null;
  rows: number;
  oldest: string;
}

export interface Field {
  name: string;
  value: string | null;
  withheld: boolean;
  corrected: string | null;
  columns: string[];
}

export interface Why {
  column: string | null;
  rule: string;
  message: string | null;
  value: string | null;
}

export interface RefusedRow {
  id: string;
  dataset: string;
  job: string;
  source: string | null;
  place: number | null;
  status: 'open' | 'replayed' | 'discarded' | 'superseded';
  attempt: number;
  refusedAt: string;
  fields: Field[];
  hiddenFields: number;
  reasons: Why[];
  hiddenReasons: number;
  replayOf: string | null;
  resolvedAt: string | null;
  resolvedBy: string | null;
  note: string | null;
}

export interface Replayed {
  accepted: number;
  duplicates: number;
  refused: RefusedRow[];
  failures: string[];
}

function call(purpose: string, body?: unknown, signal?: AbortSignal): Call {
  const headers: Record<string, string> = {};
  if (purpose) {
    headers['X-Purpose'] = purpose;
  }
  if (body === undefined) {
    return {headers, signal};
  }
  headers['Content-Type'] = 'application/json';
  return {method: 'POST', body, headers, signal};
}

const at = (dataset: string) => `/api/v1/quarantine/${part(dataset)}`;

export const quarantine = {
  counts: (signal?: AbortSignal) => json<Count[]>('/api/v1/quarantine', {signal}),
  rows: (dataset: string, reason: string, status: string, most: number, purpose: string, signal?: AbortSignal) => {
    const query = new URLSearchParams({status, most: String(most)});
    if (reason) {
      query.set('reason', reason);
    }
    return json<{rows: RefusedRow[]; more: boolean}>(`${at(dataset)}?${query}`, call(purpose, undefined, signal));
  },
  fix: async (dataset: string, fix: {id: string; values: Record<string, string>; seen: Record<string, string>}, why: string, purpose: string) => {
    await send(`${at(dataset)}/fix`, call(purpose, {...fix, why}));
  },
  replay: (dataset: string, ids: string[], why: string, purpose: string) =>
    json<Replayed>(`${at(dataset)}/replay`, call(purpose, {ids, why})),
  discard: (dataset: string, ids: string[], why: string, purpose: string) =>
    json<{discarded: number; failures: string[]}>(`${at(dataset)}/discard`, call(purpose, {ids, why})),
};

export interface LineageTable {
  name: string;
  title: string;
  titleEn: string;
  theme: string;
  layer: string;
  from: string[];
  sources: {job: string; place: string}[];
}

export interface LineageScreen {
  name: string;
  title: string;
  titleEn: string;
  panels: {name: string; title: string; titleEn: string; from: string[]}[];
}

export interface LineageTables {
  tables: LineageTable[];
  screens: LineageScreen[];
}

/** A column of a table, what a source calls it, or what a panel shows. */
export type LineageEnd = {name: string} & ({table: string} | {job: string} | {application: string; panel: string});

export interface ColumnLink {
  from: LineageEnd;
  to: LineageEnd;
  kind: 'value' | 'influence';
  through: string | null;
}

export const lineage = {
  tables: (signal?: AbortSignal) => json<LineageTables>('/api/v1/lineage', {signal}),
  columns: (dataset: string, signal?: AbortSignal) => json<{columns: Column[]; links: ColumnLink[]}>(`/api/v1/lineage/${part(dataset)}`, {signal}),
};

export interface ReleasePage {
  id: number;
  at: string;
  before: number | null;
  tables: (Dataset & {snapshot: string; change: 'new' | 'changed' | 'same'})[];
  gone: string[];
}

export interface AccessLine {
  sequence: number;
  at: string;
  user: string;
  roles: string[];
  lane: string;
  address: string;
  action: string;
  outcome: string;
  rows: number;
  tables: string[];
  purpose: string | null;
  statement: string;
  reason: string;
}

export const books = {
  release: (id: string, signal?: AbortSignal) => json<ReleasePage>(`/api/v1/releases/${part(id)}`, {signal}),
  access: (query: Record<string, string>, signal?: AbortSignal) =>
    json<AccessLine[]>(`/api/v1/access-log?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`, {signal}),
};
