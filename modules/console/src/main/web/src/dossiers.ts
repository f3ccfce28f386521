import {json, part, type Cell, type Column, type RowAnswer, type Titled} from './api';

export interface Kind extends Titled {
  persons: boolean;
  tables: number;
  help: {able: string[]; things: string[]; columns: Column[]} | null;
}

export interface FactColumn extends Column {
  masked: boolean;
  dossier: string | null;
}

export interface Fact extends Titled {
  theme: string;
  layer: string;
  grade: number;
  time: string | null;
  columns: FactColumn[];
  sql: string;
}

export interface KindPage extends Kind {
  facts: Fact[];
}

function headers(purpose: string): Record<string, string> {
  return {Accept: 'application/vnd.citylake.rows+json', 'Content-Type': 'application/json', ...(purpose ? {'X-Purpose': purpose} : {})};
}

const PATH = '/api/v1/dossiers';

export const dossiers = {
  kinds: (purpose: string, signal?: AbortSignal) => json<Kind[]>(PATH, {headers: purpose ? {'X-Purpose': purpose} : {}, signal}),
  kind: (kind: string, purpose: string, signal?: AbortSignal) => json<KindPage>(`${PATH}/${part(kind)}`, {headers: purpose ? {'X-Purpose': purpose} : {}, signal}),
  find: (text: string, signal?: AbortSignal) => json<RowAnswer>(`${PATH}/find`, {method: 'POST', body: {text}, headers: headers(''), signal}),
  rows: (kind: string, id: string, table: string, purpose: string, most: number, signal?: AbortSignal) =>
    json<RowAnswer>(`${PATH}/${part(kind)}/rows`, {method: 'POST', body: {id, table, most}, headers: headers(purpose), signal}),
  nearest: (kind: string, where: {thing: string; id: string} | {at: [number, number]; able: string[]}, signal?: AbortSignal) =>
    json<RowAnswer>(`${PATH}/${part(kind)}/nearest`, {method: 'POST', body: where, headers: headers(''), signal}),
};

/** A text as SQL writes it. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** The statement for one thing; a person's number is in no address, and stays a mark. */
export function sqlFor(fact: Fact, kind: Kind, id: string): string {
  return kind.persons ? fact.sql.replaceAll('?', "'…'") : fact.sql.replaceAll('?', () => literal(id));
}

export function cellOf(answer: RowAnswer, row: number, column: string): Cell {
  const index = answer.columns.findIndex((each) => each.name === column);
  return answer.rows[row]?.[index] ?? null;
}
