import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {Failure} from './api';
import {useWords} from './words';

/** What went wrong, in the server's words. */
export function Trouble({failure}: {failure: Error | null}): JSX.Element | null {
  const {t} = useWords();
  if (!failure) {
    return null;
  }
  const known = failure instanceof Failure;
  return (
    <div class="trouble" role="alert">
      {known && failure.code ? <code>{failure.code}</code> : null}
      <span>{known && failure.word ? t(failure.word, failure.status) : failure.message}</span>
    </div>
  );
}

/** What has just been done. */
export function Said({sentence}: {sentence: string | null}): JSX.Element | null {
  return sentence ? (
    <p class="said" role="status">
      {sentence}
    </p>
  ) : null;
}

export function Waiting({on}: {on: boolean}): JSX.Element | null {
  const {t} = useWords();
  return on ? (
    <p class="waiting" role="status">
      {t('loading')}
    </p>
  ) : null;
}

/** A page's head: its title, and what can be done. */
export function Head({title, note, children}: {title: string; note?: string; children?: ComponentChildren}): JSX.Element {
  useEffect(() => {
    document.title = `${title} · CityLake`;
  }, [title]);
  return (
    <header class="head">
      <div>
        <h1>{title}</h1>
        {note ? <p class="note">{note}</p> : null}
      </div>
      <div class="actions">{children}</div>
    </header>
  );
}

export function GradeMark({grade}: {grade: number}): JSX.Element {
  const {t} = useWords();
  return (
    <span class={`grade grade-${grade}`} title={`${t('grade')} ${grade}`}>
      {grade}
    </span>
  );
}

export function Copyable({label, text}: {label: string; text: string}): JSX.Element {
  const {t} = useWords();
  const [done, set] = useState(false);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      set(true);
      timer.current = window.setTimeout(() => set(false), 2000);
    } catch {
      // Without the right to the clipboard the line can still be marked and copied.
    }
  };
  return (
    <div class="copyable">
      <span class="label">{label}</span>
      <pre tabIndex={0}>{text}</pre>
      <button type="button" class="quiet" onClick={() => void copy()} aria-label={`${t('copy')} ${label}`}>
        {done ? t('copied') : t('copy')}
      </button>
    </div>
  );
}
