import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {api, type Cell, type RowAnswer, type Theme} from './api';
import {dossiers, sqlFor, type Fact, type FactColumn, type KindPage} from './dossiers';
import {textOf} from './grid';
import {useLoad, useSession} from './hooks';
import {GradeMark, Trouble, Waiting} from './parts';
import {link} from './router';
import {useWords, type Speech} from './words';

const MOST = 5;
/** Statements of one caller run side by side up to his limit; others wait behind these. */
const AT_ONCE = 2;

interface Told {
  answer: RowAnswer | null;
  failure: Error | null;
}

interface Properties {
  kind: string;
  id: string;
  purpose: string;
}

/** What all themes know of one thing, by theme. */
export function DossierOf({kind, id, purpose}: Properties): JSX.Element {
  const page = useLoad((signal) => dossiers.kind(kind, purpose, signal), [kind, purpose]);
  const themes = useLoad((signal) => api.themes(signal), []);
  return (
    <>
      <Trouble failure={page.failure} />
      <Waiting on={page.loading && !page.value} />
      {page.value ? <Facts key={`${kind} ${id} ${purpose}`} page={page.value} id={id} purpose={purpose} themes={themes.value ?? []} /> : null}
    </>
  );
}

function useFacts(page: KindPage, id: string, purpose: string): Map<string, Told> {
  const {stamp} = useSession();
  const [told, set] = useState<Map<string, Told>>(new Map());
  useEffect(() => {
    set(new Map());
    const stop = new AbortController();
    const left = [...page.facts];
    const next = async (): Promise<void> => {
      const fact = left.shift();
      if (!fact || stop.signal.aborted) {
        return;
      }
      let one: Told;
      try {
        one = {answer: await dossiers.rows(page.name, id, fact.name, purpose, MOST, stop.signal), failure: null};
      } catch (failure) {
        one = {answer: null, failure: failure as Error};
      }
      if (!stop.signal.aborted) {
        set((before) => new Map(before).set(fact.name, one));
        await next();
      }
    };
    for (let i = 0; i < AT_ONCE; i++) {
      void next();
    }
    return () => stop.abort();
  }, [stamp]);
  return told;
}

function Facts({page, id, purpose, themes}: {page: KindPage; id: string; purpose: string; themes: Theme[]}): JSX.Element {
  const speech = useWords();
  const {t, titled, number} = speech;
  const told = useFacts(page, id, purpose);
  const known = page.facts.filter((each) => (told.get(each.name)?.answer?.rows.length ?? 0) > 0);
  const silent = page.facts.filter((each) => told.get(each.name)?.answer?.rows.length === 0);
  const failed = page.facts.filter((each) => told.get(each.name)?.failure);
  const failure = failed.map((each) => told.get(each.name)?.failure ?? null)[0] ?? null;
  const done = told.size === page.facts.length;
  const groups = new Map<string, Fact[]>();
  for (const each of known) {
    groups.set(each.theme, [...(groups.get(each.theme) ?? []), each]);
  }
  return (
    <div class="dossier" id="dossier" data-done={done}>
      <p class="note" role="status">
        {done ? t('knows', number(known.length), number(page.facts.length)) : t('asking', number(told.size + 1), number(page.facts.length))}
      </p>
      {[...groups].map(([theme, facts]) => {
        const about = themes.find((each) => each.name === theme);
        return (
          <section key={theme} data-theme={theme} aria-label={about ? titled(about) : theme}>
            <h3>{about ? titled(about) : theme}</h3>
            {facts.map((each) => (
              <One key={each.name} page={page} fact={each} answer={told.get(each.name)?.answer as RowAnswer} id={id} speech={speech} />
            ))}
          </section>
        );
      })}
      <Trouble failure={failure} />
      {failed.length > 0 ? <p class="note">{t('unread', failed.map((each) => titled(each)).join('、'))}</p> : null}
      {done && silent.length > 0 ? <p class="note silent">{t('silent', silent.map((each) => titled(each)).join(speech.language === 'zh' ? '、' : ', '))}</p> : null}
    </div>
  );
}

function One({page, fact, answer, id, speech}: {page: KindPage; fact: Fact; answer: RowAnswer; id: string; speech: Speech}): JSX.Element {
  const {t, titled, number} = speech;
  const columns = answer.columns.map((each, index) => ({index, type: each.type, about: fact.columns.find((column) => column.name === each.name)}));
  const time = fact.columns.find((each) => each.name === fact.time);
  const said = [time && answer.rows.length > 1 ? t('newestBy', titled(time)) : '', answer.more ? t('moreRows', number(answer.rows.length)) : ''].filter(Boolean).join(' · ');
  return (
    <article data-table={fact.name}>
      <header>
        <h4>{titled(fact)}</h4>
        <code>{fact.name}</code>
        <GradeMark grade={fact.grade} />
      </header>
      {answer.rows.length === 1 ? (
        <dl>
          {columns.map(({index, type, about}) =>
            about ? (
              <div key={index}>
                <dt>{about.masked ? t('maskedValue', titled(about)) : titled(about)}</dt>
                <dd>
                  <Value cell={answer.rows[0]?.[index] ?? null} type={type} about={about} speech={speech} />
                </dd>
              </div>
            ) : null,
          )}
        </dl>
      ) : (
        <div class="grid" role="region" tabIndex={0} aria-label={titled(fact)}>
          <table>
            <thead>
              <tr>
                {columns.map(({index, about}) => (
                  <th key={index} scope="col">
                    {about ? (about.masked ? t('maskedValue', titled(about)) : titled(about)) : ''}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {answer.rows.map((row, at) => (
                <tr key={at}>
                  {columns.map(({index, type, about}) => (
                    <td key={index}>{about ? <Value cell={row[index] ?? null} type={type} about={about} speech={speech} /> : null}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="note actions">
        {said === '' ? null : <span>{said}</span>}
        <a href={link(['sql'], {sql: sqlFor(fact, page, id)})}>{t('rowsInSql')}</a>
        <a href={link(['lineage', fact.name])}>{t('itsLineage')}</a>
        <a href={link(['catalogue', fact.name])}>{t('openCatalogue')}</a>
      </p>
    </article>
  );
}

function Value({cell, type, about, speech}: {cell: Cell; type: string; about: FactColumn; speech: Speech}): JSX.Element {
  const {t, time} = speech;
  const text = textOf(cell);
  if (text === '') {
    return <>—</>;
  }
  if (about.dossier && !about.masked) {
    return <a href={link(['dossier'], {kind: about.dossier, id: text})}>{text}</a>;
  }
  const said = type.startsWith('timestamp') ? time(text) : about.type !== 'boolean' ? text : text === 'true' ? t('yes') : text === 'false' ? t('no') : text;
  return <>{about.unit && !about.masked ? `${said} ${about.unit}` : said}</>;
}
