import type {JSX} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import type {Cell} from '../api';
import {isNumeric, textOf} from '../grid';
import {useWords} from '../words';
import {Trouble} from '../parts';
import {bench, type Kept} from './api';
import {useBenchWords} from './words';

const ROW = 30;
const PAGE = 200;
/** Pages that are held; the rest is asked again. */
const HELD = 12;
/** Browsers draw nothing that is taller than some 16 million pixels. */
const TALLEST = 8_000_000;
/** A step of more screens than this is a jump. */
const JUMP = 3;
const PATIENCE = 80;

/** Rows of a kept result, a page at a time; the least lately shown goes first. */
class Pages {
  private readonly held = new Map<number, Cell[][]>();
  private readonly asked = new Set<number>();
  private readonly stop = new AbortController();

  constructor(
    private readonly kept: Kept,
    private readonly came: (failure: Error | null) => void,
  ) {}

  row(index: number): Cell[] | undefined {
    return this.held.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  isEmpty(): boolean {
    return this.held.size === 0;
  }

  /** Asks for what is missing of some rows. */
  want(from: number, until: number): void {
    for (let page = Math.floor(from / PAGE); page * PAGE < until; page++) {
      const rows = this.held.get(page);
      if (rows) {
        this.held.delete(page);
        this.held.set(page, rows);
      } else if (!this.asked.has(page)) {
        this.asked.add(page);
        void this.load(page);
      }
    }
  }

  private async load(page: number): Promise<void> {
    try {
      const rows = await bench.rows(this.kept.result, page * PAGE, PAGE, this.stop.signal);
      this.held.set(page, rows);
      for (const oldest of this.held.keys()) {
        if (this.held.size <= HELD) {
          break;
        }
        this.held.delete(oldest);
      }
      this.came(null);
    } catch (raised) {
      if (!this.stop.signal.aborted) {
        this.came(raised as Error);
      }
    } finally {
      this.asked.delete(page);
    }
  }

  end(): void {
    this.stop.abort();
    this.held.clear();
  }
}

/**
 * Rows that the server keeps, of any number: the page has those in sight and some pages around. The
 * scroll bar stands for all of them; where they are more than it has pixels, small steps move by
 * rows and large ones by its share.
 */
export function KeptGrid({kept, label, height = 420}: {kept: Kept; label: string; height?: number}): JSX.Element {
  const {t, number} = useWords();
  const w = useBenchWords();
  const box = useRef<HTMLDivElement>(null);
  const [, draw] = useState(0);
  const [failure, setFailure] = useState<Error | null>(null);
  /** In pixels of all rows, were they all there. */
  const [top, setTop] = useState(0);
  const place = useRef({top: 0, scrolled: 0});
  const pages = useMemo(
    () =>
      new Pages(kept, (raised) => {
        setFailure(raised);
        draw((each) => each + 1);
      }),
    [kept.result],
  );
  useEffect(() => () => pages.end(), [pages]);
  const count = kept.rowCount;
  const tall = Math.min(height, (count + 1) * ROW + 20);
  /** What is left of it within its borders and scroll bars. */
  const [view, setView] = useState(tall - 20);
  const shown = Math.max(1, Math.floor(view / ROW) - 1);
  const whole = Math.max(0, (count - shown) * ROW);
  const track = Math.min(whole, TALLEST);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(whole, to));
    place.current.top = next;
    setTop(next);
    // Where the scroll bar is for it.
    const at = whole > 0 ? Math.round((next / whole) * track) : 0;
    if (box.current && Math.abs(box.current.scrollTop - at) > 1) {
      box.current.scrollTop = at;
    }
    place.current.scrolled = box.current?.scrollTop ?? at;
  };
  const scrolled = () => {
    const at = box.current?.scrollTop ?? 0;
    const step = at - place.current.scrolled;
    if (step === 0) {
      return;
    }
    place.current.scrolled = at;
    if (whole === track) {
      place.current.top = at;
      setTop(at);
    } else if (Math.abs(step) <= JUMP * height) {
      move(place.current.top + step);
    } else {
      const next = track > 0 ? (at / track) * whole : 0;
      place.current.top = next;
      setTop(next);
    }
  };
  useEffect(() => {
    setFailure(null);
    setView(box.current?.clientHeight ?? tall - 20);
    move(0);
    if (box.current) {
      box.current.scrollLeft = 0;
    }
  }, [kept.result]);

  const first = Math.min(Math.floor(top / ROW + 0.001), Math.max(0, count - shown));
  const until = Math.min(count, first + shown);
  useEffect(() => {
    // Not every page that is flown over.
    const timer = setTimeout(() => pages.want(first, until), pages.isEmpty() ? 0 : PATIENCE);
    return () => clearTimeout(timer);
  }, [pages, first, until]);

  const rows: number[] = [];
  for (let index = first; index < until; index++) {
    rows.push(index);
  }
  return (
    <>
      <Trouble failure={failure} />
      {count > shown ? (
        <form
          class="controls goto"
          onSubmit={(event) => {
            event.preventDefault();
            const row = Number(new FormData(event.currentTarget).get('row'));
            if (Number.isInteger(row) && row >= 1) {
              move((row - 1) * ROW);
            }
          }}
        >
          <label>
            {w('goTo')}
            <input name="row" type="number" min={1} max={count} required />
          </label>
          <span class="note" aria-live="polite">
            {number(first + 1)}–{number(until)} / {number(count)}
          </span>
        </form>
      ) : null}
      <div
        class="grid kept"
        ref={box}
        role="region"
        aria-label={label}
        tabIndex={0}
        style={{height: `${tall}px`}}
        onScroll={scrolled}
        onKeyDown={(event) => {
          if (event.key === 'Home' || event.key === 'End') {
            event.preventDefault();
            move(event.key === 'Home' ? 0 : whole);
          }
        }}
      >
        <div class="track" style={{height: `${track + view}px`}}>
          <table aria-rowcount={count + 1}>
            <thead>
              <tr>
                <th class="ordinal" scope="col">
                  #
                </th>
                {kept.columns.map((column, index) => (
                  <th key={index} scope="col" class={isNumeric(column.type) ? 'figure' : ''} title={`${column.name} ${column.type}`}>
                    {column.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((index) => {
                const row = pages.row(index);
                return (
                  <tr key={index} aria-rowindex={index + 2} aria-busy={row ? undefined : true}>
                    <td class="ordinal">{index + 1}</td>
                    {kept.columns.map((column, at) => {
                      const value = row?.[at];
                      const text = textOf(value);
                      return (
                        <td key={at} class={isNumeric(column.type) ? 'figure' : ''} title={text.length > 40 ? text : undefined}>
                          {row === undefined ? <span class="null">…</span> : value === null || value === undefined ? <span class="null">null</span> : text}
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        {count === 0 ? <p class="note">{t('empty')}</p> : null}
      </div>
    </>
  );
}
