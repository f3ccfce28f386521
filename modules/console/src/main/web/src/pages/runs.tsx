import type {JSX} from 'preact';
import type {PageProperties} from '../app';
import {Head} from '../parts';
import {link} from '../router';
import {BackfillView} from '../runs/backfill';
import {DayView} from '../runs/day';
import {LatestView} from '../runs/latest';
import {RunView} from '../runs/run';
import {SchedulesView} from '../runs/schedules';
import {SlotView} from '../runs/slot';
import {useOwnWords, type OwnWord} from '../runs/words';

const VIEWS: [string, OwnWord][] = [
  ['', 'day'],
  ['schedules', 'schedules'],
  ['latest', 'latestRuns'],
  ['backfill', 'backfill'],
];

export default function Runs({route}: PageProperties): JSX.Element {
  const {t, w} = useOwnWords();
  const [, view = '', first = '', second = ''] = route.path;
  const series = route.query.get('series') ?? '';
  if (view === 'run' && first) {
    return <RunView key={first} run={first} />;
  }
  if (view === 'slot' && second) {
    return <SlotView key={`${first}@${second}`} job={first} slot={second} series={series} />;
  }
  return (
    <>
      <Head title={t('runs')}>
        <nav class="views" aria-label={w('views')}>
          {VIEWS.map(([name, title]) => (
            <a key={name} href={link(name ? ['runs', name] : ['runs'])} aria-current={view === name ? 'page' : undefined}>
              {w(title)}
            </a>
          ))}
        </nav>
      </Head>
      {view === '' ? <DayView route={route} /> : null}
      {view === 'schedules' ? <SchedulesView /> : null}
      {view === 'latest' ? <LatestView /> : null}
      {view === 'backfill' ? <BackfillView /> : null}
    </>
  );
}
