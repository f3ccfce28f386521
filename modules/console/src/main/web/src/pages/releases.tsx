import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {api} from '../api';
import type {PageProperties} from '../app';
import {books} from '../desk';
import {useLoad} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {link} from '../router';
import {useWords} from '../words';

export default function Releases({route}: PageProperties): JSX.Element {
  const {t, number, time} = useWords();
  const list = useLoad(api.releases, []);
  const newest = list.value?.[0]?.id;
  const chosen = route.path[1] ?? (newest === undefined ? '' : String(newest));
  return (
    <>
      <Head title={t('releases')} />
      <Trouble failure={list.failure} />
      <Waiting on={list.loading && !list.value} />
      <div class="sided">
        <nav class="side releases" aria-label={t('releases')}>
          {(list.value ?? []).map((each) => (
            <a key={each.id} href={link(['releases', String(each.id)])} aria-current={String(each.id) === chosen ? 'true' : undefined}>
              <span>
                {each.id === newest ? `${each.id} · ${t('latestRelease')}` : each.id}
                <br />
                <small class="note">{time(each.at)}</small>
              </span>
              <span class="count" title={t('releaseTables')}>
                {number(each.tables)}
              </span>
            </a>
          ))}
        </nav>
        <section>{chosen ? <One key={chosen} id={chosen} /> : null}</section>
      </div>
    </>
  );
}

function One({id}: {id: string}): JSX.Element {
  const {t, titled, number, time} = useWords();
  const page = useLoad((signal) => books.release(id, signal), []);
  const [all, set] = useState(false);
  const release = page.value;
  if (!release) {
    return (
      <>
        <Trouble failure={page.failure} />
        <Waiting on={page.loading} />
      </>
    );
  }
  const shown = release.tables.filter((each) => all || each.change !== 'same');
  return (
    <div class="card" id="release">
      <h2>
        {t('release', number(release.id))}
        <small>
          {t('publishedAt')} {time(release.at)} · {release.before === null ? t('firstRelease') : t('comparedWith', number(release.before))}
        </small>
      </h2>
      <label>
        <input type="checkbox" name="changes" checked={!all} onChange={(event) => set(!event.currentTarget.checked)} />
        {t('changesOnly')}
      </label>
      {release.gone.length > 0 ? <p class="note">{t('goneTables', release.gone.join(', '))}</p> : null}
      {shown.length === 0 ? (
        <p class="note">{t('noChanges')}</p>
      ) : (
        <div class="grid gap">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('dataset')}</th>
                <th scope="col">{t('name')}</th>
                <th scope="col">{t('change')}</th>
                <th scope="col">{t('snapshot')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((each) => (
                <tr key={each.name} data-table={each.name}>
                  <td>
                    <a href={link(['catalogue', each.name])}>{titled(each)}</a>
                  </td>
                  <td>
                    <code>{each.name}</code>
                  </td>
                  <td>{t(`change_${each.change}`)}</td>
                  <td>
                    <code>{each.snapshot}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
