import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {useLoad} from '../hooks';
import {operations, type BackfillPlan, type BackfillWish} from '../operations';
import {Copyable, Said, Trouble, Waiting} from '../parts';
import {link} from '../router';
import {Deed} from './deed';
import {Refused, SchedulerNote, slotLink, State} from './parts';
import {useOwnWords} from './words';

/** A plan first, by the same rules as the command; what it would run is begun only then. */
export function BackfillView(): JSX.Element {
  const {w, t, number, both} = useOwnWords();
  const day = useLoad((signal) => operations.day('', '', signal), []);
  const [names, setNames] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [downstream, setDownstream] = useState(false);
  const [allDates, setAllDates] = useState(false);
  const [again, setAgain] = useState(false);
  const [planned, setPlanned] = useState<{wish: BackfillWish; plan: BackfillPlan} | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, ask] = useState(false);
  const [said, say] = useState<string | null>(null);
  const latest = day.value?.latest ?? '';
  const make = async (event: Event) => {
    event.preventDefault();
    const jobs = names.split(/[,，\s]+/).filter(Boolean);
    const wish = {jobs, downstream, from: from || latest, to: to || latest, allDates, again};
    setBusy(true);
    setFailure(null);
    setPlanned(null);
    say(null);
    try {
      setPlanned({wish, plan: await operations.plan(wish)});
    } catch (raised) {
      setFailure(raised as Error);
    } finally {
      setBusy(false);
    }
  };
  const plan = planned?.plan;
  return (
    <>
      <Refused failure={day.failure} />
      <form class="controls card" onSubmit={(event) => void make(event)}>
        <label class="wide">
          {w('jobs')}
          <input name="jobs" required list="jobs-known" placeholder={w('jobsHint')} value={names} onInput={(event) => setNames(event.currentTarget.value)} />
        </label>
        <datalist id="jobs-known">
          {(day.value?.jobs ?? []).map((each) => (
            <option key={each.name} value={each.name} />
          ))}
        </datalist>
        <label>
          {w('firstDate')}
          <input type="date" name="from" value={from || latest} onChange={(event) => setFrom(event.currentTarget.value)} />
        </label>
        <label>
          {w('lastDate')}
          <input type="date" name="to" value={to || latest} onChange={(event) => setTo(event.currentTarget.value)} />
        </label>
        <label>
          <input type="checkbox" name="downstream" checked={downstream} onChange={(event) => setDownstream(event.currentTarget.checked)} />
          {w('downstream')}
        </label>
        <label>
          <input type="checkbox" name="allDates" checked={allDates} onChange={(event) => setAllDates(event.currentTarget.checked)} />
          {w('allDates')}
        </label>
        <label>
          <input type="checkbox" name="again" checked={again} onChange={(event) => setAgain(event.currentTarget.checked)} />
          {w('runAgain')}
        </label>
        <button type="submit" id="plan" disabled={busy || names.trim() === '' || latest === ''}>
          {w('makePlan')}
        </button>
      </form>
      <Trouble failure={failure} />
      <Waiting on={busy} />
      <Said sentence={said} />
      {planned && plan ? (
        <section class="card" id="backfill-plan">
          <h2>{w('planOf', number(plan.total), number(plan.toRun))}</h2>
          <SchedulerNote scheduler={plan.scheduler} />
          {plan.leftOut.map((each) => (
            <p class="note" key={each.job}>
              {w('leftOutOf', each.job, number(each.noMoment + each.daysOff))} {each.calendar}
            </p>
          ))}
          {plan.begun ? (
            <p class="note">
              {w('begunSeries', plan.series)} · <a href={link(['runs'], {series: plan.series, date: planned.wish.from})}>{w('watchSeries')}</a>
            </p>
          ) : null}
          {plan.operates ? (
            <p>
              <button type="button" id="begin-backfill" onClick={() => ask(true)}>
                {w('begin')}
              </button>
            </p>
          ) : (
            <p class="note">{w('mayNot')}</p>
          )}
          <Copyable label={w('planCommand')} text={plan.command} />
          <div class="grid tall" tabIndex={0} role="region" aria-label={w('slots')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{w('day')}</th>
                  <th scope="col">{t('job')}</th>
                  <th scope="col">{t('state')}</th>
                  <th scope="col">{w('willRun')}</th>
                  <th scope="col">{w('reason')}</th>
                </tr>
              </thead>
              <tbody>
                {plan.slots.map((each) => (
                  <tr key={`${each.job}@${each.slot}`}>
                    <td>{each.date}</td>
                    <td>
                      <a href={slotLink(each)}>
                        <code>{each.job}</code>
                      </a>
                    </td>
                    <td>
                      <State state={each.state} />
                    </td>
                    <td>{t(each.runs ? 'yes' : 'no')}</td>
                    <td class="wrap">{both(each.reason) || '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {plan.total > plan.slots.length ? <p class="note">{t('more', number(plan.slots.length))}</p> : null}
          </div>
        </section>
      ) : null}
      {asked && planned ? (
        <Deed
          title={w('begin')}
          about={<code>{planned.plan.command}</code>}
          choices={[
            {
              name: 'begin',
              label: w('begin'),
              act: async (why) => {
                const begun = await operations.backfill(planned.wish, why);
                setPlanned({wish: planned.wish, plan: begun});
                return begun;
              },
            },
          ]}
          onClose={() => {
            ask(false);
            say(null);
          }}
          onDone={say}
        />
      ) : null}
    </>
  );
}
