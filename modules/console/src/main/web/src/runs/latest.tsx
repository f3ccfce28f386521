import type {JSX} from 'preact';
import {useLoad, useTurns} from '../hooks';
import {operations, type Run} from '../operations';
import {Waiting} from '../parts';
import {link} from '../router';
import {Outcome, Refused, RunLink, seconds} from './parts';
import {useOwnWords} from './words';

const EVERY = 15_000;

export function LatestView(): JSX.Element {
  const [turn, , busy] = useTurns(EVERY);
  const got = useLoad((signal) => operations.runs('', signal), [], turn);
  busy(got.loading);
  return (
    <section class="card">
      <Refused failure={got.failure} />
      <Waiting on={got.loading && !got.value} />
      {got.value ? <RunTable runs={got.value} /> : null}
    </section>
  );
}

export function RunTable({runs}: {runs: Run[]}): JSX.Element {
  const {t, w, named, number, time, lasted} = useOwnWords();
  if (runs.length === 0) {
    return <p class="note">{w('noRuns')}</p>;
  }
  return (
    <div class="grid">
      <table>
        <thead>
          <tr>
            <th scope="col">{w('run')}</th>
            <th scope="col">{t('job')}</th>
            <th scope="col">{t('kind')}</th>
            <th scope="col">{w('day')}</th>
            <th scope="col">{w('outcome')}</th>
            <th scope="col">{w('began')}</th>
            <th scope="col">{w('took')}</th>
            <th scope="col" class="figure">{w('rowsRead')}</th>
            <th scope="col" class="figure">{w('rowsAccepted')}</th>
            <th scope="col" class="figure">{w('rowsRefused')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((each) => {
            const took = seconds(each.started, each.ended);
            return (
              <tr key={each.run}>
                <td>
                  <RunLink run={each.run} />
                </td>
                <td>
                  <code>{each.job}</code>
                </td>
                <td>{named('kind', each.kind)}</td>
                <td>
                  <a href={link(['runs'], {date: each.date})}>{each.date}</a>
                </td>
                <td>
                  <Outcome outcome={each.outcome} />
                </td>
                <td>{time(each.started)}</td>
                <td>{took === null ? '—' : lasted(took)}</td>
                <td class="figure">{number(each.read)}</td>
                <td class="figure">{number(each.accepted)}</td>
                <td class="figure">{number(each.quarantined)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
