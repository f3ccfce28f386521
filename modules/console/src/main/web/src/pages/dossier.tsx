import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import type {PageProperties} from '../app';
import {DossierOf} from '../dossier';
import {dossiers, type Kind} from '../dossiers';
import {textOf} from '../grid';
import {useLoad} from '../hooks';
import {Head, Trouble, Waiting} from '../parts';
import {go, link} from '../router';
import {useWords} from '../words';

interface Thing {
  kind: string;
  id: string;
}

/** A thing is in the address, and can be sent on; a person is in the page's memory alone. */
export default function DossierPage({route}: PageProperties): JSX.Element {
  const {t, titled, number} = useWords();
  const [purpose, setPurpose] = useState('');
  const [stated, setStated] = useState('');
  const kinds = useLoad((signal) => dossiers.kinds(stated, signal), [stated]);
  const [person, setPerson] = useState<Thing | null>(null);
  const [words, setWords] = useState('');
  const [kind, setKind] = useState('');
  const [sought, setSought] = useState('');
  const found = useLoad((signal) => (sought ? dossiers.find(sought, signal) : Promise.resolve(null)), [sought]);
  const asked: Thing = {kind: route.query.get('kind') ?? '', id: route.query.get('id') ?? ''};
  const thing = person ?? (asked.kind && asked.id ? asked : null);
  const about = kinds.value?.find((each) => each.name === thing?.kind);
  const chosen = kinds.value?.find((each) => each.name === kind);
  useEffect(() => setPerson(null), [asked.kind, asked.id]);

  const submit = (event: Event) => {
    event.preventDefault();
    const text = words.trim();
    if (text === '') {
      return;
    }
    if (chosen?.persons) {
      setSought('');
      setPerson({kind, id: text});
      setWords('');
    } else if (chosen) {
      setSought('');
      setPerson(null);
      go(link(['dossier'], {kind, id: text}));
    } else {
      setSought(text);
    }
  };
  const groups = new Map<string, [string, string][]>();
  for (const row of found.value?.rows ?? []) {
    const [of, id, name] = row.map(textOf) as [string, string, string];
    groups.set(of, [...(groups.get(of) ?? []), [id, name]]);
  }
  return (
    <>
      <Head title={t('dossier')} />
      <Trouble failure={kinds.failure} />
      <Waiting on={kinds.loading && !kinds.value} />
      {kinds.value?.length === 0 ? <p class="note">{t('noKinds')}</p> : null}
      <form class="card seek" onSubmit={submit}>
        <label>
          {t('kindOfThing')}
          <select name="kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            <option value="">{t('anyKind')}</option>
            {(kinds.value ?? []).map((each) => (
              <option key={each.name} value={each.name}>
                {titled(each)}
              </option>
            ))}
          </select>
        </label>
        <label class="wide">
          {chosen ? t('numberOf') : t('findThing')}
          <input
            type="search"
            name="thing"
            value={words}
            autocomplete="off"
            placeholder={chosen ? '' : t('findThingHint')}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <label>
          {t('purposeOf')}
          <input
            name="purpose"
            value={purpose}
            title={t('whyHint')}
            autocomplete="off"
            onInput={(event) => setPurpose(event.currentTarget.value)}
            onChange={(event) => {
              setStated(event.currentTarget.value.trim());
              setPerson(null);
            }}
          />
        </label>
        <button type="submit">{t('findNow')}</button>
      </form>
      {sought ? (
        <section class="card gap" id="things" aria-label={t('inRegisters')}>
          <Trouble failure={found.failure} />
          <Waiting on={found.loading} />
          {found.value ? <p role="status">{found.value.rows.length === 0 ? t('noThings') : t('foundOnMap', number(found.value.rows.length))}</p> : null}
          {[...groups].map(([of, list]) => (
            <div key={of}>
              <h3>{nameOf(kinds.value ?? [], of, titled)}</h3>
              <ul class="things">
                {list.map(([id, name]) => (
                  <li key={id}>
                    <a href={link(['dossier'], {kind: of, id})} onClick={() => setSought('')}>
                      {name}
                    </a>
                    {name === id ? null : <code>{id}</code>}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </section>
      ) : null}
      {thing && !sought ? (
        <section class="card gap" aria-label={t('dossierOf')}>
          <h2>
            {about ? `${titled(about)} ` : ''}
            {about?.persons ? '' : thing.id}
          </h2>
          <DossierOf kind={thing.kind} id={thing.id} purpose={stated} />
        </section>
      ) : null}
    </>
  );
}

function nameOf(kinds: Kind[], name: string, titled: (of: Kind) => string): string {
  const kind = kinds.find((each) => each.name === name);
  return kind ? titled(kind) : name;
}
