import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {PageProperties} from '../app';
import {books} from '../desk';
import {useLoad} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {link, replace} from '../router';
import {isWord, useWords} from '../words';

const MOST = '200';
const ACTIONS = ['QUERY', 'LOGIN', 'CATALOGUE', 'QUARANTINE', 'SCHEDULE', 'POLICY', 'USER', 'SUBJECT', 'SQL', 'MASK_KEY', 'LOG', 'COMMAND'] as const;

/** A field for a time has it without a zone: it is the browser's. */
function instant(local: string): string {
  const at = new Date(local);
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : '';
}

export default function Access({route}: PageProperties): JSX.Element {
  const {t, number, time} = useWords();
  const asked = {
    user: route.query.get('user') ?? '',
    action: route.query.get('action') ?? '',
    since: route.query.get('since') ?? '',
    until: route.query.get('until') ?? '',
  };
  const [typed, type] = useState(asked);
  const lines = useLoad(
    (signal) => books.access({...asked, since: instant(asked.since), until: instant(asked.until), most: MOST}, signal),
    Object.values(asked),
  );
  const kind = (action: string) => {
    const word = `action_${action}`;
    return isWord(word) ? t(word) : action;
  };
  const typing = (name: 'user' | 'since' | 'until') => ({
    name,
    value: typed[name],
    onInput: (event: {currentTarget: HTMLInputElement}) => type({...typed, [name]: event.currentTarget.value}),
  });
  return (
    <>
      <Head title={t('accessLog')} note={t('accessHint')} />
      <form
        class="controls"
        onSubmit={(event) => {
          event.preventDefault();
          replace(link(['access'], Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim()))));
        }}
      >
        <label>
          {t('who')}
          <input type="text" {...typing('user')} />
        </label>
        <label>
          {t('kind')}
          <select name="action" value={typed.action} onChange={(event) => type({...typed, action: event.currentTarget.value})}>
            <option value="">{t('all')}</option>
            {ACTIONS.map((each) => (
              <option key={each} value={each}>
                {kind(each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('from')}
          <input type="datetime-local" {...typing('since')} />
        </label>
        <label>
          {t('until')}
          <input type="datetime-local" {...typing('until')} />
        </label>
        <button type="submit">{t('find')}</button>
      </form>
      <Trouble failure={lines.failure} />
      <Waiting on={lines.loading && !lines.value} />
      {lines.value && !lines.failure ? (
        <>
          <p class="note" role="status">
            {t('newestLines', number(lines.value.length))}
          </p>
          <div class="grid" id="lines">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('when')}</th>
                  <th scope="col">{t('who')}</th>
                  <th scope="col">{t('kind')}</th>
                  <th scope="col">{t('outcomeOf')}</th>
                  <th scope="col">{t('what')}</th>
                  <th scope="col">{t('readTables')}</th>
                  <th scope="col" class="figure">
                    {t('rows')}
                  </th>
                  <th scope="col">{t('purpose')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.value.map((each) => (
                  <tr key={each.sequence} class={each.outcome === 'refused' || each.outcome === 'failed' ? 'turned' : undefined}>
                    <td>{time(each.at)}</td>
                    <td title={`${each.roles.join(', ')} · ${each.lane} ${each.address}`}>{each.user}</td>
                    <td>{kind(each.action)}</td>
                    <td>{each.outcome}</td>
                    <td class="wrap">
                      <code>{each.statement}</code>
                      {each.reason ? <div class="note">{each.reason}</div> : null}
                    </td>
                    <td class="wrap">{each.tables.join(', ')}</td>
                    <td class="figure">{number(each.rows)}</td>
                    <td>{each.purpose ?? ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      ) : null}
    </>
  );
}
