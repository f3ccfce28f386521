import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {useLoad, useSession} from '../hooks';
import {Trouble} from '../parts';
import {useWords} from '../words';
import {bench, type SavedQuery} from './api';
import type {Tab} from './tabs';
import {useBenchWords} from './words';

/** What is saved, by folder; a press opens it in a tab. */
export function SavedList({turn, choose, onChange}: {turn: number; choose: (query: SavedQuery) => void; onChange: () => void}): JSX.Element {
  const w = useBenchWords();
  const {session} = useSession();
  const list = useLoad(bench.saved, [], turn);
  const [failure, setFailure] = useState<Error | null>(null);
  const folders = new Map<string, SavedQuery[]>();
  for (const each of list.value ?? []) {
    folders.set(each.folder, [...(folders.get(each.folder) ?? []), each]);
  }
  const forget = async (query: SavedQuery) => {
    try {
      await bench.forget(query.id);
      setFailure(null);
      onChange();
    } catch (raised) {
      setFailure(raised as Error);
    }
  };
  return (
    <section id="saved" aria-label={w('savedQueries')}>
      <h2>{w('savedQueries')}</h2>
      <Trouble failure={failure ?? list.failure} />
      {list.value?.length === 0 ? <p class="note">{w('noSaved')}</p> : null}
      {[...folders].map(([folder, queries]) => (
        <div key={folder}>
          {folder ? <h3>{folder}</h3> : null}
          <ul class="plain">
            {queries.map((each) => (
              <li key={each.id} class="savedrow">
                <button type="button" class="quiet" title={each.sql} onClick={() => choose(each)}>
                  {each.name}
                  {each.sharedWith ? <small class="note"> {each.own ? w('sharedWith', each.sharedWith) : w('sharedBy', each.owner, each.sharedWith)}</small> : null}
                </button>
                {each.own && session ? (
                  <button type="button" class="quiet small" aria-label={w('forget', each.name)} title={w('forget', each.name)} onClick={() => void forget(each)}>
                    ×
                  </button>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** Asks under which name a statement is saved. */
export function SaveDialog({tab, onClose, onSaved}: {tab: Tab; onClose: () => void; onSaved: (query: SavedQuery) => void}): JSX.Element {
  const {t} = useWords();
  const w = useBenchWords();
  const {session} = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(tab.saved?.name ?? '');
  const [folder, setFolder] = useState(tab.saved?.folder ?? '');
  const [role, setRole] = useState(tab.saved?.sharedWith ?? '');
  const [replace, setReplace] = useState(tab.saved !== null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy || !name.trim()) {
      return;
    }
    setBusy(true);
    try {
      onSaved(
        await bench.save({
          ...(replace && tab.saved ? {id: tab.saved.id} : {}),
          name: name.trim(),
          folder: folder.trim(),
          sql: tab.text,
          ...(role ? {sharedWith: role} : {}),
        }),
      );
    } catch (raised) {
      setFailure(raised as Error);
      setBusy(false);
    }
  };
  return (
    <dialog
      class="deed card"
      ref={dialog}
      aria-labelledby="save-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form onSubmit={(event) => void save(event)}>
        <h2 id="save-title">{w('saveTitle')}</h2>
        <p class="note">{w('saveHint')}</p>
        <label class="why">
          {t('name')}
          <input name="name" required maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <label class="why">
          {w('folder')}
          <input name="folder" maxLength={100} value={folder} onInput={(event) => setFolder(event.currentTarget.value)} />
        </label>
        <label class="why">
          {w('share')}
          <select name="role" value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            <option value="">{w('nobody')}</option>
            {(session?.roles ?? []).map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        {tab.saved ? (
          <label>
            <input type="checkbox" checked={replace} onChange={(event) => setReplace(event.currentTarget.checked)} /> {w('replaceIt', tab.saved.name)}
          </label>
        ) : null}
        <Trouble failure={failure} />
        <div class="actions">
          <button type="submit" disabled={busy || !name.trim()}>
            {w('save')}
          </button>
          <button type="button" class="quiet" onClick={onClose}>
            {t('close')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
