import {json, part, send, type Cell, type Titled} from '../api';

/** An answer that the server keeps. */
export interface Kept {
  result: string;
  release: number;
  columns: {name: string; type: string}[];
  rowCount: number;
  more: boolean;
  bytes: number;
  secondsLeft: number;
}

export interface SavedQuery {
  id: string;
  name: string;
  folder: string;
  sql: string;
  sharedWith: string | null;
  owner: string;
  own: boolean;
  changed: string;
}

const JSON_BODY = {'Content-Type': 'application/json'};

function post<T>(path: string, body: unknown): Promise<T> {
  return json<T>(path, {method: 'POST', body, headers: JSON_BODY});
}

export interface Wanted {
  sql: string;
  purpose: string;
  /** No number for all rows. */
  most: number | null;
  name: string;
}

export const bench = {
  keep: ({sql, purpose, most, name}: Wanted) =>
    json<Kept>('/api/v1/results', {
      method: 'POST',
      body: {sql, ...(purpose ? {purpose} : {}), ...(most === null ? {} : {most})},
      headers: {...JSON_BODY, 'X-Query': name},
    }),
  rows: async (result: string, from: number, count: number, signal?: AbortSignal): Promise<Cell[][]> =>
    (await json<{rows: Cell[][]}>(`/api/v1/results/${part(result)}/rows?from=${from}&count=${count}`, {signal})).rows,
  exported: async (result: string) => (await send(`/api/v1/results/${part(result)}/export`)).blob(),
  drop: async (result: string) => {
    await send(`/api/v1/results/${part(result)}`, {method: 'DELETE', keepalive: true});
  },
  saved: (signal?: AbortSignal) => json<SavedQuery[]>('/api/v1/saved-queries', {signal}),
  save: (query: {id?: string; name: string; folder: string; sql: string; sharedWith?: string}) => post<SavedQuery>('/api/v1/saved-queries', query),
  forget: (id: string) => post<{id: string}>('/api/v1/saved-queries/delete', {id}),
};

export interface User {
  name: string;
  roles: string[];
  unknownRoles: string[];
  disabled: boolean;
  created: string;
  lastLogin: string | null;
  tokens: {made: string; until: string}[];
}

export interface Users {
  users: User[];
  others: {name: string; lastLogin: string}[];
  changes: boolean;
  separated: boolean;
}

export interface Role extends Titled {
  administrator: boolean;
  duty: string | null;
  users: string[];
  timeTravel: boolean;
  purposes: string[];
  operate: string[];
  manage: string[];
  grants: {
    themes: string[];
    layers: string[];
    tables: string[];
    include: string[];
    exclude: string[];
    clearGrade: number;
    clearGradeWithPurpose: number;
    expires: string | null;
    actions: string[];
  }[];
  filters: {tables: string[]; column: string; in: string[]}[];
  masks: {grade: number | null; tables: string[]; columns: string[]; identifiers: string[]; action: string}[];
  limits: {seconds: number; rows: string; bytes: string; exportRows: string};
}

export const administration = {
  users: (signal?: AbortSignal) => json<Users>('/api/v1/users', {signal}),
  roles: (signal?: AbortSignal) => json<Role[]>('/api/v1/roles', {signal}),
  add: (user: string, roles: string[], why: string) => post<{password: string}>('/api/v1/users/add', {user, roles, why}),
  setRoles: (user: string, roles: string[], why: string) => post<unknown>('/api/v1/users/roles', {user, roles, why}),
  renew: (user: string, why: string) => post<{password: string}>('/api/v1/users/password', {user, why}),
  act: (deed: 'disable' | 'enable' | 'remove', user: string, why: string) => post<unknown>(`/api/v1/users/${deed}`, {user, why}),
};
