import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Day, Job, Slot} from '../operations';
import {slotLink} from './parts';
import {useOwnWords} from './words';

const ROW = 22;
const HEAD = 26;
const NAMES = 250;
const NARROWEST = 320;
const STEPS = [1, 5, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

interface Bar {
  slot: Slot;
  row: number;
  from: number;
  until: number;
}

interface Drawn {
  rows: Job[];
  bars: Bar[];
  from: number;
  until: number;
}

/** What has begun, from its beginning to its end, or to now. */
function drawn(day: Day): Drawn {
  const now = Date.parse(day.now);
  const begun = day.slots.filter((each) => each.began !== null);
  const with_ = new Set(begun.map((each) => each.job));
  const known = new Map(day.jobs.map((each) => [each.name, each]));
  const first = new Map<string, number>();
  for (const slot of begun) {
    first.set(slot.job, Math.min(first.get(slot.job) ?? Infinity, Date.parse(slot.began as string)));
  }
  // By theme as the table below, and within one by what began first.
  const rows = [...with_]
    .map((name): Job => known.get(name) ?? ({name, title: name, titleEn: name, theme: name.slice(0, name.indexOf('.'))} as Job))
    .sort((a, b) => (a.theme === b.theme ? (first.get(a.name) ?? 0) - (first.get(b.name) ?? 0) : a.theme < b.theme ? -1 : 1));
  const place = new Map(rows.map((each, index) => [each.name, index]));
  const bars = begun.map((slot): Bar => {
    const from = Date.parse(slot.began as string);
    return {slot, row: place.get(slot.job) ?? 0, from, until: Math.max(from, slot.ended ? Date.parse(slot.ended) : now)};
  });
  return {
    rows,
    bars,
    from: Math.min(...bars.map((each) => each.from)),
    until: Math.max(...bars.map((each) => each.until)),
  };
}

/** The slots of a date over time, with those marked that say when it was done. */
export function Gantt({day}: {day: Day}): JSX.Element | null {
  const speech = useOwnWords();
  const {w, titled, named, language, lasted} = speech;
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) {
      return undefined;
    }
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const [zoom, setZoom] = useState(1);
  const [shift, setShift] = useState(0);
  const {rows, bars, from: first, until: last} = drawn(day);
  if (bars.length === 0) {
    return null;
  }
  const whole = Math.max(1000, last - first);
  const span = whole / zoom;
  const from = first + (whole - span) * shift;
  const until = from + span;
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const room = Math.max(NARROWEST, width - NAMES - 16);
  // What is outside of the window ends at its edges.
  const x = (at: number) => NAMES + (Math.min(Math.max(at - from, 0), span) / span) * room;
  const within = (bar: Bar) => bar.until >= from && bar.from <= until;
  const step = (STEPS.find((each) => (span / 1000 / each) * 90 <= room) ?? 86_400) * 1000;
  const format = formatOf(locale, day.zone, step < 60_000);
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
    ticks.push(at);
  }
  const height = HEAD + rows.length * ROW + 4;
  const path = new Set(day.criticalPath.map(([job, slot]) => `${job}@${slot}`));
  const onPath = (bar: Bar) => path.has(`${bar.slot.job}@${bar.slot.slot}`);
  const chain = day.criticalPath
    .map(([job, slot]) => bars.find((each) => each.slot.job === job && each.slot.slot === slot))
    .filter((each): each is Bar => each !== undefined);
  const middle = (bar: Bar) => HEAD + bar.row * ROW + ROW / 2;
  return (
    <>
    {whole > 60_000 ? (
      <div class="controls zoom">
        <label>
          {w('zoom')}
          <select name="zoom" value={zoom} onChange={(event) => setZoom(Number(event.currentTarget.value))}>
            {ZOOMS.map((each) => (
              <option key={each} value={each}>
                {each}×
              </option>
            ))}
          </select>
        </label>
        {zoom > 1 ? (
          <label>
            {w('window')}
            <input type="range" min={0} max={1000} value={shift * 1000} onInput={(event) => setShift(Number(event.currentTarget.value) / 1000)} />
          </label>
        ) : null}
      </div>
    ) : null}
    <div class="gantt" ref={box} tabIndex={0} role="region" aria-label={w('gantt')}>
      {width > 0 ? (
        <svg
          width={NAMES + room + 12}
          height={height}
          role="img"
          aria-label={w('ganttOf', day.date, rows.length, format.format(from), format.format(until))}
        >
          {ticks.map((at) => (
            <g key={at} class="tick">
              <line x1={x(at)} x2={x(at)} y1={HEAD - 6} y2={height} />
              <text x={x(at)} y={14} text-anchor="middle">
                {format.format(at)}
              </text>
            </g>
          ))}
          {rows.map((job, index) => (
            <g key={job.name}>
              {index % 2 === 1 ? <rect class="stripe" x={0} y={HEAD + index * ROW} width={NAMES + room + 12} height={ROW} /> : null}
              <text class="of" x={4} y={HEAD + index * ROW + 15}>
                {cut(titled(job))}
                <title>{`${titled(job)} · ${job.name}`}</title>
              </text>
            </g>
          ))}
          {chain.slice(1).map((bar, index) => {
            const before = chain[index] as Bar;
            if (!within(bar) && !within(before)) {
              return null;
            }
            return <path key={bar.slot.job + bar.slot.slot} class="chain" d={`M${x(before.until)} ${middle(before)}V${middle(bar)}H${x(bar.from)}`} />;
          })}
          {bars.filter(within).map((bar) => (
            <a key={`${bar.slot.job}@${bar.slot.slot}`} href={slotLink(bar.slot)} tabIndex={-1} aria-hidden="true">
              <rect
                class={`bar-of slot-${bar.slot.state}${onPath(bar) ? ' critical' : ''}`}
                x={x(bar.from)}
                y={HEAD + bar.row * ROW + 4}
                width={Math.max(3, x(bar.until) - x(bar.from))}
                height={ROW - 8}
                rx={3}
              >
                <title>{`${bar.slot.job} ${bar.slot.slot} · ${named('state', bar.slot.state)} · ${lasted((bar.until - bar.from) / 1000)}`}</title>
              </rect>
            </a>
          ))}
        </svg>
      ) : null}
    </div>
    </>
  );
}

const ZOOMS = [1, 2, 5, 20, 100];
const WIDEST = 32;

/** Chinese is twice as wide. */
function cut(text: string): string {
  let wide = 0;
  let kept = '';
  for (const letter of text) {
    wide += /[\u2e80-\uffff]/.test(letter) ? 2 : 1;
    if (wide > WIDEST) {
      return `${kept}…`;
    }
    kept += letter;
  }
  return kept;
}

function formatOf(locale: string, zone: string, fine: boolean): Intl.DateTimeFormat {
  const wish: Intl.DateTimeFormatOptions = {hour: '2-digit', minute: '2-digit', ...(fine ? {second: '2-digit'} : {})};
  try {
    return new Intl.DateTimeFormat(locale, {...wish, timeZone: zone});
  } catch {
    return new Intl.DateTimeFormat(locale, {...wish, timeZone: 'UTC'});
  }
}
