import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {api} from './api';
import {Choices} from './choices';
import {Trouble} from './parts';
import {began, current} from './session';
import {useWords} from './words';

/** Asks for user and password: a page where nobody is logged in, over the page where a token ended. */
export function Login({over}: {over: boolean}): JSX.Element {
  const {t} = useWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const known = over ? (current().session?.user ?? '') : '';
  useEffect(() => {
    (known ? password : user).current?.focus();
    if (!over) {
      document.title = `${t('login')} · CityLake`;
    }
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      began(await api.login(user.current?.value ?? '', password.current?.value ?? ''));
    } catch (raised) {
      setFailure(raised as Error);
      setBusy(false);
      if (password.current) {
        password.current.value = '';
        password.current.focus();
      }
    }
  };
  return (
    <div class={over ? 'veil' : 'door'} role={over ? 'dialog' : undefined} aria-modal={over ? 'true' : undefined} aria-label={over ? t('login') : undefined}>
      <main class="card login">
        <h1>CityLake</h1>
        <p class="note">{over ? t('again') : t('subtitle')}</p>
        <form onSubmit={(event) => void submit(event)}>
          <label>
            {t('user')}
            <input ref={user} name="user" autocomplete="username" required defaultValue={known} spellcheck={false} autocapitalize="none" />
          </label>
          <label>
            {t('password')}
            <input ref={password} name="password" type="password" autocomplete="current-password" required />
          </label>
          <Trouble failure={failure} />
          <button type="submit" disabled={busy}>
            {t('login')}
          </button>
        </form>
        {over ? null : <Choices />}
      </main>
    </div>
  );
}
