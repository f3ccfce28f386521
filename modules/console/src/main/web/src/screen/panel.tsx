import type {JSX} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import {api, type Answer, type Panel} from '../api';
import {draw, rangeOf, type Drawn} from '../chart';
import {textOf} from '../grid';
import {Trouble, Waiting} from '../parts';
import {useSettings} from '../settings';
import {useWords} from '../words';
import {addressOf, type Where} from './drills';
import {picture, save} from './files';
import {beside, called, changeOf, changeText, headed, numericColumn, shown, stateOf, unitOf} from './told';

/** A table of no more columns has room beside a chart. */
const NARROW = 4;
const LISTED = 500;
const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A panel's answer, and that of the earlier time that it is compared with. */
export type Got = {answer: Answer; earlier: Answer | null; failure: null} | {answer: null; earlier: null; failure: Error};

interface ShownProperties {
  panel: Panel;
  got: Got | null;
  missing: string[];
  waiting: boolean;
  where: Where;
  /** Of the answer: which parameters it was asked with. */
  wanted: Record<string, string>;
  /** What is said of the time below an exported picture. */
  note: string;
  marked: boolean;
}

export function Shown({panel, got, missing, waiting, where, wanted, note, marked}: ShownProperties): JSX.Element {
  const {t, titled, number} = useWords();
  const [plain, setPlain] = useState(false);
  const [picked, pick] = useState<number | null>(null);
  const chart = useRef<Drawn | null>(null);
  const place = useRef<HTMLElement>(null);
  const answer = got?.answer ?? null;
  useEffect(() => pick(null), [answer]);
  const settled = answer !== null;
  useEffect(() => {
    if (marked && settled) {
      place.current?.scrollIntoView({block: 'center'});
    }
  }, [marked, settled]);
  // Without a scale, and without a value, a gauge is a figure.
  const figures = panel.chart === 'number' || (panel.chart === 'gauge' && answer !== null && rangeOf(panel, answer) === null);
  const drawable = !figures && (panel.chart === 'line' || panel.chart === 'bar' || panel.chart === 'pie' || panel.chart === 'gauge');
  const columns = (answer?.columns.length ?? 0) + (panel.compare && !figures ? panel.compare.columns.length * (panel.compare.as === 'change' ? 1 : 2) : 0);
  const wide = drawable ? (answer?.rows.length ?? 0) > 24 : !figures && columns > NARROW;
  const drawn = drawable && !plain;
  return (
    <section ref={place} class={`card panel panel-${panel.chart}${wide ? ' wide' : ''}${marked ? ' marked' : ''}`} data-panel={panel.name} aria-label={titled(panel)}>
      <header>
        <h2>{titled(panel)}</h2>
        {answer && answer.rows.length > 0 ? (
          <span class="tools">
            {drawable ? (
              <button type="button" class="quiet" aria-pressed={plain} onClick={() => setPlain(!plain)}>
                {plain ? t('asChart') : t('asTable')}
              </button>
            ) : null}
            <Export panel={panel} where={where} wanted={wanted} image={drawn ? () => chart.current && picture(chart.current, titled(panel), note) : null} />
          </span>
        ) : null}
      </header>
      <Trouble failure={got?.failure ?? null} />
      <Waiting on={waiting && missing.length === 0} />
      {missing.length > 0 ? <p class="note">{t('needs', missing.join(', '))}</p> : null}
      {answer ? (
        answer.rows.length === 0 ? (
          <p class="note">{t('empty')}</p>
        ) : figures ? (
          <Figures panel={panel} answer={answer} earlier={got?.earlier ?? null} />
        ) : drawn ? (
          <Canvas panel={panel} answer={answer} earlier={got?.earlier ?? null} hold={(each) => (chart.current = each)} pick={panel.drill.length > 0 ? pick : null} />
        ) : (
          <Rows panel={panel} answer={answer} earlier={got?.earlier ?? null} picked={picked} pick={panel.drill.length > 0 ? pick : null} />
        )
      ) : null}
      {answer && answer.rows.length > 0 && panel.drill.length > 0 ? (
        <Drills panel={panel} answer={answer} row={figures || panel.chart === 'gauge' ? 0 : picked} where={where} close={figures || panel.chart === 'gauge' ? null : () => pick(null)} />
      ) : null}
      {answer?.more ? <p class="note">{t('more', number(answer.rowCount))}</p> : null}
    </section>
  );
}

interface ExportProperties {
  panel: Panel;
  where: Where;
  wanted: Record<string, string>;
  image: (() => Promise<Blob | null> | null) | null;
}

