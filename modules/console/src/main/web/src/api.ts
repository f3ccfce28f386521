import {current, expired, reached} from './session';
import type {Word} from './words';

/** What the server said, or a word of ours where it said nothing. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly word?: Word,
  ) {
    super(message);
  }
}

export interface Titled {
  name: string;
  title: string;
  titleEn: string;
}

export interface Theme extends Titled {
  owner: string;
  datasets: number;
}

export interface Dataset extends Titled {
  theme: string;
  layer: string;
  owner: string;
  updateCycle: string | null;
}

export interface Column extends Titled {
  type: string;
  unit: string | null;
  grade: number;
}

export interface DatasetPage extends Dataset {
  grain: string;
  key: string[];
  columns: Column[];
}

export interface Lineage {
  upstream: Dataset[];
  downstream: Dataset[];
  tasks: string[];
  panels: (Titled & {application: Titled})[];
}

export interface Screen extends Titled {
  owner: string;
}

export interface Parameter extends Titled {
  type: string;
  default: string | null;
  required: boolean;
  /** Whether there are choices that the server is asked for. */
  asksChoices: boolean;
  choices: Titled[];
}

export type Chart = 'number' | 'line' | 'bar' | 'pie' | 'gauge' | 'table' | 'map';

/** How a column of a panel is told. */
export interface Told {
  title: string;
  titleEn: string;
  unit: string | null;
  unitEn: string | null;
  warn: number | null;
  alarm: number | null;
  bad: 'high' | 'low' | null;
}

/** The earlier time that a panel is compared with: its name says how much earlier. */
export interface Comparison extends Titled {
  as: 'change' | 'column' | 'series';
  key: string[];
  columns: string[];
  days: number;
  months: number;
}

/** Where a row leads to; columns of the row by what they fill in there. */
export interface Drill extends Titled {
  to: 'screen' | 'map' | 'rows';
  where: Record<string, string>;
  panel?: string | null;
  by?: Window['by'] | null;
  time?: string | null;
  newest?: boolean;
}

export interface Panel extends Titled {
  chart: Chart;
  x: string | null;
  y: string[];
  parameters: Parameter[];
  columns: Record<string, Told>;
  compare: Comparison | null;
  range: [from: number, to: number] | null;
  drill: Drill[];
}

export interface Window {
  by: 'day' | 'month' | 'year';
  last: number;
}

export interface ScreenPage extends Screen {
  window: Window | null;
  parameters: Parameter[];
  panels: Panel[];
}

export interface Release {
  id: number;
  at: string;
  tables: number;
}

export type Cell = null | string | number | boolean | Cell[] | {[name: string]: Cell};

export interface Answer {
  release: number;
  columns: {name: string; type: string}[];
  rows: {[name: string]: Cell}[];
  rowCount: number;
  more: boolean;
}

export type Coordinates = 'wgs84' | 'gcj02' | 'bd09';

export interface BaseMap {
  file: boolean;
  coordinates: Coordinates;
  approval: string | null;
  supplier: string | null;
  bounds: number[];
}

export interface Look {
  colour: string;
  icon: 'circle' | 'square' | 'triangle' | 'diamond';
  by: string | null;
  values: Record<string, string>;
  steps: {from: number; colour: string}[];
}

export interface Layer extends Titled {
  kind: 'points' | 'heat' | 'lines' | 'areas' | 'tracks';
  table: string;
  longitude: string | null;
  latitude: string | null;
  geometry: {property: string; column: string} | null;
  cell: number | null;
  columns: Column[];
  label: string | null;
  facts: string[];
  filters: string[];
  time: string | null;
  track: string | null;
  dossier: {kind: string; column: string} | null;
  look: Look;
  refreshSeconds: number;
  most: number;
  shown: boolean;
  sql: string;
}

export interface CityMap {
  base: BaseMap;
  layers: Layer[];
}

export interface GeoFeature {
  type: 'Feature';
  properties: {[name: string]: Cell} | null;
  geometry: {type: string; coordinates: unknown} | null;
}

export interface GeoFile {
  type: 'FeatureCollection';
  features: GeoFeature[];
}

/** An answer with each row as a list. */
export interface RowAnswer {
  release: number;
  columns: {name: string; type: string}[];
  rows: Cell[][];
  rowCount: number;
  more: boolean;
}

export interface Call {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** In place of that of whoever is logged in. */
  token?: string;
  /** Whether it is sent even where the page is closed meanwhile. */
  keepalive?: boolean;
}

/** One request with the token of whoever is logged in. */
export async function send(path: string, call: Call = {}): Promise<Response> {
  const token = call.token ?? current().session?.token;
  const headers: Record<string, string> = {...call.headers};
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const init: RequestInit = {
    method: call.method ?? 'GET',
    headers,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  };
  if (call.body !== undefined) {
    init.body = JSON.stringify(call.body);
  }
  if (call.signal) {
    init.signal = call.signal;
  }
  if (call.keepalive) {
    init.keepalive = true;
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (failure) {
    if (call.signal?.aborted) {
      throw failure;
    }
    reached('away');
    throw new Failure('', '', 0, 'unreachable');
  }
  reached('here');
  if (!response.ok) {
    const failure = await failureOf(response);
    if (response.status === 401 && token) {
      expired(token);
    }
    throw failure;
  }
  return response;
}

async function failureOf(response: Response): Promise<Failure> {
  try {
    const {code, message} = (await response.json()) as {code: string; message: string};
    return new Failure(code, message, response.status);
  } catch {
    return new Failure('', '', response.status, 'unreadable');
  }
}

export async function json<T>(path: string, call?: Call): Promise<T> {
  const response = await send(path, call);
  try {
    return (await response.json()) as T;
  } catch {
    if (call?.signal?.aborted) {
      throw new DOMException('aborted', 'AbortError');
    }
    throw new Failure('', '', response.status, 'brokeOff');
  }
}

export function part(text: string): string {
  return encodeURIComponent(text);
}

function withQuery(path: string, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters).toString();
  return query ? `${path}?${query}` : path;
}

