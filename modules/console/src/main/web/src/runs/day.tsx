import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {useLoad, useTurns} from '../hooks';
import {operations, type Day, type Job, type Slot, type SlotState} from '../operations';
import {Said, Waiting} from '../parts';
import {go, link, type Route} from '../router';
import {Deed} from './deed';
import {Gantt} from './gantt';
import {byTheme, choicesOf, Moment, operatesOn, Refused, retrying, RunLink, SchedulerNote, seconds, slotLink, State, themeTitle} from './parts';
import {useOwnWords} from './words';

const EVERY = 15_000;
const MOST_OF_A_JOB = 300;

/** From the worst. */
const ORDER: SlotState[] = ['failed', 'blocked', 'retrying', 'missed', 'running', 'due', 'waiting', 'warned', 'ok', 'skipped'];

function shifted(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** From here on nobody has to look. */
const FINE = ORDER.indexOf('ok');

export function DayView({route}: {route: Route}): JSX.Element {
  const speech = useOwnWords();
  const {t, w} = speech;
  const [turn, next, busy] = useTurns(EVERY);
  const date = route.query.get('date') ?? '';
  const series = route.query.get('series') ?? '';
  const theme = route.query.get('theme') ?? '';
  const got = useLoad((signal) => operations.day(date, series, signal), [date, series], turn);
  busy(got.loading);
  const [said, say] = useState<string | null>(null);
  const day = got.value;
  const move = (to: Record<string, string>) => {
    const query = {date, series, theme, ...to};
    go(link(['runs'], Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))));
  };
  const jobs = day ? shownJobs(day, theme) : [];
  const themes = day ? byTheme(shownJobs(day, '')) : new Map<string, Job[]>();
  return (
    <>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <label>
          {w('day')}
          <input
            type="date"
            name="date"
            value={day?.date ?? date}
            onChange={(event) => /^\d{4}-\d\d-\d\d$/.test(event.currentTarget.value) && move({date: event.currentTarget.value})}
          />
        </label>
        <button type="button" class="quiet" disabled={!day} onClick={() => day && move({date: shifted(day.date, -1)})}>
          {w('earlier')}
        </button>
        <button type="button" class="quiet" disabled={!day} onClick={() => day && move({date: shifted(day.date, 1)})}>
          {w('later')}
        </button>
        <button type="button" class="quiet" disabled={!day || day.date === day.latest} onClick={() => move({date: ''})}>
          {w('latest')}
        </button>
        <label>
          {t('theme')}
          <select name="theme" value={theme} onChange={(event) => move({theme: event.currentTarget.value})}>
            <option value="">{t('allThemes')}</option>
            {[...themes].map(([name, of]) => (
              <option key={name} value={name}>
                {themeTitle(of[0] as Job, speech)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="quiet" onClick={next} disabled={got.loading}>
          {t('refresh')}
        </button>
      </form>
      {series ? (
        <p class="note">
          {w('series')} <code>{series}</code> · <a href={link(['runs'], date ? {date} : {})}>{w('backToSchedule')}</a>
        </p>
      ) : null}
      <Refused failure={got.failure} />
      <Waiting on={got.loading && !day} />
      <Said sentence={said} />
      {day ? <SchedulerNote scheduler={day.scheduler} /> : null}
      {day && day.slots.length === 0 ? <p class="note">{w('noSlots')}</p> : null}
      {day && day.slots.length > 0 ? (
        <Whole
          day={day}
          jobs={jobs}
          onDone={(sentence) => {
            say(sentence);
            next();
          }}
        />
      ) : null}
    </>
  );
}

/** Those that have slots, also such as the workspace doesn't schedule any more. */
function shownJobs(day: Day, theme: string): Job[] {
  const known = new Map(day.jobs.map((each) => [each.name, each]));
  const names = [...new Set(day.slots.map((each) => each.job))];
  return names
    .map((name): Job => {
      const of = name.slice(0, name.indexOf('.'));
      const sibling = day.jobs.find((each) => each.theme === of);
      return (
        known.get(name) ??
        ({
          name,
          title: name,
          titleEn: name,
          theme: of,
          themeTitle: sibling?.themeTitle ?? of,
          themeTitleEn: sibling?.themeTitleEn ?? of,
          needs: [],
          target: '',
          paused: false,
        } as unknown as Job)
      );
    })
    .filter((each) => theme === '' || each.theme === theme);
}

function Whole({day, jobs, onDone}: {day: Day; jobs: Job[]; onDone: (sentence: string) => void}): JSX.Element {
  const speech = useOwnWords();
  const {w, named, number} = speech;
  const names = new Set(jobs.map((each) => each.name));
  const slots = day.slots.filter((each) => names.has(each.job));
  const shown: Day = {...day, slots};
  const counts = ORDER.map((state): [SlotState, number] => [state, slots.filter((each) => each.state === state).length]).filter(([, count]) => count > 0);
  const failed = [...new Set(slots.filter((each) => each.state === 'failed' && each.series === 'schedule' && operatesOn(day, each.job)).map((each) => each.job))];
  const [asked, ask] = useState<Slot | 'retry' | null>(null);
  const path = day.criticalPath.filter(([job]) => names.has(job));
  return (
    <>
      <ul class="tally" aria-label={w('slots')}>
        {counts.map(([state, count]) => (
          <li key={state} class={`tag slot-${state}`} data-count={state}>
            {named('state', state)} {number(count)}
          </li>
        ))}
        {failed.length > 0 ? (
          <li>
            <button type="button" id="retry-all" onClick={() => ask('retry')}>
              {w('retryAll', number(failed.length))}
            </button>
          </li>
        ) : null}
      </ul>
      <section class="card" aria-label={w('gantt')}>
        <h2>{w('gantt')}</h2>
        <Gantt day={shown} />
        {path.length > 0 ? (
          <p class="path" id="critical-path">
            <strong title={w('criticalNote')}>{w('critical')}</strong>{' '}
            {path.map(([job, slot], index) => {
              const of = slots.find((each) => each.job === job && each.slot === slot);
              const took = of ? seconds(of.began, of.ended ?? day.now) : null;
              return (
                <span key={`${job}@${slot}`}>
                  {index > 0 ? ' → ' : ''}
                  <a href={slotLink({job, slot, series: day.series})}>{job}</a>
                  {took === null ? '' : ` (${speech.lasted(took)})`}
                </span>
              );
            })}
          </p>
        ) : null}
      </section>
      {[...byTheme(jobs)]
        .map(([theme, of]): [string, Job[], number] => [theme, of, worstOf(of, slots)])
        .sort(([a, , one], [b, , other]) => one - other || (a < b ? -1 : 1))
        .map(([theme, of, worst]) => (
          <OfTheme key={theme} theme={theme} day={day} jobs={of} slots={slots} open={worst < FINE} onAsk={ask} />
        ))}
      {asked === 'retry' ? (
        <Deed
          title={w('retryAll', number(failed.length))}
          about={failed.join(', ')}
          choices={[{name: 'retry', label: w('deed_retry'), act: retrying({jobs: failed, date: day.date}, speech)}]}
          onClose={() => ask(null)}
          onDone={onDone}
        />
      ) : asked ? (
        <Deed title={w('decideOn', asked.job)} about={<SlotWords slot={asked} />} choices={choicesOf(asked, speech)} onClose={() => ask(null)} onDone={onDone} />
      ) : null}
    </>
  );
}

function worstOf(jobs: Job[], slots: Slot[]): number {
  const names = new Set(jobs.map((each) => each.name));
  return Math.min(...slots.filter((each) => names.has(each.job)).map((each) => ORDER.indexOf(each.state)));
}

interface OfThemeProperties {
  theme: string;
  day: Day;
  jobs: Job[];
  slots: Slot[];
  open: boolean;
  onAsk: (slot: Slot) => void;
}

/** Open where somebody may have to look; else on demand, so that a large city stays in sight. */
function OfTheme({theme, day, jobs, slots, open, onAsk}: OfThemeProperties): JSX.Element {
  const speech = useOwnWords();
  const {w, named, number} = speech;
  const names = new Set(jobs.map((each) => each.name));
  const own = slots.filter((each) => names.has(each.job));
  const [shown, set] = useState<boolean | null>(null);
  const is = shown ?? open;
  const title = themeTitle(jobs[0] as Job, speech);
  return (
    <section class="card of-theme" aria-label={title} data-theme={theme}>
      <h2>
        <button type="button" class="quiet small" aria-expanded={is} aria-label={`${title} ${w('slots')}`} onClick={() => set(!is)}>
          {is ? '−' : '+'}
        </button>{' '}
        {title} <small>{theme}</small>{' '}
        {ORDER.map((state) => [state, own.filter((each) => each.state === state).length] as const)
          .filter(([, count]) => count > 0)
          .map(([state, count]) => (
            <span key={state} class={`tag slot-${state}`}>
              {named('state', state)} {number(count)}
            </span>
          ))}
      </h2>
      {is ? <SlotTable day={day} jobs={jobs} slots={slots} onAsk={onAsk} /> : null}
    </section>
  );
}

export function SlotWords({slot}: {slot: Slot}): JSX.Element {
  const {both} = useOwnWords();
  return (
    <>
      <code>{slot.slot}</code> <State state={slot.state} /> {both(slot.reason)}
    </>
  );
}

function SlotTable({day, jobs, slots, onAsk}: {day: Day; jobs: Job[]; slots: Slot[]; onAsk: (slot: Slot) => void}): JSX.Element {
  const {t, w} = useOwnWords();
  return (
    <div class="grid">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('job')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{w('scheduled')}</th>
            <th scope="col">{w('began')}</th>
            <th scope="col">{w('took')}</th>
            <th scope="col">{w('run')}</th>
            <th scope="col">{w('reason')}</th>
            <th scope="col">{w('decide')}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobRows key={job.name} day={day} job={job} slots={slots.filter((each) => each.job === job.name)} onAsk={onAsk} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One line for what has one slot a day; of more the worst, and all of them on demand. */
function JobRows({day, job, slots, onAsk}: {day: Day; job: Job; slots: Slot[]; onAsk: (slot: Slot) => void}): JSX.Element {
  const {w, t, titled, number} = useOwnWords();
  const [open, set] = useState(false);
  const sorted = [...slots].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.scheduled < b.scheduled ? 1 : -1));
  const worst = sorted[0] as Slot;
  const name = (
    <>
      <strong>{titled(job)}</strong>
      <br />
      <code>{job.name}</code> {job.paused ? <span class="tag">{w('paused')}</span> : null}
    </>
  );
  if (slots.length === 1) {
    return <SlotRow day={day} slot={worst} name={name} onAsk={onAsk} />;
  }
  const listed = [...slots].sort((a, b) => (a.scheduled < b.scheduled ? 1 : -1));
  return (
    <>
      <SlotRow
        day={day}
        slot={worst}
        onAsk={onAsk}
        name={
          <>
            {name}{' '}
            <button type="button" class="quiet small" aria-expanded={open} onClick={() => set(!open)}>
              {w('slotsCount', number(slots.length))}
            </button>
          </>
        }
      />
      {open ? listed.slice(0, MOST_OF_A_JOB).map((each) => <SlotRow key={each.slot} day={day} slot={each} name={<code>{each.slot}</code>} onAsk={onAsk} inner />) : null}
      {open && listed.length > MOST_OF_A_JOB ? (
        <tr>
          <td colSpan={8} class="note">
            {t('more', number(MOST_OF_A_JOB))}
          </td>
        </tr>
      ) : null}
    </>
  );
}

function SlotRow({day, slot, name, onAsk, inner = false}: {day: Day; slot: Slot; name: JSX.Element; onAsk: (slot: Slot) => void; inner?: boolean}): JSX.Element {
  const speech = useOwnWords();
  const {w, both, lasted} = speech;
  const took = seconds(slot.began, slot.ended ?? (slot.state === 'running' ? day.now : null));
  const choices = operatesOn(day, slot.job) ? choicesOf(slot, speech) : [];
  return (
    <tr data-slot={`${slot.job}@${slot.slot}`} class={inner ? 'inner' : ''}>
      <th scope="row">{name}</th>
      <td>
        <a href={slotLink(slot)}>
          <State state={slot.state} />
        </a>
      </td>
      <td>
        <Moment at={slot.scheduled} />
      </td>
      <td>
        <Moment at={slot.began} />
      </td>
      <td>{took === null ? '—' : lasted(took)}</td>
      <td>
        <RunLink run={slot.run} brief />
      </td>
      <td class="wrap">{slot.reason === null ? w('keptBack') : both(slot.reason) || '—'}</td>
      <td>
        {choices.length > 0 ? (
          <button type="button" class="quiet small" onClick={() => onAsk(slot)} aria-label={w('decideOn', `${slot.job} ${slot.slot}`)}>
            {w('decide')}
          </button>
        ) : (
          '—'
        )}
      </td>
    </tr>
  );
}
