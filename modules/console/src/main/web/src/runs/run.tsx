import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {useLoad, useTurns} from '../hooks';
import {operations, type Log, type RunPage} from '../operations';
import {Head, Said, Trouble, Waiting} from '../parts';
import {link} from '../router';
import {Deed} from './deed';
import {Outcome, operatesOn, Refused, seconds} from './parts';
import {useOwnWords} from './words';

const WHILE_RUNNING = 2_000;
const AFTERWARDS = 60_000;
/** Who may stop it, and what it stands for, changes seldom. */
const DAY = 15_000;

/** A run as far as it is: followed while it runs. */
export function RunView({run}: {run: string}): JSX.Element {
  const speech = useOwnWords();
  const {w, t, time, named} = speech;
  const [running, setRunning] = useState(false);
  const [turn, next, busy] = useTurns(running ? WHILE_RUNNING : AFTERWARDS);
  const got = useLoad((signal) => operations.run(run, signal), [run], turn);
  const log = useLoad((signal) => operations.log(run, signal), [run], turn);
  const of = got.value;
  busy(got.loading || log.loading);
  useEffect(() => setRunning(of?.outcome === 'running'), [of?.outcome]);
  const [asked, ask] = useState(false);
  const [said, say] = useState<string | null>(null);
  const [dayTurn, nextDay] = useTurns(DAY);
  // Only what a slot stands for can be stopped from here.
  const day = useLoad((signal) => (of && running ? operations.day(of.date, '', signal) : Promise.resolve(null)), [of?.date ?? '', running], dayTurn);
  const slot = day.value?.slots.find((each) => each.job === of?.job && each.state === 'running');
  const may = slot !== undefined && day.value !== null && operatesOn(day.value, slot.job);
  return (
    <>
      <Head title={w('runTitle', run)} {...(of ? {note: `${of.job} · ${w('day')} ${of.date}`} : {})}>
        {may ? (
          <button type="button" class="danger" id="cancel-run" onClick={() => ask(true)}>
            {w('deed_cancel')}
          </button>
        ) : null}
        {of ? (
          <>
            <a class="button quiet" href={link(['catalogue', of.target])}>
              {w('openDataset')}
            </a>
            {of.quarantined > 0 ? (
              <a class="button quiet" href={link(['quarantine', of.target])}>
                {w('openQuarantine')}
              </a>
            ) : null}
          </>
        ) : null}
      </Head>
      <Refused failure={got.failure} />
      <Trouble failure={got.failure ? null : day.failure} />
      <Waiting on={got.loading && !of} />
      <Said sentence={said} />
      {of ? (
        <>
          <section class="card">
            <dl class="facts wide">
              <div>
                <dt>{w('outcome')}</dt>
                <dd>
                  <Outcome outcome={of.outcome} />
                </dd>
              </div>
              <div>
                <dt>{t('kind')}</dt>
                <dd>{named('kind', of.kind)}</dd>
              </div>
              <div>
                <dt>{t('job')}</dt>
                <dd>
                  <a href={link(['runs', 'slot', of.job, of.date])}>
                    <code>{of.job}</code>
                  </a>
                </dd>
              </div>
              <div>
                <dt>{w('target')}</dt>
                <dd>
                  <code>{of.target}</code>
                </dd>
              </div>
              <div>
                <dt>{w('began')}</dt>
                <dd>{time(of.started)}</dd>
              </div>
              <div>
                <dt>{w('ended')}</dt>
                <dd>{of.ended ? time(of.ended) : '—'}</dd>
              </div>
            </dl>
            {of.error ? (
              <div class="trouble">
                <code>{of.error}</code>
                <span>{of.message ?? w('keptBack')}</span>
              </div>
            ) : null}
          </section>
          <Progressing of={of} />
          <Rows of={of} />
          <Stages of={of} />
        </>
      ) : null}
      {of ? <LogTail log={log.value} failure={log.failure} run={run} /> : null}
      {asked && slot ? (
        <Deed
          title={w('decideOn', slot.job)}
          about={<code>{run}</code>}
          choices={[
            {
              name: 'cancel',
              label: w('deed_cancel'),
              danger: true,
              act: (why) => operations.decide('cancel', {jobs: [slot.job], date: slot.date, slot: slot.slot, series: slot.series, why}),
            },
          ]}
          onClose={() => ask(false)}
          onDone={(sentence) => {
            say(sentence);
            next();
            nextDay();
          }}
        />
      ) : null}
    </>
  );
}

