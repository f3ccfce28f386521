import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {useLoad, useTurns} from '../hooks';
import {operations} from '../operations';
import {Head, Said, Trouble, Waiting} from '../parts';
import {link} from '../router';
import {Deed} from './deed';
import {SlotWords} from './day';
import {choicesOf, operatesOn, Refused, RunLink, SchedulerNote, seconds, State} from './parts';
import {RunTable} from './latest';
import {useOwnWords} from './words';

const EVERY = 10_000;

/** A slot, each of its changes, and the runs of its job. */
export function SlotView({job, slot, series}: {job: string; slot: string; series: string}): JSX.Element {
  const speech = useOwnWords();
  const {w, both, time, lasted, t} = speech;
  const [turn, next, busy] = useTurns(EVERY);
  const got = useLoad((signal) => operations.slot(job, slot, series, signal), [job, slot, series], turn);
  const of = got.value;
  const day = useLoad((signal) => (of ? operations.day(of.date, series, signal) : Promise.resolve(null)), [of?.date ?? '', series], turn);
  const runs = useLoad((signal) => operations.runs(job, signal), [job], turn);
  busy(got.loading || day.loading || runs.loading);
  const [asked, ask] = useState(false);
  const [said, say] = useState<string | null>(null);
  const choices = of && day.value && operatesOn(day.value, job) ? choicesOf(of, speech) : [];
  const took = of ? seconds(of.began, of.ended) : null;
  return (
    <>
      <Head title={`${job} ${slot}`} {...(of ? {note: `${w('day')} ${of.date}`} : {})}>
        {choices.length > 0 ? (
          <button type="button" onClick={() => ask(true)}>
            {w('decide')}
          </button>
        ) : null}
      </Head>
      <Refused failure={got.failure} />
      <Trouble failure={got.failure ? null : day.failure} />
      <Waiting on={got.loading && !of} />
      <Said sentence={said} />
      {day.value ? <SchedulerNote scheduler={day.value.scheduler} /> : null}
      {of && day.value && !operatesOn(day.value, job) ? <p class="note">{w('mayNot')}</p> : null}
      {of ? (
        <section class="card">
          <dl class="facts wide">
            <div>
              <dt>{t('state')}</dt>
              <dd>
                <State state={of.state} />
              </dd>
            </div>
            <div>
              <dt>{w('reason')}</dt>
              <dd>{of.reason === null ? w('keptBack') : both(of.reason) || '—'}</dd>
            </div>
            <div>
              <dt>{w('scheduled')}</dt>
              <dd>{time(of.scheduled)}</dd>
            </div>
            <div>
              <dt>{w('began')}</dt>
              <dd>{of.began ? time(of.began) : '—'}</dd>
            </div>
            <div>
              <dt>{w('took')}</dt>
              <dd>{took === null ? '—' : lasted(took)}</dd>
            </div>
            <div>
              <dt>{w('tries')}</dt>
              <dd>{of.tries}</dd>
            </div>
            <div>
              <dt>{w('run')}</dt>
              <dd>
                <RunLink run={of.run} />
              </dd>
            </div>
            <div>
              <dt>{w('day')}</dt>
              <dd>
                <a href={link(['runs'], {date: of.date, ...(series ? {series} : {})})}>{of.date}</a>
              </dd>
            </div>
          </dl>
        </section>
      ) : null}
      {of ? (
        <section class="card" id="changes">
          <h2>{w('changes')}</h2>
          <div class="grid">
            <table>
              <thead>
                <tr>
                  <th scope="col">{w('at')}</th>
                  <th scope="col">{w('from')}</th>
                  <th scope="col">{w('to')}</th>
                  <th scope="col">{w('by')}</th>
                  <th scope="col">{w('reason')}</th>
                </tr>
              </thead>
              <tbody>
                {of.changes.map((each, index) => (
                  <tr key={index}>
                    <td>{time(each.at)}</td>
                    <td>
                      <State state={each.from} />
                    </td>
                    <td>
                      <State state={each.to} />
                    </td>
                    <td>{each.by ?? w('keptBack')}</td>
                    <td class="wrap">{each.reason === null ? w('keptBack') : both(each.reason) || '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : null}
      <section class="card">
        <h2>{w('runsOf', job)}</h2>
        <Refused failure={runs.failure} />
        {runs.value ? <RunTable runs={runs.value} /> : null}
      </section>
      {asked && of ? (
        <Deed
          title={w('decideOn', job)}
          about={<SlotWords slot={of} />}
          choices={choices}
          onClose={() => ask(false)}
          onDone={(sentence) => {
            say(sentence);
            next();
          }}
        />
      ) : null}
    </>
  );
}
