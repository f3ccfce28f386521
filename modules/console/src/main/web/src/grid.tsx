import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Answer, Cell} from './api';
import {useWords} from './words';

const ROW = 30;
const AROUND = 12;
const NUMERIC = /^(byte|short|int|long|float|double|decimal|tinyint|smallint|bigint|integer)/i;

export function isNumeric(type: string): boolean {
  return NUMERIC.test(type);
}

export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) {
    return '';
  }
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/**
 * Rows as a table. Only those in sight are elements of the page, so that thousands scroll in
 * constant memory beyond the rows themselves.
 */
export function Grid({answer, label, height = 420}: {answer: Answer; label: string; height?: number}): JSX.Element {
  const {t} = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [top, set] = useState(0);
  const [tall, setTall] = useState(height);
  useEffect(() => {
    set(0);
    if (box.current) {
      box.current.scrollTop = 0;
      setTall(box.current.clientHeight);
    }
  }, [answer]);
  const count = answer.rows.length;
  const from = Math.max(0, Math.floor(top / ROW) - AROUND);
  const until = Math.min(count, Math.ceil((top + tall) / ROW) + AROUND);
  const spacer = (rows: number) =>
    rows > 0 ? (
      <tr aria-hidden="true">
        <td colSpan={answer.columns.length + 1} style={{height: `${rows * ROW}px`, padding: 0}} />
      </tr>
    ) : null;
  return (
    <div
      class="grid"
      ref={box}
      role="region"
      aria-label={label}
      tabIndex={0}
      style={{maxHeight: `${height}px`}}
      onScroll={(event) => set(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={count + 1}>
        <thead>
          <tr>
            <th class="ordinal" scope="col">
              #
            </th>
            {answer.columns.map((column) => (
              <th key={column.name} scope="col" class={isNumeric(column.type) ? 'figure' : ''} title={`${column.name} ${column.type}`}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spacer(from)}
          {answer.rows.slice(from, until).map((row, index) => (
            <tr key={from + index} aria-rowindex={from + index + 2}>
              <td class="ordinal">{from + index + 1}</td>
              {answer.columns.map((column) => {
                const value = row[column.name];
                const text = textOf(value);
                return (
                  <td key={column.name} class={isNumeric(column.type) ? 'figure' : ''} title={text.length > 40 ? text : undefined}>
                    {value === null || value === undefined ? <span class="null">null</span> : text}
                  </td>
                );
              })}
            </tr>
          ))}
          {spacer(count - until)}
        </tbody>
      </table>
      {count === 0 ? <p class="note">{t('empty')}</p> : null}
    </div>
  );
}
