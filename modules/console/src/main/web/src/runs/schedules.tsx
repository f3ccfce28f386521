import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {useLoad, useTurns} from '../hooks';
import {operations, type Job} from '../operations';
import {Said, Waiting} from '../parts';
import {Deed} from './deed';
import {byTheme, Refused, SchedulerNote, themeTitle} from './parts';
import {useOwnWords} from './words';

const EVERY = 60_000;

interface Asked {
  deed: 'pause' | 'resume';
  jobs: string[];
  title: string;
}

/** Who has slots, and when the next. */
export function SchedulesView(): JSX.Element {
  const speech = useOwnWords();
  const {w, t, time, titled} = speech;
  const [turn, next, busy] = useTurns(EVERY);
  const got = useLoad((signal) => operations.day('', '', signal), [], turn);
  busy(got.loading);
  const [asked, ask] = useState<Asked | null>(null);
  const [said, say] = useState<string | null>(null);
  const day = got.value;
  const one = (job: Job): Asked => ({deed: job.paused ? 'resume' : 'pause', jobs: [job.name], title: w('decideOn', job.name)});
  return (
    <>
      <Refused failure={got.failure} />
      <Waiting on={got.loading && !day} />
      <Said sentence={said} />
      {day ? <SchedulerNote scheduler={day.scheduler} /> : null}
      {day
        ? [...byTheme(day.jobs)].map(([theme, of]) => {
            const may = day.operates.includes(theme);
            const title = themeTitle(of[0] as Job, speech);
            const paused = of.filter((each) => each.paused).map((each) => each.name);
            const going = of.filter((each) => !each.paused).map((each) => each.name);
            return (
              <section class="card" key={theme} data-theme={theme} aria-label={title}>
                <h2>
                  {title} <small>{theme}</small>
                </h2>
                {may && of.length > 1 ? (
                  <div class="actions">
                    {going.length > 0 ? (
                      <button type="button" class="quiet small" onClick={() => ask({deed: 'pause', jobs: going, title: w('pauseTheme', title)})}>
                        {w('pauseTheme', title)}
                      </button>
                    ) : null}
                    {paused.length > 0 ? (
                      <button type="button" class="quiet small" onClick={() => ask({deed: 'resume', jobs: paused, title: w('resumeTheme', title)})}>
                        {w('resumeTheme', title)}
                      </button>
                    ) : null}
                  </div>
                ) : null}
                <div class="grid">
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{t('job')}</th>
                        <th scope="col">{w('when')}</th>
                        <th scope="col">{w('calendar')}</th>
                        <th scope="col">{w('next')}</th>
                        <th scope="col">{t('state')}</th>
                        <th scope="col">{w('decide')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {of.map((job) => (
                        <tr key={job.name} data-job={job.name}>
                          <th scope="row">
                            <strong>{titled(job)}</strong>
                            <br />
                            <code>{job.name}</code>
                          </th>
                          <td>{job.when ? <code title={job.zone ?? ''}>{job.when}</code> : w('afterInputs')}</td>
                          <td>{job.days ?? '—'}</td>
                          <td>{job.next ? time(job.next) : '—'}</td>
                          <td class="wrap">{job.paused ? (job.pausedBy ? w('pausedBy', job.pausedBy) : w('paused')) : '—'}</td>
                          <td>
                            {may ? (
                              <button type="button" class="quiet small" onClick={() => ask(one(job))} aria-label={`${w(job.paused ? 'deed_resume' : 'deed_pause')} ${job.name}`}>
                                {w(job.paused ? 'deed_resume' : 'deed_pause')}
                              </button>
                            ) : (
                              '—'
                            )}
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </section>
            );
          })
        : null}
      {asked ? (
        <Deed
          title={asked.title}
          about={asked.jobs.join(', ')}
          choices={[{name: asked.deed, label: w(`deed_${asked.deed}`), act: (why) => operations.decide(asked.deed, {jobs: asked.jobs, why})}]}
          onClose={() => ask(null)}
          onDone={(sentence) => {
            say(sentence);
            next();
          }}
        />
      ) : null}
    </>
  );
}