/** A picture is what is seen; text and sheet are all rows, asked once more as the caller reads them. */
function Export({panel, where, wanted, image}: ExportProperties): JSX.Element {
  const {t, titled, language} = useWords();
  const menu = useRef<HTMLDetailsElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const run = async (kind: string, made: () => Promise<Blob | null> | null) => {
    menu.current?.removeAttribute('open');
    setBusy(true);
    setFailure(null);
    try {
      const blob = await made();
      if (blob) {
        save(blob, `${titled(where.screen)}-${titled(panel)}.${kind}`);
      }
    } catch (raised) {
      setFailure(raised as Error);
    } finally {
      setBusy(false);
    }
  };
  const file = (type: string) => api.panelFile(where.screen.name, panel.name, wanted, type, language);
  return (
    <>
      <details
        class="menu"
        ref={menu}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            menu.current?.removeAttribute('open');
          }
        }}
      >
        <summary class="quiet" aria-label={`${t('export')}: ${titled(panel)}`}>
          {busy ? t('exporting') : t('export')}
        </summary>
        <div>
          {image ? (
            <button type="button" class="quiet" data-export="png" onClick={() => void run('png', image)}>
              {t('exportPng')}
            </button>
          ) : null}
          {/* A spreadsheet takes text for UTF-8 by its mark only. */}
          <button type="button" class="quiet" data-export="csv" onClick={() => void run('csv', async () => new Blob(['\ufeff', await file('text/csv')], {type: 'text/csv'}))}>
            {t('exportText')}
          </button>
          <button type="button" class="quiet" data-export="xlsx" onClick={() => void run('xlsx', () => file(SHEET))}>
            {t('exportSheet')}
          </button>
        </div>
      </details>
      <Trouble failure={failure} />
    </>
  );
}

interface AnswerProperties {
  panel: Panel;
  answer: Answer;
  earlier: Answer | null;
}

/** How bad a value is, in a word: colours alone tell not everybody. */
function Badge({state}: {state: 'good' | 'warn' | 'alarm'}): JSX.Element | null {
  const {t} = useWords();
  return state === 'good' ? null : <span class={`badge ${state}`}>{t(state === 'warn' ? 'stateWarn' : 'stateAlarm')}</span>;
}

function Figures({panel, answer, earlier}: AnswerProperties): JSX.Element {
  const speech = useWords();
  const {t, language} = speech;
  const row = answer.rows[0] ?? {};
  const before = beside(panel, answer, earlier)[0];
  const names = panel.y.length > 0 ? panel.y : answer.columns.map((each) => each.name);
  return (
    <dl class="figures">
      {names.map((name) => {
        const told = panel.columns[name];
        const state = stateOf(told, row[name]);
        const unit = unitOf(panel, name, language);
        return (
          <div key={name} class={`is-${state}`}>
            <dt>{called(panel, name, language)}</dt>
            <dd>
              {shown(answer, name, row[name], speech) || '—'}
              {unit ? <span class="unit"> {unit}</span> : null}
              <Badge state={state} />
            </dd>
            {panel.compare?.columns.includes(name) && earlier ? (
              <dd class="against">
                <Changed panel={panel} name={name} now={row[name]} before={before?.[name]} />{' '}
                <span class="note">{before && textOf(before[name]) ? t('against', speech.titled(panel.compare)) : t('noEarlier', speech.titled(panel.compare))}</span>
              </dd>
            ) : null}
          </div>
        );
      })}
    </dl>
  );
}

function Changed({panel, name, now, before}: {panel: Panel; name: string; now: Answer['rows'][number][string] | undefined; before: Answer['rows'][number][string] | undefined}): JSX.Element | null {
  const speech = useWords();
  const change = changeOf(panel.columns[name], now, before);
  if (!change) {
    return null;
  }
  return <span class={`change ${change.worse === null ? '' : change.worse ? 'worse' : 'better'}`}>{changeText(change, speech)}</span>;
}

interface RowsProperties extends AnswerProperties {
  picked: number | null;
  pick: ((row: number) => void) | null;
}