function dataPath(screen: string, panel: string, parameters: Record<string, string>, of = ''): string {
  return withQuery(`/api/v1/data/${part(screen)}/${part(panel)}${of}`, parameters);
}

export interface Question {
  sql: string;
  purpose?: string;
  most?: number;
  name?: string;
  signal?: AbortSignal | undefined;
}

function asked(question: Question, accept?: string): Call {
  const body: Record<string, unknown> = {sql: question.sql};
  if (question.purpose) {
    body.purpose = question.purpose;
  }
  if (question.most) {
    body.most = question.most;
  }
  const headers: Record<string, string> = {'Content-Type': 'application/json'};
  if (question.name) {
    headers['X-Query'] = question.name;
  }
  if (accept) {
    headers.Accept = accept;
  }
  return {method: 'POST', body, headers, signal: question.signal};
}

export const api = {
  login: (user: string, password: string) =>
    json<{token: string; user: string; roles: string[]}>('/api/v1/login', {
      method: 'POST',
      body: {user, password},
      headers: {'Content-Type': 'application/json'},
    }),
  session: (token: string) => json<{user: string; roles: string[]}>('/api/v1/session', {token}),
  themes: (signal?: AbortSignal) => json<Theme[]>('/api/v1/themes', {signal}),
  datasets: (theme: string, signal?: AbortSignal) => json<Dataset[]>(`/api/v1/datasets${theme ? `?theme=${part(theme)}` : ''}`, {signal}),
  search: (words: string, theme: string, signal?: AbortSignal) =>
    json<Dataset[]>(`/api/v1/search?q=${part(words)}${theme ? `&theme=${part(theme)}` : ''}`, {signal}),
  dataset: (name: string, signal?: AbortSignal) => json<DatasetPage>(`/api/v1/datasets/${part(name)}`, {signal}),
  lineage: (name: string, signal?: AbortSignal) => json<Lineage>(`/api/v1/datasets/${part(name)}/lineage`, {signal}),
  sample: (name: string, rows: number, signal?: AbortSignal) => json<Answer>(`/api/v1/datasets/${part(name)}/sample?rows=${rows}`, {signal}),
  screens: (signal?: AbortSignal) => json<Screen[]>('/api/v1/applications', {signal}),
  screen: (name: string, signal?: AbortSignal) => json<ScreenPage>(`/api/v1/applications/${part(name)}`, {signal}),
  releases: (signal?: AbortSignal) => json<Release[]>('/api/v1/releases', {signal}),
  panel: (screen: string, panel: string, parameters: Record<string, string>, most: number, signal?: AbortSignal) =>
    json<Answer>(dataPath(screen, panel, parameters), {headers: {'X-Most': String(most)}, signal}),
  earlier: (screen: string, panel: string, parameters: Record<string, string>, most: number, signal?: AbortSignal) =>
    json<Answer>(dataPath(screen, panel, parameters, '/earlier'), {headers: {'X-Most': String(most)}, signal}),
  panelFile: async (screen: string, panel: string, parameters: Record<string, string>, type: string, language: string) =>
    (await send(dataPath(screen, panel, parameters), {headers: {Accept: type, 'Accept-Language': language}})).blob(),
  window: (screen: string, parameters: Record<string, string>, signal?: AbortSignal) =>
    json<Answer>(withQuery(`/api/v1/applications/${part(screen)}/window`, parameters), {signal}),
  choices: (screen: string, parameter: string, most: number, signal?: AbortSignal) =>
    json<Answer>(`/api/v1/applications/${part(screen)}/choices/${part(parameter)}`, {headers: {'X-Most': String(most)}, signal}),
  map: (signal?: AbortSignal) => json<CityMap>('/api/v1/map', {signal}),
  baseMap: (signal?: AbortSignal) => json<GeoFile>('/api/v1/map/base', {signal}),
  geometry: (layer: string, signal?: AbortSignal) => json<GeoFile>(`/api/v1/map/layers/${part(layer)}/geometry`, {signal}),
  features: (layer: string, box: string, signal?: AbortSignal) =>
    json<RowAnswer>(`/api/v1/map/layers/${part(layer)}/features${box ? `?bbox=${box}` : ''}`, {
      headers: {Accept: 'application/vnd.citylake.rows+json'},
      signal,
    }),
  sql: (question: Question) => json<Answer>('/api/v1/sql', asked(question)),
  csv: async (question: Question) => (await send('/api/v1/sql', asked(question, 'text/csv'))).blob(),
  cancel: async (name: string) => {
    await send(`/api/v1/queries/${part(name)}`, {method: 'DELETE', keepalive: true});
  },
};

/** A name for a query, which nobody guesses; browsers have randomUUID on pages by HTTPS only. */
export function queryName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, '0')).join('');
}

/** A name in SQL, of any characters. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A table's name in SQL. */
export function tableSql(name: string): string {
  return name.split('.').map((each) => (/^[a-z_][a-z0-9_]*$/.test(each) ? each : quoted(each))).join('.');
}
