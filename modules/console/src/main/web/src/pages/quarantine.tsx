import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import type {PageProperties} from '../app';
import {quarantine, type Count, type Field, type RefusedRow, type Why} from '../desk';
import {useLoad} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {link, replace, type Route} from '../router';
import {useWords} from '../words';

const SHOWN = 50;
const STATUSES = ['open', 'replayed', 'discarded', 'superseded', 'all'] as const;

export default function Quarantine({route}: PageProperties): JSX.Element {
  const dataset = route.path[1];
  return dataset ? <Rows key={dataset} dataset={dataset} route={route} /> : <Counts />;
}

function Counts(): JSX.Element {
  const {t, titled, number, time} = useWords();
  const counts = useLoad(quarantine.counts, []);
  const byDataset = new Map<string, Count[]>();
  for (const each of counts.value ?? []) {
    byDataset.set(each.dataset, [...(byDataset.get(each.dataset) ?? []), each]);
  }
  return (
    <>
      <Head title={t('quarantine')} />
      <Trouble failure={counts.failure} />
      <Waiting on={counts.loading && !counts.value} />
      {counts.value && byDataset.size === 0 ? <p class="note">{t('noRefused')}</p> : null}
      {[...byDataset].map(([dataset, all]) => (
        <section class="card gap" key={dataset} data-dataset={dataset}>
          <h2>
            <a href={link(['quarantine', dataset])}>{titled({name: dataset, title: all[0]!.title, titleEn: all[0]!.titleEn})}</a>
            <small>
              <code>{dataset}</code>
            </small>
          </h2>
          <div class="grid">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('reason')}</th>
                  <th scope="col">{t('job')}</th>
                  <th scope="col" class="figure">
                    {t('rows')}
                  </th>
                  <th scope="col">{t('oldest')}</th>
                </tr>
              </thead>
              <tbody>
                {all.map((each) => (
                  <tr key={`${each.job} ${each.reason}`}>
                    <td>
                      {each.reason === null ? (
                        <span class="note">{t('hiddenReason')}</span>
                      ) : (
                        <a href={link(['quarantine', dataset], {reason: each.reason})}>
                          <code>{each.reason}</code>
                        </a>
                      )}
                    </td>
                    <td>
                      <code>{each.job}</code>
                    </td>
                    <td class="figure">{number(each.rows)}</td>
                    <td>{time(each.oldest)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </>
  );
}

/** What was done last, in a sentence. */
interface Told {
  text: string;
  refused: RefusedRow[];
  failures: string[];
}

function Rows({dataset, route}: {dataset: string; route: Route}): JSX.Element {
  const {t, number} = useWords();
  const reason = route.query.get('reason') ?? '';
  const asked = route.query.get('status') ?? 'open';
  const status = STATUSES.find((each) => each === asked) ?? 'open';
  const [turn, next] = useState(0);
  const [why, setWhy] = useState('');
  const [typed, type] = useState('');
  const [purpose, state] = useState('');
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [typing, setTyping] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [told, tell] = useState<Told | null>(null);
  const [failure, fail] = useState<Error | null>(null);
  const counts = useLoad(quarantine.counts, [], turn);
  const page = useLoad((signal) => quarantine.rows(dataset, reason, status, SHOWN, purpose, signal), [reason, status, purpose], turn);
  const rows = page.value?.rows ?? [];
  const open = rows.filter((each) => each.status === 'open');
  const ids = open.filter((each) => chosen.has(each.id)).map((each) => each.id);
  // What was typed and isn't saved would be lost with the row.
  const unsaved = ids.some((each) => typing.has(each));
  const hint = unsaved ? t('unsaved') : why.trim() ? undefined : t('needsWhy');
  const reasons = (counts.value ?? []).flatMap((each) => (each.dataset === dataset && each.reason !== null ? [each.reason] : []));
  const at = (query: Record<string, string>) =>
    link(['quarantine', dataset], Object.fromEntries(Object.entries({reason, status, ...query}).filter(([, value]) => value)));

  const done = async (work: () => Promise<Told>) => {
    setBusy(true);
    fail(null);
    tell(null);
    try {
      tell(await work());
      choose(new Set());
    } catch (raised) {
      fail(raised as Error);
    } finally {
      setBusy(false);
      next((each) => each + 1);
    }
  };
  const fix = (row: RefusedRow, values: Record<string, string>) =>
    done(async () => {
      await quarantine.fix(dataset, fixOf(row, values), why, purpose);
      return {text: t('fixed'), refused: [], failures: []};
    });
  const replay = (which: string[], row?: RefusedRow, values?: Record<string, string>) =>
    done(async () => {
      if (row && values && Object.keys(values).length > 0) {
        await quarantine.fix(dataset, fixOf(row, values), why, purpose);
      }
      const answer = await quarantine.replay(dataset, which, why, purpose);
      return {
        text: t('outcome', number(answer.accepted), number(answer.duplicates), number(answer.refused.length)),
        refused: answer.refused,
        failures: answer.failures,
      };
    });
  const discard = (which: string[]) =>
    done(async () => {
      const answer = await quarantine.discard(dataset, which, why, purpose);
      return {text: t('discardedRows', number(answer.discarded)), refused: [], failures: answer.failures};
    });

  return (
    <>
      <Head title={t('refusedRows')} note={dataset}>
        <a class="button" href={link(['catalogue', dataset])}>
          {t('openCatalogue')}
        </a>
      </Head>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('reason')}
          <select name="reason" value={reason} onChange={(event) => replace(at({reason: event.currentTarget.value}))}>
            <option value="">{t('anyReason')}</option>
            {[...new Set(reason ? [reason, ...reasons] : reasons)].map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('status')}
          <select name="status" value={status} onChange={(event) => replace(at({status: event.currentTarget.value}))}>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {t(`status_${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('purpose')}
          <input name="purpose" value={typed} maxLength={64} placeholder={t('purposeHint')} onInput={(event) => type(event.currentTarget.value)} />
        </label>
        <button type="submit" class="quiet" disabled={typed.trim() === purpose} onClick={() => state(typed.trim())}>
          {t('showPurposed')}
        </button>
      </form>
      {open.length > 0 ? (
        <form class="controls card deeds" onSubmit={(event) => event.preventDefault()}>
          <label>
            <input
              type="checkbox"
              checked={ids.length === open.length}
              onChange={(event) => choose(new Set(event.currentTarget.checked ? open.map((each) => each.id) : []))}
            />
            {t('chooseAll')}
          </label>
          <span class="note" id="chosen">
            {t('chosen', number(ids.length))}
          </span>
          <label class="grow">
            {t('why')}
            <input name="why" value={why} maxLength={500} onInput={(event) => setWhy(event.currentTarget.value)} />
          </label>
          <button type="button" id="replay" disabled={busy || ids.length === 0 || hint !== undefined} title={hint} onClick={() => void replay(ids)}>
            {t('replay')}
          </button>
          <button
            type="button"
            id="discard"
            class="danger"
            disabled={busy || ids.length === 0 || hint !== undefined}
            title={hint}
            onClick={() => void discard(ids)}
          >
            {t('discard')}
          </button>
        </form>
      ) : null}
      <div role="status" id="told">
        {busy ? <p class="note">{t('working')}</p> : null}
        {told ? <Outcome told={told} /> : null}
      </div>
      <Trouble failure={failure ?? page.failure ?? counts.failure} />
      <Waiting on={page.loading && !page.value} />
      {page.value && rows.length === 0 ? <p class="note">{t('nothing')}</p> : null}
      {page.value?.more ? <p class="note">{t('moreRefused', number(rows.length))}</p> : null}
      {rows.map((row) => (
        <One
          key={row.id + row.status}
          row={row}
          busy={busy}
          hasWhy={why.trim() !== ''}
          chosen={chosen.has(row.id)}
          onChoose={(on) => choose(new Set(on ? [...chosen, row.id] : [...chosen].filter((each) => each !== row.id)))}
          onTyping={(on) => setTyping((before) => new Set(on ? [...before, row.id] : [...before].filter((each) => each !== row.id)))}
          onFix={(values) => void fix(row, values)}
          onReplay={(values) => void replay([row.id], row, values)}
          onDiscard={() => void discard([row.id])}
        />
      ))}
    </>
  );
}

function Outcome({told}: {told: Told}): JSX.Element {
  const {t} = useWords();
  return (
    <div class={told.refused.length + told.failures.length > 0 ? 'outcome warned' : 'outcome'}>
      <strong>{told.text}</strong>
      {told.failures.map((each) => (
        <p key={each}>{each}</p>
      ))}
      {told.refused.length > 0 ? (
        <ul>
          {told.refused.map((row) => (
            <li key={row.id}>
              <code>{row.id.slice(0, 8)}</code> {t('replayOf', (row.replayOf ?? '').slice(0, 8))}
              <Reasons row={row} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Reasons({row}: {row: RefusedRow}): JSX.Element {
  const {t, number} = useWords();
  const label = (each: Why) => (each.column ? `${each.column}:${each.rule}` : each.rule);
  return (
    <ul class="reasons">
      {row.reasons.map((each, index) => (
        <li key={index}>
          <code>{label(each)}</code>{' '}
          {each.message === null ? <em class="note">{t('withheld')}</em> : each.message}
          {each.value === null ? null : t('foundValue', each.value)}
        </li>
      ))}
      {row.hiddenReasons > 0 ? <li class="note">{t('hiddenReasons', number(row.hiddenReasons))}</li> : null}
    </ul>
  );
}

interface OneProperties {
  row: RefusedRow;
  busy: boolean;
  hasWhy: boolean;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  /** Whether something is typed that isn't saved. */
  onTyping: (on: boolean) => void;
  onFix: (values: Record<string, string>) => void;
  onReplay: (values: Record<string, string>) => void;
  onDiscard: () => void;
}

function present(field: Field): string {
  return field.corrected ?? field.value ?? '';
}

/** With what stood there, so that nobody's correction is overwritten unseen. */
function fixOf(row: RefusedRow, values: Record<string, string>) {
  const seen = row.fields.filter((each) => each.name in values).map((each) => [each.name, present(each)] as const);
  return {id: row.id, values, seen: Object.fromEntries(seen)};
}

function One({row, busy, hasWhy, chosen, onChoose, onTyping, onFix, onReplay, onDiscard}: OneProperties): JSX.Element {
  const {t, number, time} = useWords();
  const [values, set] = useState<ReadonlyMap<string, string>>(new Map());
  // What was saved is what stands there from then on.
  useEffect(() => set(new Map()), [JSON.stringify(row.fields)]);
  const changed = Object.fromEntries(
    row.fields.flatMap((each) => {
      const value = values.get(each.name);
      return value !== undefined && value !== present(each) ? [[each.name, value] as const] : [];
    }),
  );
  const open = row.status === 'open';
  const hint = hasWhy ? undefined : t('needsWhy');
  const typed = Object.keys(changed).length > 0;
  useEffect(() => {
    onTyping(typed);
    return () => onTyping(false);
  }, [typed]);
  const blamed = new Set(row.reasons.map((each) => each.column));
  return (
    <article class="card gap refused" data-row={row.id} data-status={row.status}>
      <header>
        {open ? (
          <input type="checkbox" checked={chosen} aria-label={t('choose')} onChange={(event) => onChoose(event.currentTarget.checked)} />
        ) : null}
        <h2>
          {row.source === null ? <code>{row.id.slice(0, 8)}</code> : `${row.source}${row.place === null ? '' : `:${row.place}`}`}
        </h2>
        <span class={`tag status-${row.status}`}>{t(`status_${row.status}`)}</span>
        <span class="note">
          {row.job} · {t('refusedAt')} {time(row.refusedAt)}
          {row.attempt > 1 ? ` · ${t('attempt', number(row.attempt))}` : ''}
        </span>
      </header>
      <Reasons row={row} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onReplay(changed);
        }}
      >
        <div class="grid">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('sourceField')}</th>
                <th scope="col">{t('arrived')}</th>
                {open ? <th scope="col">{t('correction')}</th> : null}
                <th scope="col">{t('madeOf')}</th>
              </tr>
            </thead>
            <tbody>
              {row.fields.map((each) => (
                <tr key={each.name} class={each.columns.some((column) => blamed.has(column)) ? 'blamed' : undefined}>
                  <th scope="row">{each.name}</th>
                  <td class="wrap">{each.withheld ? <em class="note">{t('withheld')}</em> : (each.value ?? '—')}</td>
                  {open ? (
                    <td>
                      {each.withheld ? null : (
                        <input
                          value={values.get(each.name) ?? present(each)}
                          aria-label={`${t('correction')} ${each.name}`}
                          data-field={each.name}
                          class={(values.get(each.name) ?? present(each)) === (each.value ?? '') ? undefined : 'changed'}
                          onInput={(event) => set(new Map(values).set(each.name, event.currentTarget.value))}
                        />
                      )}
                    </td>
                  ) : null}
                  <td>
                    <code>{each.columns.join(', ')}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {row.hiddenFields > 0 ? <p class="note">{t('hiddenFields', number(row.hiddenFields))}</p> : null}
        {row.resolvedBy !== null || row.note !== null ? (
          <p class="note">{t('resolved', row.resolvedBy ?? '—', row.resolvedAt ? time(row.resolvedAt) : '—', row.note ?? t(`status_${row.status}`))}</p>
        ) : null}
        {open ? (
          <div class="actions">
            <button type="submit" disabled={busy || !hasWhy} title={hint}>
              {typed ? t('fixAndReplay') : t('replay')}
            </button>
            <button type="button" class="quiet" disabled={busy || !hasWhy || !typed} title={hint} onClick={() => onFix(changed)}>
              {t('saveFix')}
            </button>
            <button type="button" class="quiet" disabled={busy || !hasWhy} title={hint} onClick={onDiscard}>
              {t('discard')}
            </button>
          </div>
        ) : null}
      </form>
    </article>
  );
}