function Rows({panel, answer, earlier, picked, pick}: RowsProperties): JSX.Element {
  const speech = useWords();
  const {t, titled, number, language} = speech;
  const compare = panel.compare;
  const before = useMemo(() => beside(panel, answer, earlier), [panel, answer, earlier]);
  const compared = (name: string) => compare !== null && earlier !== null && compare.columns.includes(name);
  const second = compare !== null && compare.as !== 'change';
  return (
    <>
      <div class="grid" role="region" aria-label={titled(panel)} tabIndex={0} style={{maxHeight: '300px'}}>
        <table aria-rowcount={answer.rows.length + 1}>
          <thead>
            <tr>
              {pick ? <th scope="col">{t('drill')}</th> : null}
              {answer.columns.map(({name, type}) => (
                <>
                  <th key={name} scope="col" class={numericColumn(answer, name) ? 'figure' : ''} title={`${name} ${type}`}>
                    {headed(panel, name, language)}
                  </th>
                  {compared(name) && second && compare ? (
                    <th key={`${name} before`} scope="col" class="figure">
                      {t('ofEarlier', titled(compare), called(panel, name, language))}
                    </th>
                  ) : null}
                  {compared(name) && compare ? (
                    <th key={`${name} change`} scope="col" class="figure">
                      {t('against', titled(compare))}
                    </th>
                  ) : null}
                </>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows.slice(0, LISTED).map((row, index) => (
              <tr key={index} aria-selected={pick ? picked === index : undefined} class={picked === index ? 'picked' : ''}>
                {pick ? (
                  <td>
                    <button type="button" class="quiet small" data-drill={index} aria-label={`${t('drill')} ${index + 1}`} onClick={() => pick(index)}>
                      ›
                    </button>
                  </td>
                ) : null}
                {answer.columns.map(({name}) => {
                  const value = row[name];
                  const state = stateOf(panel.columns[name], value);
                  const text = shown(answer, name, value, speech);
                  const figureClass = numericColumn(answer, name) ? 'figure' : '';
                  return (
                    <>
                      <td key={name} class={`${figureClass} is-${state}`} title={text.length > 40 ? text : undefined}>
                        {value === null || value === undefined ? <span class="null">—</span> : text}
                        <Badge state={state} />
                      </td>
                      {compared(name) && second ? (
                        <td key={`${name} before`} class="figure">
                          {shown(answer, name, before[index]?.[name], speech) || <span class="null">—</span>}
                        </td>
                      ) : null}
                      {compared(name) ? (
                        <td key={`${name} change`} class="figure">
                          <Changed panel={panel} name={name} now={value} before={before[index]?.[name]} />
                        </td>
                      ) : null}
                    </>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {answer.rows.length > LISTED ? <p class="note">{t('firstRows', number(LISTED))}</p> : null}
    </>
  );
}

interface CanvasProperties extends AnswerProperties {
  hold: (drawn: Drawn | null) => void;
  pick: ((row: number) => void) | null;
}

function Canvas({panel, answer, earlier, hold, pick}: CanvasProperties): JSX.Element {
  const {language, colours} = useSettings();
  const {titled} = useWords();
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const picks = useRef(pick);
  picks.current = pick;
  useEffect(() => {
    if (!place.current) {
      return;
    }
    const chart = draw(place.current, (row) => picks.current?.(row));
    drawn.current = chart;
    hold(chart);
    return () => {
      drawn.current = null;
      hold(null);
      chart.end();
    };
  }, []);
  useEffect(() => drawn.current?.draw(panel, answer, earlier), [panel, answer, earlier, language, colours]);
  return <div class={pick ? 'chart leads' : 'chart'} ref={place} role="img" aria-label={titled(panel)} />;
}

interface DrillsProperties {
  panel: Panel;
  answer: Answer;
  row: number | null;
  where: Where;
  close: (() => void) | null;
}

/** Where the row that was chosen leads to. */
function Drills({panel, answer, row, where, close}: DrillsProperties): JSX.Element | null {
  const {t, titled} = useWords();
  const of = row === null ? undefined : answer.rows[row];
  if (!of) {
    return null;
  }
  const label = panel.x ? textOf(of[panel.x]) : '';
  return (
    <nav class="drills" aria-label={`${t('leadsTo')} ${label}`}>
      {label && close ? <strong>{label}</strong> : null}
      {panel.drill.map((each, index) => {
        const address = addressOf(each, answer, of, where);
        return address === null ? null : (
          <a key={index} class="button quiet small" data-to={each.to} href={address}>
            {t(each.to === 'screen' ? 'drillTo' : each.to === 'map' ? 'drillMap' : 'drillRows', titled(each))}
          </a>
        );
      })}
      {close ? (
        <button type="button" class="quiet small" onClick={close} aria-label={t('close')}>
          ×
        </button>
      ) : null}
    </nav>
  );
}
