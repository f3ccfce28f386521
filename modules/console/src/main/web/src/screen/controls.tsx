import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {api, type Answer, type Parameter, type ScreenPage, type Window} from '../api';
import {textOf} from '../grid';
import {useLoad} from '../hooks';
import {link, replace} from '../router';
import {useWords} from '../words';
import {AT, type Bounds} from './drills';

const OF_WINDOW = ['from', 'until', 'last'];
const OWN = 'own';
const CHOICES = 1000;
const SPANS: Record<Window['by'], number[]> = {day: [1, 7, 30, 90, 365], month: [1, 3, 12, 24, 36], year: [1, 2, 3, 5, 10]};

/** What a window came to, of its answer. */
export function boundsOf(answer: Answer | null): Bounds | null {
  const row = answer?.rows[0];
  const [from, until] = [textOf(row?.from), textOf(row?.until)];
  return from && until ? {from, until} : null;
}

interface ControlsProperties {
  screen: ScreenPage;
  given: Record<string, string>;
  wish: string;
  bounds: Bounds | null;
}

/** The fields say what the panels are of: an emptied one has its default again once it is applied. */
export function Controls({screen, given, wish, bounds}: ControlsProperties): JSX.Element | null {
  const {t} = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [applied, apply] = useState(0);
  const [own, setOwn] = useState(Boolean(given.from));
  const others = screen.parameters.filter((each) => !screen.window || !OF_WINDOW.includes(each.name));
  const window = screen.window;
  useEffect(() => {
    for (const each of others) {
      fill(form.current, each.name, given[each.name] ?? each.default ?? '');
    }
    setOwn(Boolean(given.from));
    fill(form.current, 'last', given.from ? OWN : (given.last ?? String(window?.last ?? '')));
    fill(form.current, 'until', short(given.until ?? bounds?.until ?? '', window));
    fill(form.current, 'from', short(given.from ?? bounds?.from ?? '', window));
  }, [wish, applied, own ? bounds?.from : '', bounds?.until]);
  if (screen.parameters.length === 0) {
    return null;
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (!form.current) {
      return;
    }
    const values: Record<string, string> = {};
    for (const [key, value] of new FormData(form.current)) {
      const text = String(value);
      const shownDefault = screen.parameters.find((each) => each.name === key)?.default ?? '';
      // The field shows what the window came to; only another end is a wish.
      const moving = key === 'until' && !given.until && text === short(bounds?.until ?? '', window);
      if (text !== '' && text !== shownDefault && !moving) {
        values[key] = key === 'from' || key === 'until' ? whole(text, window) : text;
      }
    }
    // What is chosen holds at once, the field for the beginning goes with the next drawing only.
    if (window && values.last !== OWN) {
      delete values.from;
    }
    if (window && (values.last === OWN || values.last === String(window.last))) {
      delete values.last;
    }
    if (given[AT]) {
      values[AT] = given[AT] ?? '';
    }
    replace(link(['applications', screen.name], values));
    apply((each) => each + 1);
  };
  const spans = window ? [...new Set([...SPANS[window.by], window.last, ...(given.last && /^\d{1,4}$/.test(given.last) ? [Number(given.last)] : [])])].sort((a, b) => a - b) : [];
  return (
    <form class="controls card" ref={form} onSubmit={submit} aria-label={t('parameters')}>
      {window ? (
        <>
          <label>
            {t('timeSpan')}
            <select
              name="last"
              defaultValue={String(window.last)}
              onChange={(event) => {
                const mine = event.currentTarget.value === OWN;
                setOwn(mine);
                if (!mine) {
                  form.current?.requestSubmit();
                }
              }}
            >
              {spans.map((each) => (
                <option key={each} value={String(each)}>
                  {each === 1 ? t(`newest_${window.by}`) : t(`last_${window.by}`, each)}
                </option>
              ))}
              <option value={OWN}>{t('ownSpan')}</option>
            </select>
          </label>
          {own ? <Bound name="from" label={t('timeFrom')} window={window} value={short(given.from ?? bounds?.from ?? '', window)} /> : null}
          <Bound name="until" label={t('timeUntil')} window={window} value={short(given.until ?? bounds?.until ?? '', window)} />
        </>
      ) : null}
      {others.map((each) => (
        <Field key={each.name} screen={screen.name} parameter={each} value={given[each.name] ?? each.default ?? ''} />
      ))}
      <button type="submit">{t('apply')}</button>
      <button type="button" class="quiet" onClick={() => replace(link(['applications', screen.name]))}>
        {t('reset')}
      </button>
    </form>
  );
}

