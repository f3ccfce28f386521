import {quoted, tableSql, type Answer, type Cell, type Drill, type ScreenPage} from '../api';
import {isNumeric, textOf} from '../grid';
import {link} from '../router';

/** The bounds that a screen looks between, as its server says. */
export interface Bounds {
  from: string;
  until: string;
}

/** Names a panel in the address of its screen; no parameter is called so. */
export const AT = '@panel';

export interface Where {
  screen: ScreenPage;
  given: Record<string, string>;
  bounds: Bounds | null;
}

/** A value as it is written in SQL; the statement is the user's to look at and run. */
function literal(cell: Cell | undefined, type: string): string {
  const text = textOf(cell);
  if (isNumeric(type) && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) {
    return text;
  }
  if (type === 'boolean') {
    return text === 'true' ? 'true' : 'false';
  }
  const written = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return /^date/i.test(type) ? `DATE ${written}` : /^timestamp/i.test(type) ? `TIMESTAMP ${written}` : written;
}

/** The first instant after a bound. */
function after(bound: string, by: 'day' | 'month' | 'year'): string {
  return by === 'year' ? String(Number(bound) + 1) : `DATE '${bound}' + INTERVAL 1 ${by.toUpperCase()}`;
}

function rowsOf(drill: Drill, answer: Answer, row: Answer['rows'][number], {screen, given, bounds}: Where): string {
  const conditions = Object.entries(drill.where).map(([column, of]) => {
    const type = answer.columns.find((each) => each.name === of)?.type ?? '';
    const cell = row[of];
    return cell === null || cell === undefined ? `${quoted(column)} IS NULL` : `${quoted(column)} = ${literal(cell, type)}`;
  });
  if (drill.time && bounds && screen.window) {
    const by = screen.window.by;
    const from = drill.newest ? bounds.until : bounds.from;
    conditions.push(`${quoted(drill.time)} >= ${by === 'year' ? from : `DATE '${from}'`}`, `${quoted(drill.time)} < ${after(bounds.until, by)}`);
  }
  // What was chosen on the screen is the panel's own to heed: the table may not have it.
  const unheeded = Object.keys(given).filter((each) => ![AT, 'from', 'until', 'last'].includes(each));
  const said = unheeded.length > 0 ? `-- 未按这些条件收窄 / not narrowed by: ${unheeded.join(', ')}\n` : '';
  return `${said}SELECT *\nFROM ${tableSql(drill.name)}${conditions.length > 0 ? `\nWHERE ${conditions.join('\n  AND ')}` : ''}\nLIMIT 1000`;
}

/** The address that a row leads to; null where it would show more than the row. */
export function addressOf(drill: Drill, answer: Answer, row: Answer['rows'][number], where: Where): string | null {
  const timeless = drill.time && where.screen.window && !where.bounds;
  if (drill.to === 'rows' ? timeless : Object.values(drill.where).some((of) => !textOf(row[of]))) {
    return null;
  }
  const filled = Object.fromEntries(Object.entries(drill.where).flatMap(([name, of]) => (textOf(row[of]) ? [[name, textOf(row[of])]] : [])));
  if (drill.to === 'map') {
    return link(['map'], {layer: drill.name, ...filled});
  }
  if (drill.to === 'rows') {
    return link(['sql'], {sql: rowsOf(drill, answer, row, where)});
  }
  const {screen, given} = where;
  // A screen that counts its time alike looks at the same time; the same screen keeps all that was chosen.
  const kept = drill.name === screen.name ? given : drill.by && drill.by === screen.window?.by ? only(given, ['from', 'until', 'last']) : {};
  return link(['applications', drill.name], {...only(kept, Object.keys(kept).filter((each) => each !== AT)), ...filled, ...(drill.panel ? {[AT]: drill.panel} : {})});
}

function only(of: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((each) => (of[each] ? [[each, of[each] ?? '']] : [])));
}