function Progressing({of}: {of: RunPage}): JSX.Element | null {
  const {w, named, number, lasted} = useOwnWords();
  if (of.outcome !== 'running') {
    return null;
  }
  const elapsed = seconds(of.started, of.now) ?? 0;
  const usual = of.usualSeconds;
  const progress = of.progress;
  const tasks = progress && progress.tasks > 0 ? progress.tasksDone / progress.tasks : null;
  return (
    <section class="card" id="progress" aria-label={w('progress')}>
      <h2>{w('progress')}</h2>
      <p>
        {progress?.stage ? `${named('stage', progress.stage)} · ` : ''}
        {w('elapsed', lasted(elapsed))}
        {usual === null ? '' : ` · ${w('usually', lasted(usual))}`}
      </p>
      {tasks !== null && progress ? (
        <>
          <progress max={1} value={tasks} aria-label={w('progress')} />
          <p class="note">
            {w('tasksOf', number(progress.tasksDone), number(progress.tasks))} · {w('rowsSoFar', number(progress.rows))}
          </p>
        </>
      ) : usual !== null ? (
        <progress max={usual} value={Math.min(elapsed, usual)} aria-label={w('progress')} />
      ) : null}
    </section>
  );
}

function Rows({of}: {of: RunPage}): JSX.Element {
  const {w, number} = useOwnWords();
  const figures: [string, number | null][] = [
    [w('rowsRead'), of.read],
    [w('rowsAccepted'), of.accepted],
    [w('rowsRefused'), of.quarantined],
    [w('rowsDuplicate'), of.duplicates],
    [w('rowsSkipped'), of.skipped],
    [w('rowsWarned'), of.warned],
    [w('rowsConflict'), of.conflicts],
  ];
  return (
    <>
      <ul class="states counts" id="rows">
        {figures.map(([label, value]) => (
          <li class="card" key={label}>
            <span class="big">{value === null ? '—' : number(value)}</span>
            <span>{label}</span>
          </li>
        ))}
      </ul>
      <Counts title={w('reasons')} counts={of.reasons} />
      <Counts title={w('warnings')} counts={of.warnings} />
      {of.files ? (
        <p class="note">
          {w('files')}: {w('filesOf', number(of.files.new), number(of.files.corrected), number(of.files.again), number(of.files.copies), number(of.files.unreadable))}
        </p>
      ) : null}
    </>
  );
}

function Counts({title, counts}: {title: string; counts: Record<string, number>}): JSX.Element | null {
  const {number} = useOwnWords();
  const all = Object.entries(counts);
  return all.length === 0 ? null : (
    <p class="note">
      {title}:{' '}
      {all.map(([reason, count]) => (
        <span class="tag" key={reason}>
          {reason} {number(count)}
        </span>
      ))}
    </p>
  );
}

/** Each as long as it took. */
function Stages({of}: {of: RunPage}): JSX.Element {
  const {w, named, lasted} = useOwnWords();
  const whole = of.stages.reduce((sum, each) => sum + each.millis, 0);
  return (
    <section class="card" id="stages">
      <h2>{w('stages')}</h2>
      {of.stages.length === 0 ? <p class="note">{w('stagesLater')}</p> : null}
      <ul class="stages">
        {of.stages.map((each, index) => (
          <li key={index}>
            <span>{named('stage', each.stage)}</span>
            <meter min={0} max={Math.max(1, whole)} value={each.millis} aria-label={named('stage', each.stage)} />
            <span class="note">{lasted(each.millis / 1000)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LogTail({log, failure, run}: {log: Log | null; failure: Error | null; run: string}): JSX.Element {
  const {w} = useOwnWords();
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    // Whoever has scrolled up reads there.
    if (box.current && atEnd.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [log]);
  return (
    <section class="card" id="log" aria-label={w('log')}>
      <h2>
        {w('logTail')} {log && log.here && !log.whole ? <small>{w('logCut', run)}</small> : null}
      </h2>
      <Trouble failure={failure} />
      {log && !log.here ? <p class="note">{w('logGone')}</p> : null}
      {log?.here && log.lines.length === 0 ? <p class="note">{w('logEmpty')}</p> : null}
      {log?.here && log.lines.length > 0 ? (
        <pre
          class="log"
          tabIndex={0}
          ref={box}
          onScroll={(event) => {
            const of = event.currentTarget;
            atEnd.current = of.scrollHeight - of.scrollTop - of.clientHeight < 20;
          }}
        >
          {log.lines.join('\n')}
        </pre>
      ) : null}
    </section>
  );
}