function fill(form: HTMLFormElement | null, name: string, value: string) {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
    field.value = value;
  }
}

/** A bound as its field has it. */
function short(bound: string, window: Window | null): string {
  return window?.by === 'month' ? bound.slice(0, 7) : bound;
}

function whole(text: string, window: Window | null): string {
  return window?.by === 'month' && text.length === 7 ? `${text}-01` : text;
}

function Bound({name, label, window, value}: {name: string; label: string; window: Window; value: string}): JSX.Element {
  return (
    <label>
      {label}
      {window.by === 'year' ? (
        <input name={name} inputMode="numeric" pattern="[0-9]{4}" size={6} defaultValue={value} />
      ) : (
        <input name={name} type={window.by === 'month' ? 'month' : 'date'} defaultValue={value} />
      )}
    </label>
  );
}

function Field({screen, parameter, value}: {screen: string; parameter: Parameter; value: string}): JSX.Element {
  const {titled} = useWords();
  return (
    <label>
      {titled(parameter)}
      {parameter.asksChoices || parameter.choices.length > 0 ? (
        <Chosen screen={screen} parameter={parameter} value={value} />
      ) : (
        <Typed parameter={parameter} value={value} />
      )}
    </label>
  );
}

function Chosen({screen, parameter, value}: {screen: string; parameter: Parameter; value: string}): JSX.Element {
  const {t, titled} = useWords();
  const asked = useLoad((signal) => (parameter.asksChoices ? api.choices(screen, parameter.name, CHOICES, signal) : Promise.resolve(null)), [parameter.name]);
  const columns = asked.value?.columns.map((each) => each.name) ?? [];
  const found = (asked.value?.rows ?? []).flatMap((row) => {
    const of = textOf(row[columns[0] ?? '']);
    return of ? [{value: of, label: textOf(row[columns[1] ?? '']) || of}] : [];
  });
  const all = [...parameter.choices.map((each) => ({value: each.name, label: titled(each)})), ...found];
  // What came in the address stays chosen, whether it is among them or not.
  const options = value && !all.some((each) => each.value === value) ? [{value, label: value}, ...all] : all;
  return (
    <select name={parameter.name} key={`${options.length} ${value}`} defaultValue={value} title={asked.failure?.message}>
      <option value="">{parameter.required ? '' : t('anyValue')}</option>
      {options.map((each) => (
        <option key={each.value} value={each.value} selected={each.value === value}>
          {each.label}
        </option>
      ))}
    </select>
  );
}

function Typed({parameter, value}: {parameter: Parameter; value: string}): JSX.Element {
  const {t} = useWords();
  const {name, type} = parameter;
  if (type === 'boolean') {
    return (
      <select name={name} defaultValue={value}>
        <option value="">{parameter.required ? '' : t('anyValue')}</option>
        <option value="true">{t('yes')}</option>
        <option value="false">{t('no')}</option>
      </select>
    );
  }
  if (type === 'date') {
    return <input name={name} type="date" defaultValue={value} />;
  }
  const whole = /^(int|long|short|byte)/.test(type);
  const numeric = whole || /^(double|decimal)/.test(type);
  return (
    <input
      name={name}
      defaultValue={value}
      inputMode={whole ? 'numeric' : numeric ? 'decimal' : undefined}
      pattern={whole ? '-?[0-9]+' : numeric ? '-?[0-9]+([.][0-9]+)?' : undefined}
      spellcheck={false}
    />
  );
}
