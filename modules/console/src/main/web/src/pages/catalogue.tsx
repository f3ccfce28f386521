import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {api, tableSql, type Dataset} from '../api';
import type {PageProperties} from '../app';
import {Grid} from '../grid';
import {useLoad} from '../hooks';
import {Copyable, GradeMark, Head, Trouble, Waiting} from '../parts';
import {link, replace, type Route} from '../router';
import {useWords} from '../words';

const PREVIEWED = 20;

export default function Catalogue({route}: PageProperties): JSX.Element {
  const name = route.path[1];
  return name ? <One key={name} name={name} /> : <All route={route} />;
}

function All({route}: {route: Route}): JSX.Element {
  const {t, titled, number} = useWords();
  const words = route.query.get('q') ?? '';
  const theme = route.query.get('theme') ?? '';
  const [typed, type] = useState(words);
  useEffect(() => type(words), [words]);
  const themes = useLoad(api.themes, []);
  const datasets = useLoad((signal) => (words.trim() ? api.search(words, theme, signal) : api.datasets(theme, signal)), [words, theme]);
  const shown = datasets.value ?? [];
  const at = (query: Record<string, string>) =>
    link(['catalogue'], Object.fromEntries(Object.entries({q: words, theme, ...query}).filter(([, value]) => value)));
  const names = new Map((themes.value ?? []).map((each) => [each.name, titled(each)]));
  return (
    <>
      <Head title={t('catalogue')} />
      <form
        role="search"
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          replace(at({q: typed}));
        }}
      >
        <input
          type="search"
          name="q"
          value={typed}
          maxLength={200}
          placeholder={t('searchHint')}
          aria-label={t('search')}
          onInput={(event) => type(event.currentTarget.value)}
        />
        <button type="submit">{t('search')}</button>
      </form>
      <div class="sided">
        <nav class="side" aria-label={t('themes')}>
          <a href={at({theme: ''})} aria-current={theme ? undefined : 'true'}>
            {t('allThemes')}
          </a>
          {(themes.value ?? []).map((each) => (
            <a key={each.name} href={at({theme: each.name})} aria-current={theme === each.name ? 'true' : undefined}>
              <span>{titled(each)}</span>
              <span class="count">{number(each.datasets)}</span>
            </a>
          ))}
        </nav>
        <section aria-label={t('datasets')}>
          <Trouble failure={datasets.failure ?? themes.failure} />
          <Waiting on={datasets.loading} />
          {datasets.value && !datasets.loading ? (
            <>
              <p class="note" role="status">
                {t('found', number(shown.length))}
              </p>
              <ul class="list">
                {shown.map((each) => (
                  <li key={each.name}>
                    <a href={link(['catalogue', each.name])}>
                      <strong>{titled(each)}</strong>
                      <code>{each.name}</code>
                    </a>
                    <span class="note">
                      {names.get(each.theme) ?? each.theme} · {each.layer} · {each.owner}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </section>
      </div>
    </>
  );
}

function One({name}: {name: string}): JSX.Element {
  const {t, titled} = useWords();
  const page = useLoad((signal) => api.dataset(name, signal), []);
  const dataset = page.value;
  if (!dataset) {
    return (
      <>
        <Head title={name} />
        <Trouble failure={page.failure} />
        <Waiting on={page.loading} />
      </>
    );
  }
  return (
    <article>
      <Head title={titled(dataset)} note={dataset.name}>
        <a class="button" href={link(['sql'], {sql: `SELECT * FROM ${tableSql(dataset.name)} LIMIT 100`})}>
          {t('openSql')}
        </a>
      </Head>
      <Facts dataset={dataset} grain={dataset.grain} />
      <section class="card">
        <h2>{t('fields')}</h2>
        <div class="grid">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col">{t('title')}</th>
                <th scope="col">{t('type')}</th>
                <th scope="col">{t('unit')}</th>
                <th scope="col">{t('grade')}</th>
              </tr>
            </thead>
            <tbody>
              {dataset.columns.map((column) => (
                <tr key={column.name}>
                  <td>
                    <code>{column.name}</code>
                    {dataset.key.includes(column.name) ? <span class="tag">{t('key')}</span> : null}
                  </td>
                  <td class="wrap">{titled(column)}</td>
                  <td>{column.type}</td>
                  <td>{column.unit ?? ''}</td>
                  <td>
                    <GradeMark grade={column.grade} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <Preview name={name} />
      <LineageSummary name={name} />
      <section class="card">
        <h2>{t('copyLines')}</h2>
        <Copyable label="SQL" text={`SELECT * FROM ${tableSql(name)} LIMIT 100`} />
        <Copyable
          label="curl"
          text={`curl -u USER '${location.origin}/api/v1/datasets/${encodeURIComponent(name)}/sample?rows=10'`}
        />
        <Copyable
          label="CSV"
          text={`curl -u USER -H 'Accept: text/csv' ${location.origin}/api/v1/sql -d '${JSON.stringify({sql: `SELECT * FROM ${tableSql(name)} LIMIT 100`}).replaceAll("'", "'\\''")}'`}
        />
      </section>
    </article>
  );
}

/** Rows and their age are asked in SQL, so that they are those that the caller may count. */
function Facts({dataset, grain}: {dataset: Dataset; grain: string}): JSX.Element {
  const {t, number, time} = useWords();
  const platform = dataset.theme === '_sys';
  const counted = useLoad(
    (signal) =>
      api.sql({
        sql: platform
          ? `SELECT count(*) AS counted FROM ${tableSql(dataset.name)}`
          : `SELECT count(*) AS counted, max(_ingested_at) AS loaded FROM ${tableSql(dataset.name)}`,
        most: 1,
        signal,
      }),
    [],
  );
  const row = counted.value?.rows[0];
  const facts: [string, string][] = [
    [t('owner'), dataset.owner],
    [t('theme'), dataset.theme],
    [t('layer'), dataset.layer],
    [t('cycle'), dataset.updateCycle ?? '—'],
    [t('grain'), grain],
    [t('rows'), row ? number(String(row.counted)) : '…'],
  ];
  if (!platform) {
    facts.push([t('loadedAt'), row ? (row.loaded ? time(String(row.loaded)) : '—') : '…']);
  }
  return (
    <section class="card">
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Trouble failure={counted.failure} />
    </section>
  );
}

function Preview({name}: {name: string}): JSX.Element {
  const {t} = useWords();
  const sample = useLoad((signal) => api.sample(name, PREVIEWED, signal), []);
  return (
    <section class="card" id="preview">
      <h2>
        {t('preview')} <small>{t('previewHint')}</small>
      </h2>
      <Trouble failure={sample.failure} />
      <Waiting on={sample.loading && !sample.value} />
      {sample.value ? <Grid answer={sample.value} label={t('preview')} height={360} /> : null}
    </section>
  );
}

function LineageSummary({name}: {name: string}): JSX.Element {
  const {t, titled} = useWords();
  const found = useLoad((signal) => api.lineage(name, signal), []);
  const tables = (list: Dataset[]) =>
    list.length === 0 ? (
      <span class="note">{t('none')}</span>
    ) : (
      <ul class="plain">
        {list.map((each) => (
          <li key={each.name}>
            <a href={link(['catalogue', each.name])}>
              {titled(each)} <code>{each.name}</code>
            </a>
          </li>
        ))}
      </ul>
    );
  return (
    <section class="card" id="lineage">
      <h2>
        {t('lineage')}{' '}
        <small>
          <a href={link(['lineage', name])}>{t('openLineage')}</a>
        </small>
      </h2>
      <Trouble failure={found.failure} />
      <Waiting on={found.loading && !found.value} />
      {found.value ? (
        <dl class="facts wide">
          <div>
            <dt>{t('upstream')}</dt>
            <dd>{tables(found.value.upstream)}</dd>
          </div>
          <div>
            <dt>{t('downstream')}</dt>
            <dd>{tables(found.value.downstream)}</dd>
          </div>
          <div>
            <dt>{t('filledBy')}</dt>
            <dd>
              {found.value.tasks.length === 0 ? (
                <span class="note">{t('none')}</span>
              ) : (
                <ul class="plain">
                  {found.value.tasks.map((each) => (
                    <li key={each}>
                      <code>{each}</code>
                    </li>
                  ))}
                </ul>
              )}
            </dd>
          </div>
          <div>
            <dt>{t('shownBy')}</dt>
            <dd>
              {found.value.panels.length === 0 ? (
                <span class="note">{t('none')}</span>
              ) : (
                <ul class="plain">
                  {found.value.panels.map((each) => (
                    <li key={`${each.application.name} ${each.name}`}>
                      <a href={link(['applications', each.application.name])}>
                        {titled(each.application)} · {titled(each)}
                      </a>
                    </li>
                  ))}
                </ul>
              )}
            </dd>
          </div>
        </dl>
      ) : null}
    </section>
  );
}
