import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Answer, Cell, Panel} from '../api';
import type {Drawn} from '../chart';
import {isNumeric} from '../grid';
import {useLoad} from '../hooks';
import {Trouble, Waiting} from '../parts';
import {useSettings} from '../settings';
import {useWords} from '../words';
import {bench, type Kept} from './api';
import {useBenchWords} from './words';

const MOST = 2000;
/** No column is called so. */
const X = '\u0000';

type Kind = 'bar' | 'line' | 'pie';

export interface ChartWish {
  kind: Kind;
  x: number;
  y: number;
}

/** The first rows of a result as a chart; which columns are drawn is chosen. */
export function QuickChart({kept, wish, onWish}: {kept: Kept; wish: ChartWish | null; onWish: (wish: ChartWish) => void}): JSX.Element {
  const {t, number} = useWords();
  const w = useBenchWords();
  const {colours} = useSettings();
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const rows = useLoad((signal) => (kept.rowCount === 0 ? Promise.resolve<Cell[][]>([]) : bench.rows(kept.result, 0, Math.min(MOST, kept.rowCount), signal)), [kept.result]);
  const figures = kept.columns.flatMap((column, index) => (isNumeric(column.type) ? [index] : []));
  const first = figures.at(-1);
  const now: ChartWish | null =
    wish ?? (first === undefined ? null : {kind: 'bar', x: Math.max(0, kept.columns.findIndex((column) => !isNumeric(column.type))), y: first});
  useEffect(() => {
    let wanted = true;
    let made: Drawn | null = null;
    void import('../chart').then(({draw}) => {
      if (wanted && place.current) {
        made = draw(place.current, () => {});
        setDrawn(made);
      }
    });
    return () => {
      wanted = false;
      made?.end();
    };
  }, [now === null]);
  useEffect(() => {
    if (!drawn || !rows.value || !now) {
      return;
    }
    const answer: Answer = {
      release: kept.release,
      columns: [
        {name: X, type: 'string'},
        {name: kept.columns[now.y]?.name ?? '', type: 'double'},
      ],
      rows: rows.value.map((row) => ({[X]: row[now.x] ?? null, [kept.columns[now.y]?.name ?? '']: row[now.y] ?? null})),
      rowCount: rows.value.length,
      more: false,
    };
    const panel: Panel = {
      name: 'quick',
      title: '',
      titleEn: '',
      chart: now.kind,
      x: X,
      y: [kept.columns[now.y]?.name ?? ''],
      parameters: [],
      columns: {},
      compare: null,
      range: null,
      drill: [],
    };
    drawn.draw(panel, answer, null);
  }, [drawn, rows.value, now?.kind, now?.x, now?.y, colours]);
  if (!now) {
    return <p class="note">{w('noFigures')}</p>;
  }
  const choose = (key: 'x' | 'y', title: string, among: number[]) => (
    <label>
      {title}
      <select name={key} value={String(now[key])} onChange={(event) => onWish({...now, [key]: Number(event.currentTarget.value)})}>
        {among.map((index) => (
          <option key={index} value={String(index)}>
            {kept.columns[index]?.name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div class="controls">
        <label>
          {w('kind')}
          <select name="kind" value={now.kind} onChange={(event) => onWish({...now, kind: event.currentTarget.value as Kind})}>
            {(['bar', 'line', 'pie'] as const).map((each) => (
              <option key={each} value={each}>
                {w(each)}
              </option>
            ))}
          </select>
        </label>
        {choose('x', w('across'), kept.columns.map((_, index) => index))}
        {choose('y', w('values'), figures)}
        {kept.rowCount > MOST ? <span class="note">{w('firstDrawn', number(MOST))}</span> : null}
      </div>
      <Trouble failure={rows.failure} />
      <Waiting on={rows.loading} />
      <div class="card quick" ref={place} role="img" aria-label={`${t('result')}: ${kept.columns[now.y]?.name ?? ''}`} />
    </>
  );
}
