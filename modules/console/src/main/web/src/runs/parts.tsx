import type {JSX} from 'preact';
import {Failure} from '../api';
import {operations, type Day, type Job, type SchedulerState, type Slot, type SlotState} from '../operations';
import {Trouble} from '../parts';
import {link} from '../router';
import type {Choice} from './deed';
import {useOwnWords, type OwnSpeech} from './words';

export function seconds(from: string | null, until: string | null): number | null {
  return from && until ? (Date.parse(until) - Date.parse(from)) / 1000 : null;
}

export function State({state}: {state: SlotState}): JSX.Element {
  const {named} = useOwnWords();
  return <span class={`tag slot-${state}`}>{named('state', state)}</span>;
}

export function Outcome({outcome}: {outcome: string}): JSX.Element {
  const {named} = useOwnWords();
  return <span class={`tag outcome-${outcome}`}>{named('outcome', outcome)}</span>;
}

/** Whether what is decided can take effect now. */
export function SchedulerNote({scheduler, watch = false}: {scheduler: SchedulerState; watch?: boolean}): JSX.Element {
  const {w, time} = useOwnWords();
  return scheduler.runs ? (
    <p class="note" id="scheduler">
      {w('schedulerRuns', scheduler.lastLook ? time(scheduler.lastLook) : '—')}
    </p>
  ) : (
    <p class="warned" id="scheduler" role="status">
      {w(watch ? 'noWatch' : 'noScheduler', scheduler.lastLook ? w('lastLook', time(scheduler.lastLook)) : '')}
    </p>
  );
}

/** A refusal of who doesn't read what the platform says of itself is said once, in words. */
export function Refused({failure}: {failure: Error | null}): JSX.Element | null {
  const {w} = useOwnWords();
  if (failure instanceof Failure && failure.status === 403) {
    return <p class="note">{w('noSysHere')}</p>;
  }
  return <Trouble failure={failure} />;
}

export function RunLink({run, brief = false}: {run: string | null; brief?: boolean}): JSX.Element {
  return run ? (
    <a href={link(['runs', 'run', run])} title={run} aria-label={run}>
      <code>{brief ? run.slice(run.indexOf('_') + 1) : run}</code>
    </a>
  ) : (
    <>—</>
  );
}

export function slotLink(slot: {job: string; slot: string; series: string}): string {
  return link(['runs', 'slot', slot.job, slot.slot], slot.series === 'schedule' ? undefined : {series: slot.series});
}

/** Where nothing has failed any more, that is said, and nothing was done. */
export function retrying(which: Record<string, unknown>, {w, number}: OwnSpeech): Choice['act'] {
  return async (why) => {
    const answer = await operations.decide('retry', {...which, why});
    if (answer.slots.length === 0) {
      throw new Error(w('noneRetried'));
    }
    return answer.scheduler.runs ? {said: w('retriedSlots', number(answer.slots.length))} : answer;
  };
}

/** What may be done with a slot as it stands; the server decides. */
export function choicesOf(slot: Slot, speech: OwnSpeech): Choice[] {
  const {w} = speech;
  const jobs = [slot.job];
  const scheduled = slot.series === 'schedule';
  const ofDay = slot.slot === slot.date;
  const choices: Choice[] = [];
  if (slot.state === 'failed' && scheduled) {
    choices.push({name: 'retry', label: w('deed_retry'), act: retrying({jobs, date: slot.date, slot: slot.slot}, speech)});
  }
  if (slot.state === 'running' || slot.state === 'due' || slot.state === 'retrying') {
    choices.push({
      name: 'cancel',
      label: w('deed_cancel'),
      danger: true,
      act: (why) => operations.decide('cancel', {jobs, date: slot.date, slot: slot.slot, series: slot.series, why}),
    });
  }
  if (scheduled && ofDay && slot.state !== 'running' && slot.state !== 'due') {
    choices.push({name: 'trigger', label: w('deed_trigger'), act: (why) => operations.decide('trigger', {jobs, date: slot.date, why})});
  }
  if (scheduled && !['running', 'ok', 'warned'].includes(slot.state)) {
    const mark = (state: string) => (why: string) => operations.decide('mark', {jobs, slot: slot.slot, state, why});
    choices.push({name: 'mark_ok', label: w('deed_mark_ok'), act: mark('ok')});
    if (slot.state !== 'skipped') {
      choices.push({name: 'mark_skipped', label: w('deed_mark_skipped'), act: mark('skipped')});
    }
  }
  return choices;
}

/** The jobs of each theme, in the order of the jobs. */
export function byTheme(jobs: Job[]): Map<string, Job[]> {
  const themes = new Map<string, Job[]>();
  for (const job of jobs) {
    themes.set(job.theme, [...(themes.get(job.theme) ?? []), job]);
  }
  return new Map([...themes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function themeTitle(job: Job, {language}: OwnSpeech): string {
  return (language === 'zh' ? job.themeTitle : job.themeTitleEn) || job.theme;
}

export function operatesOn(day: Day, job: string): boolean {
  return day.operates.includes(job.slice(0, job.indexOf('.')));
}

/** A moment of the lake as it stands there, without its year and offset, which its title has. */
export function Moment({at}: {at: string | null}): JSX.Element {
  const {time} = useOwnWords();
  return at ? (
    <time dateTime={at} title={time(at)}>
      {at.slice(5, 16).replace('T', ' ')}
    </time>
  ) : (
    <>—</>
  );
}
