import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {api} from '../api';
import type {PageProperties} from '../app';
import {useLoad} from '../hooks';
import {Trouble, Waiting} from '../parts';
import {go, link, type Route} from '../router';
import {useWords} from '../words';
import {One} from './screens';

const SECONDS = 30;
const LEAST = 5;

/** Screens one after the other, without anything around them: `screens` names them, else all; `every` says for how many seconds each. */
export function Wall({route}: PageProperties): JSX.Element {
  const {t, titled} = useWords();
  const screens = useLoad(api.screens, []);
  const named = (route.query.get('screens') ?? '').split(',').filter(Boolean);
  const there = screens.value ?? [];
  const shown = named.length > 0 ? named.flatMap((name) => there.filter((each) => each.name === name)) : there;
  const missing = screens.value ? named.filter((name) => !there.some((each) => each.name === name)) : [];
  const every = Math.max(LEAST, Number(route.query.get('every')) || SECONDS);
  const [turn, set] = useState(0);
  const [paused, pause] = useState(false);
  const count = shown.length;
  useEffect(() => {
    const timer = setInterval(() => !paused && set((each) => each + 1), every * 1000);
    return () => clearInterval(timer);
  }, [every, paused]);
  useEffect(() => {
    // Nobody scrolls a wall: what is below is shown for the second half of the time.
    scrollTo(0, 0);
    const timer = setTimeout(() => !paused && scrollTo({top: document.documentElement.scrollHeight, behavior: 'smooth'}), every * 500);
    return () => clearTimeout(timer);
  }, [turn, every, paused]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        go(link(['applications']));
      } else if (event.key === 'ArrowRight') {
        set((each) => each + 1);
      } else if (event.key === 'ArrowLeft') {
        set((each) => each - 1);
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  const at = (offset: number) => (count > 0 ? (((turn + offset) % count) + count) % count : 0);
  // The next one loads while this one is looked at.
  const held = count > 1 ? [at(0), at(1)] : [at(0)];
  return (
    <div class="screenwall">
      <Trouble failure={screens.failure} />
      <Waiting on={screens.loading && !screens.value} />
      {missing.length > 0 ? <p class="trouble">{t('noScreens', missing.join(', '))}</p> : null}
      {screens.value && count === 0 ? <p class="note">{t('noScreen')}</p> : null}
      {shown.map((screen, index) =>
        held.includes(index) ? (
          <div key={screen.name} class="slide" hidden={index !== at(0)} data-screen={screen.name}>
            <One name={screen.name} route={PLAIN} wall />
          </div>
        ) : null,
      )}
      {count > 1 ? (
        <div class="turns">
          <button type="button" class="quiet" aria-pressed={paused} onClick={() => pause(!paused)}>
            {paused ? t('goOn') : t('pause')}
          </button>
          <ol aria-label={t('screens')}>
            {shown.map((screen, index) => (
              <li key={screen.name} aria-current={index === at(0) ? 'true' : undefined} title={titled(screen)} />
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  );
}

/** Parameters of screens have their defaults on a wall. */
const PLAIN: Route = {path: [], query: new URLSearchParams()};
