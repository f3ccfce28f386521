import type {Answer, Cell, Comparison, Panel, Told} from '../api';
import {isNumeric, textOf} from '../grid';
import type {Speech} from '../words';

/** What a value comes to by the thresholds of its column. */
export type State = 'good' | 'warn' | 'alarm';

export function figure(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === '' || typeof cell === 'boolean') {
    return null;
  }
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** What a column is called. */
export function called(panel: Panel, name: string, language: Speech['language']): string {
  const told = panel.columns[name];
  return told ? (language === 'zh' ? told.title : told.titleEn) : name;
}

export function unitOf(panel: Panel, name: string, language: Speech['language']): string {
  const told = panel.columns[name];
  return (language === 'zh' ? told?.unit : told?.unitEn) ?? '';
}

/** With its unit. */
export function headed(panel: Panel, name: string, language: Speech['language']): string {
  const unit = unitOf(panel, name, language);
  return unit ? `${called(panel, name, language)} (${unit})` : called(panel, name, language);
}

export function stateOf(told: Told | undefined, cell: Cell | undefined): State {
  const value = figure(cell);
  if (!told?.bad || value === null) {
    return 'good';
  }
  const beyond = (bound: number | null) => bound !== null && (told.bad === 'high' ? value >= bound : value <= bound);
  return beyond(told.alarm) ? 'alarm' : beyond(told.warn) ? 'warn' : 'good';
}

export interface Change {
  arrow: string;
  percent: number | null;
  /** Whether it went to the bad side; null where no side is. */
  worse: boolean | null;
}

/** How much a value has changed; null where there is no number on either side. */
export function changeOf(told: Told | undefined, now: Cell | undefined, before: Cell | undefined): Change | null {
  const [is, was] = [figure(now), figure(before)];
  if (is === null || was === null) {
    return null;
  }
  const more = is - was;
  return {
    arrow: more > 0 ? '▲' : more < 0 ? '▼' : '=',
    percent: was === 0 ? null : (Math.abs(more) / Math.abs(was)) * 100,
    worse: told?.bad && more !== 0 ? (told.bad === 'high') === more > 0 : null,
  };
}

export function changeText(change: Change, speech: Speech): string {
  if (change.arrow === '=') {
    return speech.t('unchanged');
  }
  return change.percent === null ? change.arrow : `${change.arrow} ${speech.number(Math.round(change.percent * 10) / 10)}%`;
}

/** A day or year of the earlier time as the one that it stands beside; whatever else as it is. */
export function later(compare: Comparison, column: string, text: string): string {
  if (column === 'year' && /^\d{1,4}$/.test(text)) {
    return String(Number(text) + compare.months / 12);
  }
  const [, year, month, day, rest = ''] = /^(\d{4})-(\d\d)-(\d\d)(.*)$/s.exec(text) ?? [];
  if (!year) {
    return text;
  }
  const plus = (at: Date, days: number) => new Date(at.getTime() + days * 86_400_000);
  const first = plus(new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))), compare.days);
  const months = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + compare.months, 1));
  // The last day of a shorter month stands for those that it doesn't have.
  const length = new Date(Date.UTC(months.getUTCFullYear(), months.getUTCMonth() + 1, 0)).getUTCDate();
  return plus(months, Math.min(first.getUTCDate(), length) - 1).toISOString().slice(0, 10) + rest;
}

/** The earlier row of each row; undefined where there is none. */
export function beside(panel: Panel, answer: Answer, earlier: Answer | null): (Answer['rows'][number] | undefined)[] {
  const compare = panel.compare;
  if (!compare || !earlier) {
    return answer.rows.map(() => undefined);
  }
  const keyOf = (row: Answer['rows'][number], moved: boolean) =>
    JSON.stringify(compare.key.map((each) => (moved ? later(compare, each, textOf(row[each])) : textOf(row[each]))));
  // Of two that fall on one day, the first: as the command does.
  const found = new Map<string, Answer['rows'][number]>();
  for (const row of earlier.rows) {
    const key = keyOf(row, true);
    if (!found.has(key)) {
      found.set(key, row);
    }
  }
  return answer.rows.map((row) => found.get(keyOf(row, false)));
}

export function numericColumn(answer: Answer, name: string): boolean {
  return isNumeric(answer.columns.find((each) => each.name === name)?.type ?? '');
}

/** A cell for people: numbers of the answer with all their digits. */
export function shown(answer: Answer, name: string, cell: Cell | undefined, speech: Speech): string {
  const text = textOf(cell);
  const type = answer.columns.find((each) => each.name === name)?.type ?? '';
  if (type === 'boolean' && typeof cell === 'boolean') {
    return speech.t(cell ? 'yes' : 'no');
  }
  if (text !== '' && isNumeric(type) && Number.isFinite(Number(text))) {
    // A year or a place in an order is no amount.
    return /(^|_)year$/.test(name) ? text : speech.number(cell as number | string);
  }
  return /^timestamp/i.test(type) && text ? speech.time(text) : text;
}
