import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {PageProperties} from '../app';
import {useLoad, useTurns} from '../hooks';
import {operations, type Alert, type AlertPage, type Mute} from '../operations';
import {Copyable, Head, Said, Waiting} from '../parts';
import {go, link} from '../router';
import {Deed, type Ends} from '../runs/deed';
import {Refused, SchedulerNote} from '../runs/parts';
import {useOwnWords, type OwnSpeech} from '../runs/words';
import {isWord} from '../words';

const EVERY = 30_000;
const MOST_AT_ONCE = 200;
const LENGTHS = ['30m', '2h', '8h', '1d', '7d'];
const SEVERITIES = ['critical', 'error', 'warning'];

function worded(prefix: string, name: string, {t}: OwnSpeech): string {
  const key = `${prefix}_${name}`;
  return isWord(key) ? t(key) : name;
}

export default function Alerts({route}: PageProperties): JSX.Element {
  const id = route.path[1];
  return id ? <One key={id} alert={id} /> : <All query={route.query} />;
}

type Asked = {deed: 'ack'; alerts: Alert[]} | {deed: 'mute'; alert: Alert | null} | {deed: 'unmute'; mute: Mute};

function All({query}: {query: URLSearchParams}): JSX.Element {
  const speech = useOwnWords();
  const {t, w, number} = speech;
  const [turn, next, busy] = useTurns(EVERY);
  const over = query.get('over') === 'true';
  const theme = query.get('theme') ?? '';
  const severity = query.get('severity') ?? '';
  const got = useLoad((signal) => operations.alerts(over, signal), [over], turn);
  busy(got.loading);
  const [asked, ask] = useState<Asked | null>(null);
  const [said, say] = useState<string | null>(null);
  const told = got.value;
  const move = (to: Record<string, string>) => {
    const wish = {over: over ? 'true' : '', theme, severity, ...to};
    go(link(['alerts'], Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== ''))));
  };
  const shown = (told?.alerts ?? []).filter((each) => (theme === '' || each.theme === theme) && (severity === '' || each.severity === severity));
  const open = shown.filter((each) => each.ended === null);
  const settled = shown.filter((each) => each.ended !== null);
  const toAck = open.filter((each) => each.operates && each.acked === null);
  const themes = [...new Set((told?.alerts ?? []).map((each) => each.theme).filter((each): each is string => each !== null))].sort();
  return (
    <>
      <Head title={t('alerts')}>
        <button type="button" class="quiet" onClick={next} disabled={got.loading}>
          {t('refresh')}
        </button>
      </Head>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('theme')}
          <select name="theme" value={theme} onChange={(event) => move({theme: event.currentTarget.value})}>
            <option value="">{t('allThemes')}</option>
            {themes.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label>
          {t('severity')}
          <select name="severity" value={severity} onChange={(event) => move({severity: event.currentTarget.value})}>
            <option value="">{w('allSeverities')}</option>
            {SEVERITIES.map((each) => (
              <option key={each} value={each}>
                {worded('severity', each, speech)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" name="over" checked={over} onChange={(event) => move({over: event.currentTarget.checked ? 'true' : ''})} />
          {w('showSettled')}
        </label>
        {toAck.length > 1 ? (
          <button type="button" class="quiet" id="ack-all" onClick={() => ask({deed: 'ack', alerts: toAck})}>
            {w('ackShown', number(toAck.length))}
          </button>
        ) : null}
        {told?.mutesAll ? (
          <button type="button" class="quiet" onClick={() => ask({deed: 'mute', alert: null})}>
            {w('deed_mute')}: {w('muteAll')}
          </button>
        ) : null}
      </form>
      <Refused failure={got.failure} />
      <Waiting on={got.loading && !told} />
      <Said sentence={said} />
      {told ? (
        <>
          {told.scheduler.runs ? null : <SchedulerNote scheduler={told.scheduler} watch />}
          <section class="card" id="open-alerts" aria-label={w('openAlerts')}>
            <h2>
              {w('openAlerts')} <small>{number(open.length)}</small>
            </h2>
            {open.length === 0 ? <p class="note">{told.alerts.some((each) => each.ended === null) ? w('noneOpen') : t('noAlerts')}</p> : <Table alerts={open} onAsk={ask} />}
          </section>
          {over ? (
            <section class="card" id="settled-alerts" aria-label={w('settledAlerts')}>
              <h2>
                {w('settledAlerts')} <small>{number(settled.length)}</small>
              </h2>
              {settled.length === 0 ? <p class="note">{w('noneOpen')}</p> : <Table alerts={settled} onAsk={ask} />}
            </section>
          ) : null}
          <Mutes mutes={told.mutes} onAsk={ask} />
        </>
      ) : null}
      {asked ? (
        <Asking
          asked={asked}
          all={told?.mutesAll ?? false}
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

function Table({alerts, onAsk}: {alerts: Alert[]; onAsk: (asked: Asked) => void}): JSX.Element {
  const speech = useOwnWords();
  const {t, w, both, time} = speech;
  return (
    <div class="grid">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('severity')}</th>
            <th scope="col">{t('kind')}</th>
            <th scope="col">{t('text')}</th>
            <th scope="col">{t('job')}</th>
            <th scope="col">{t('owner')}</th>
            <th scope="col">{t('since')}</th>
            <th scope="col">{w('decide')}</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((each) => (
            <tr key={each.alert} data-alert={each.alert}>
              <td>
                <span class={`tag severity-${each.severity}`}>{worded('severity', each.severity, speech)}</span> <Marks alert={each} />
              </td>
              <td>{worded('kind', each.kind, speech)}</td>
              <td class="wrap">
                <a href={link(['alerts', each.alert])}>{each.text === null ? w('keptBack') : both(each.text)}</a>
                {each.look ? (
                  <>
                    <br />
                    <code class="note">{each.look}</code>
                  </>
                ) : null}
              </td>
              <td>{each.job ? <Cause alert={each} /> : '—'}</td>
              <td>{each.owner ?? '—'}</td>
              <td>{time(each.since)}</td>
              <td>
                {each.operates && each.ended === null ? (
                  <>
                    {each.acked === null ? (
                      <button type="button" class="quiet small" onClick={() => onAsk({deed: 'ack', alerts: [each]})} aria-label={`${w('deed_ack')} ${each.alert}`}>
                        {w('deed_ack')}
                      </button>
                    ) : null}{' '}
                    <button type="button" class="quiet small" onClick={() => onAsk({deed: 'mute', alert: each})} aria-label={`${w('deed_mute')} ${each.alert}`}>
                      {w('deed_mute')}
                    </button>
                  </>
                ) : (
                  '—'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where a slot is told of, it is a click away. */
function Cause({alert}: {alert: Alert}): JSX.Element {
  return alert.job && alert.slot ? (
    <a href={link(['runs', 'slot', alert.job, alert.slot])}>
      <code>{alert.job}</code>
    </a>
  ) : (
    <code>{alert.job}</code>
  );
}

function Marks({alert}: {alert: Alert}): JSX.Element {
  const {t, w} = useOwnWords();
  return (
    <>
      {alert.acked ? <span class="tag">{t('acked')}</span> : null} {alert.muted ? <span class="tag">{w('muted')}</span> : null}
    </>
  );
}

function Mutes({mutes, onAsk}: {mutes: Mute[]; onAsk: (asked: Asked) => void}): JSX.Element {
  const {w, time} = useOwnWords();
  return (
    <section class="card" id="mutes">
      <h2>{w('mutes')}</h2>
      {mutes.length === 0 ? (
        <p class="note">{w('noMutes')}</p>
      ) : (
        <div class="grid">
          <table>
            <thead>
              <tr>
                <th scope="col">{w('selector')}</th>
                <th scope="col">{w('until')}</th>
                <th scope="col">{w('by')}</th>
                <th scope="col">{w('refusedBecause')}</th>
                <th scope="col">{w('decide')}</th>
              </tr>
            </thead>
            <tbody>
              {mutes.map((each) => (
                <tr key={each.mute}>
                  <td>
                    <code>{each.selector}</code>
                  </td>
                  <td>{time(each.until)}</td>
                  <td>{each.by ?? w('keptBack')}</td>
                  <td class="wrap">{each.why ?? w('keptBack')}</td>
                  <td>
                    {each.operates ? (
                      <button type="button" class="quiet small" onClick={() => onAsk({deed: 'unmute', mute: each})} aria-label={`${w('deed_unmute')} ${each.selector}`}>
                        {w('deed_unmute')}
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
      )}
    </section>
  );
}

/** As many at once as the server takes. */
async function ackAll(ids: string[], why: string): Promise<number> {
  let acked = 0;
  for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
    acked += (await operations.ack(ids.slice(from, from + MOST_AT_ONCE), why)).alerts.length;
  }
  return acked;
}

function acked(of: number, done: number, {w, number}: OwnSpeech): string {
  return done === of ? w('ackedAlerts', number(done)) : w('ackedSome', number(done), number(of - done));
}

function Asking({asked, all, ...ends}: {asked: Asked; all: boolean} & Ends): JSX.Element {
  const speech = useOwnWords();
  const {w, both} = speech;
  const [length, setLength] = useState('2h');
  const of = asked.deed === 'mute' ? asked.alert : null;
  const selectors: [string, string][] = of
    ? [
        ...(of.job ? [[of.job, w('muteJob', of.job)] as [string, string]] : []),
        ...(of.theme ? [[`theme:${of.theme}`, w('muteTheme', of.theme)] as [string, string]] : []),
        ...(all ? [[`kind:${of.kind}`, w('muteKind', worded('kind', of.kind, speech))] as [string, string], ['all', w('muteAll')] as [string, string]] : []),
      ]
    : [['all', w('muteAll')]];
  const [selector, setSelector] = useState(selectors[0]?.[0] ?? 'all');
  if (asked.deed === 'ack') {
    const ids = asked.alerts.map((each) => each.alert);
    return (
      <Deed
        title={w('deed_ack')}
        about={asked.alerts.map((each) => (
          <p key={each.alert}>{both(each.text) || `${each.kind} ${each.job ?? ''}`}</p>
        ))}
        choices={[{name: 'ack', label: w('deed_ack'), act: async (why) => ({said: acked(ids.length, await ackAll(ids, why), speech)})}]}
        {...ends}
      />
    );
  }
  if (asked.deed === 'unmute') {
    return (
      <Deed
        title={w('deed_unmute')}
        about={<code>{asked.mute.selector}</code>}
        choices={[{name: 'unmute', label: w('deed_unmute'), act: async (why) => void (await operations.unmute(asked.mute.mute, why))}]}
        {...ends}
      />
    );
  }
  return (
    <Deed
      title={w('deed_mute')}
      about={of ? both(of.text) || of.kind : w('muteAll')}
      choices={[{name: 'mute', label: w('deed_mute'), act: async (why) => void (await operations.mute(selector, length, why))}]}
      {...ends}
    >
      <label>
        {w('muteWhat')}
        <select name="selector" value={selector} onChange={(event) => setSelector(event.currentTarget.value)}>
          {selectors.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {w('muteFor')}
        <select name="length" value={length} onChange={(event) => setLength(event.currentTarget.value)}>
          {LENGTHS.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
    </Deed>
  );
}

/** One alert, and what happened to it. */
function One({alert}: {alert: string}): JSX.Element {
  const speech = useOwnWords();
  const {t, w, both, time} = speech;
  const [turn, next, busy] = useTurns(EVERY);
  const got = useLoad((signal) => operations.alert(alert, signal), [alert], turn);
  busy(got.loading);
  const [asked, ask] = useState<Asked | null>(null);
  const [said, say] = useState<string | null>(null);
  const of: AlertPage | null = got.value;
  return (
    <>
      <Head title={w('alertTitle', alert)} {...(of?.text ? {note: both(of.text)} : {})}>
        <a class="button quiet" href={link(['alerts'])}>
          {t('alerts')}
        </a>
        {of?.operates && of.ended === null ? (
          <>
            {of.acked === null ? (
              <button type="button" onClick={() => ask({deed: 'ack', alerts: [of]})}>
                {w('deed_ack')}
              </button>
            ) : null}
            <button type="button" class="quiet" onClick={() => ask({deed: 'mute', alert: of})}>
              {w('deed_mute')}
            </button>
          </>
        ) : null}
      </Head>
      <Refused failure={got.failure} />
      <Waiting on={got.loading && !of} />
      <Said sentence={said} />
      {of ? (
        <>
          <section class="card">
            <dl class="facts wide">
              <div>
                <dt>{t('severity')}</dt>
                <dd>
                  <span class={`tag severity-${of.severity}`}>{worded('severity', of.severity, speech)}</span> <Marks alert={of} />
                </dd>
              </div>
              <div>
                <dt>{t('kind')}</dt>
                <dd>{worded('kind', of.kind, speech)}</dd>
              </div>
              <div>
                <dt>{t('job')}</dt>
                <dd>{of.job ? <Cause alert={of} /> : '—'}</dd>
              </div>
              <div>
                <dt>{t('owner')}</dt>
                <dd>{of.owner ?? '—'}</dd>
              </div>
              <div>
                <dt>{t('since')}</dt>
                <dd>{time(of.since)}</dd>
              </div>
              <div>
                <dt>{w('ended')}</dt>
                <dd>{of.ended ? time(of.ended) : '—'}</dd>
              </div>
            </dl>
            {of.look ? <Copyable label={w('look')} text={of.look} /> : null}
          </section>
          <section class="card" id="events">
            <h2>{w('changes')}</h2>
            <div class="grid">
              <table>
                <thead>
                  <tr>
                    <th scope="col">{w('at')}</th>
                    <th scope="col">{w('event')}</th>
                    <th scope="col">{t('severity')}</th>
                    <th scope="col">{t('text')}</th>
                    <th scope="col">{w('by')}</th>
                    <th scope="col">{w('refusedBecause')}</th>
                  </tr>
                </thead>
                <tbody>
                  {of.events.map((each, index) => (
                    <tr key={index}>
                      <td>{time(each.at)}</td>
                      <td>{speech.named('event', each.event)}</td>
                      <td>{worded('severity', each.severity, speech)}</td>
                      <td class="wrap">{each.text === null ? w('keptBack') : both(each.text)}</td>
                      <td>{each.by ?? '—'}</td>
                      <td class="wrap">{each.why ?? '—'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        </>
      ) : null}
      {asked ? (
        <Asking
          asked={asked}
          all={false}
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

