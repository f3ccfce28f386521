import type {JSX} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import {api, Failure, type Answer, type Panel, type Parameter, type ScreenPage} from '../api';
import type {PageProperties} from '../app';
import {draw, rangeOf, type Drawn} from '../chart';
import {Grid, isNumeric, textOf} from '../grid';
import {useLoad, useSession, useTurns} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {link, replace, type Route} from '../router';
import {useSettings} from '../settings';
import {useWords} from '../words';

export {Wall} from './wall';

/** A release that publishes while a screen loads is met at most so often in a row. */
const TRIES = 5;
const EVERY = 60_000;
/** Rows of a panel that the browser holds. */
const MOST = 10_000;
/** A table of no more columns has room beside a chart. */
const NARROW = 4;

export default function Screens({route}: PageProperties): JSX.Element {
  const name = route.path[1];
  return name ? <One key={name} name={name} route={route} /> : <All />;
}

function All(): JSX.Element {
  const {t, titled} = useWords();
  const screens = useLoad(api.screens, []);
  return (
    <>
      <Head title={t('screens')}>
        <a class="quiet" id="on-wall" href={link(['wall'])}>
          {t('onWall')}
        </a>
      </Head>
      <Trouble failure={screens.failure} />
      <Waiting on={screens.loading && !screens.value} />
      <ul class="tiles">
        {(screens.value ?? []).map((each) => (
          <li key={each.name}>
            <a class="card tile" href={link(['applications', each.name])}>
              <strong>{titled(each)}</strong>
              <span class="note">{each.owner}</span>
              <code>{each.name}</code>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

type Got = {answer: Answer; failure: null} | {answer: null; failure: Error};

/**
 * The answers of all panels, of one release: where one was published meanwhile, the older answers
 * are asked again. Panels whose parameters aren't given aren't asked.
 */
async function together(screen: ScreenPage, given: Record<string, string>, signal: AbortSignal): Promise<Map<string, Got>> {
  const got = new Map<string, Got>();
  const ask = async (panel: Panel) => {
    const wanted = Object.fromEntries(panel.parameters.flatMap((each) => (given[each.name] ? [[each.name, given[each.name] ?? '']] : [])));
    try {
      got.set(panel.name, {answer: await api.panel(screen.name, panel.name, wanted, MOST, signal), failure: null});
    } catch (raised) {
      got.set(panel.name, {answer: null, failure: raised as Error});
    }
  };
  const askable = screen.panels.filter((panel) => missing(panel, given).length === 0);
  let asked = askable;
  for (let tries = 0; tries < TRIES && asked.length > 0; tries++) {
    await Promise.all(asked.map(ask));
    const newest = Math.max(...askable.map((panel) => got.get(panel.name)?.answer?.release ?? 0));
    asked = askable.filter((panel) => (got.get(panel.name)?.answer?.release ?? newest) < newest);
  }
  if (asked.length > 0) {
    throw new Failure('', '', 0, 'tooFast');
  }
  return got;
}

function missing(panel: Panel, given: Record<string, string>): string[] {
  return panel.parameters.filter((each) => each.default === null && !given[each.name]).map((each) => each.name);
}

export function One({name, route}: {name: string; route: Route}): JSX.Element {
  const {t, titled, time} = useWords();
  const {reach} = useSession();
  const page = useLoad((signal) => api.screen(name, signal), []);
  const given = Object.fromEntries(route.query);
  const wish = JSON.stringify(given);
  const [turn, next, busy] = useTurns(EVERY);
  const screen = page.value;
  const asked = screen ? JSON.stringify(screen) : '';
  const answers = useLoad((signal) => (screen ? together(screen, given, signal) : Promise.resolve(new Map<string, Got>())), [asked, wish], turn);
  const releases = useLoad(api.releases, [], turn);
  busy(answers.loading);
  const parameters = useMemo(() => {
    const all = new Map<string, Parameter>();
    screen?.panels.flatMap((panel) => panel.parameters).forEach((each) => all.has(each.name) || all.set(each.name, each));
    return [...all.values()];
  }, [screen]);
  if (!screen) {
    return (
      <>
        <Head title={name} />
        <Trouble failure={page.failure} />
        <Waiting on={page.loading} />
      </>
    );
  }
  const release = Math.max(0, ...[...(answers.value?.values() ?? [])].map((each) => each.answer?.release ?? 0));
  const at = releases.value?.find((each) => each.id === release)?.at;
  return (
    <>
      <Head title={titled(screen)} note={screen.owner}>
        <span class="note" id="as-of" role="status">
          {release > 0 ? (at ? t('asOf', release, time(new Date(at))) : t('asOfShort', release)) : ''}
        </span>
        <button type="button" class="quiet" disabled={answers.loading || reach === 'away'} onClick={next}>
          {t('refresh')}
        </button>
      </Head>
      {parameters.length > 0 ? <Controls name={name} parameters={parameters} given={given} wish={wish} /> : null}
      <Trouble failure={answers.failure} />
      <div class="panels">
        {screen.panels.map((panel) => (
          <Shown
            key={panel.name}
            panel={panel}
            got={answers.value?.get(panel.name) ?? null}
            missing={missing(panel, given)}
            waiting={answers.loading && !answers.value?.has(panel.name)}
          />
        ))}
      </div>
    </>
  );
}

interface ControlsProperties {
  name: string;
  parameters: Parameter[];
  given: Record<string, string>;
  wish: string;
}

/** The fields say what the panels are of: an emptied one has its default again once it is applied. */
function Controls({name, parameters, given, wish}: ControlsProperties): JSX.Element {
  const {t} = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [applied, apply] = useState(0);
  useEffect(() => {
    for (const each of parameters) {
      const field = form.current?.elements.namedItem(each.name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
        field.value = given[each.name] ?? each.default ?? '';
      }
    }
  }, [wish, applied]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (form.current) {
      const values = [...new FormData(form.current)].map(([key, value]) => [key, String(value)] as const).filter(([, value]) => value !== '');
      replace(link(['applications', name], Object.fromEntries(values)));
      apply((each) => each + 1);
    }
  };
  return (
    <form class="controls card" ref={form} onSubmit={submit} aria-label={t('parameters')}>
      {parameters.map((each) => (
        <label key={each.name}>
          {each.name}
          <Control parameter={each} value={given[each.name] ?? each.default ?? ''} />
        </label>
      ))}
      <button type="submit">{t('apply')}</button>
    </form>
  );
}

function Control({parameter, value}: {parameter: Parameter; value: string}): JSX.Element {
  const {name, type} = parameter;
  if (type === 'boolean') {
    return (
      <select name={name} defaultValue={value}>
        <option value="" />
        <option value="true">true</option>
        <option value="false">false</option>
      </select>
    );
  }
  if (type === 'date') {
    return <input name={name} type="date" defaultValue={value} />;
  }
  const whole = /^(int|long|short|byte)/.test(type);
  return <input name={name} defaultValue={value} inputMode={whole ? 'numeric' : undefined} pattern={whole ? '-?[0-9]+' : undefined} spellcheck={false} />;
}

interface ShownProperties {
  panel: Panel;
  got: Got | null;
  missing: string[];
  waiting: boolean;
}

function Shown({panel, got, missing: needed, waiting}: ShownProperties): JSX.Element {
  const {t, titled, number} = useWords();
  const [plain, setPlain] = useState(false);
  const answer = got?.answer ?? null;
  // Without a scale, and without a value, a gauge is a figure.
  const figures = panel.chart === 'number' || (panel.chart === 'gauge' && answer !== null && rangeOf(panel, answer) === null);
  const drawable = !figures && (panel.chart === 'line' || panel.chart === 'bar' || panel.chart === 'pie' || panel.chart === 'gauge');
  const columns = answer?.columns.length ?? 0;
  const wide = drawable ? (answer?.rows.length ?? 0) > 24 : !figures && columns > NARROW;
  return (
    <section class={`card panel panel-${panel.chart}${wide ? ' wide' : ''}`} data-panel={panel.name} aria-label={titled(panel)}>
      <header>
        <h2>{titled(panel)}</h2>
        {drawable && answer && answer.rows.length > 0 ? (
          <button type="button" class="quiet" aria-pressed={plain} onClick={() => setPlain(!plain)}>
            {plain ? t('asChart') : t('asTable')}
          </button>
        ) : null}
      </header>
      <Trouble failure={got?.failure ?? null} />
      <Waiting on={waiting && needed.length === 0} />
      {needed.length > 0 ? <p class="note">{t('needs', needed.join(', '))}</p> : null}
      {answer ? (
        answer.rows.length === 0 ? (
          <p class="note">{t('empty')}</p>
        ) : figures ? (
          <Figures panel={panel} answer={answer} />
        ) : drawable && !plain ? (
          <Canvas panel={panel} answer={answer} />
        ) : (
          <Grid answer={answer} label={titled(panel)} height={300} />
        )
      ) : null}
      {answer?.more ? <p class="note">{t('more', number(answer.rowCount))}</p> : null}
    </section>
  );
}

function Figures({panel, answer}: {panel: Panel; answer: Answer}): JSX.Element {
  const {number} = useWords();
  const row = answer.rows[0] ?? {};
  const names = panel.y.length > 0 ? panel.y : answer.columns.map((each) => each.name);
  return (
    <dl class="figures">
      {names.map((name) => {
        const value = row[name];
        const text = textOf(value);
        const numeric = isNumeric(answer.columns.find((each) => each.name === name)?.type ?? '') && Number.isFinite(Number(text));
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{numeric && text !== '' ? number(value as number | string) : text || '—'}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function Canvas({panel, answer}: {panel: Panel; answer: Answer}): JSX.Element {
  const {language, colours} = useSettings();
  const {titled} = useWords();
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  useEffect(() => {
    if (!place.current) {
      return;
    }
    const chart = draw(place.current);
    drawn.current = chart;
    return () => {
      drawn.current = null;
      chart.end();
    };
  }, []);
  useEffect(() => drawn.current?.draw(panel, answer), [panel, answer, language, colours]);
  return <div class="chart" ref={place} role="img" aria-label={titled(panel)} />;
}
