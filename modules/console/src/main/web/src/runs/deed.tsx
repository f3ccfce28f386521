import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {SchedulerState} from '../operations';
import {Trouble} from '../parts';
import {useOwnWords} from './words';

/** What can be decided, and how it is said to the server. */
export interface Choice {
  name: string;
  label: string;
  danger?: boolean;
  /** Answers what is to be said of it, where that isn't what was chosen. */
  act: (why: string) => Promise<{scheduler?: SchedulerState; said?: string} | void>;
}

/** What becomes of the page: closed in any case, before it is said what was done. */
export interface Ends {
  onClose: () => void;
  onDone: (sentence: string) => void;
}

interface Properties extends Ends {
  title: string;
  about: ComponentChildren;
  choices: Choice[];
  /** Further fields. */
  children?: ComponentChildren;
}

/** Asks what is to be done and why; the server keeps both with the caller's name. */
export function Deed({title, about, choices, children, onClose, onDone}: Properties): JSX.Element {
  const {w} = useOwnWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(choices[0]?.name ?? '');
  const [why, setWhy] = useState('');
  const [failure, setFailure] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const chosen = choices.find((each) => each.name === name) ?? choices[0];
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      // Whoever moves by keyboard goes on where the question came up.
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);
  const act = async (event: Event) => {
    event.preventDefault();
    if (!chosen || why.trim() === '' || busy) {
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      const answer = await chosen.act(why.trim());
      onClose();
      onDone((answer && answer.said) || w(answer && answer.scheduler && !answer.scheduler.runs ? 'doneLater' : 'done', chosen.label));
    } catch (raised) {
      setFailure(raised as Error);
      setBusy(false);
    }
  };
  return (
    <dialog
      class="deed card"
      ref={dialog}
      aria-labelledby="deed-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form onSubmit={(event) => void act(event)}>
        <h2 id="deed-title">{title}</h2>
        <div class="concerns">{about}</div>
        {choices.length > 1 ? (
          <fieldset>
            <legend>{w('deed')}</legend>
            {choices.map((each) => (
              <label key={each.name}>
                <input type="radio" name="deed" value={each.name} checked={each.name === name} onChange={() => setName(each.name)} />
                {each.label}
              </label>
            ))}
          </fieldset>
        ) : null}
        {children}
        <label class="why">
          {w('why')}
          <textarea name="why" required maxLength={500} rows={2} value={why} onInput={(event) => setWhy(event.currentTarget.value)} />
        </label>
        <Trouble failure={failure} />
        <div class="actions">
          <button type="submit" class={chosen?.danger ? 'danger' : ''} disabled={busy || why.trim() === ''} title={why.trim() === '' ? w('whyNeeded') : undefined}>
            {choices.length === 1 ? chosen?.label : w('doIt')}
          </button>
          <button type="button" class="quiet" onClick={onClose}>
            {w('leave')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
