import {useEffect, useState} from 'preact/hooks';
import {keep, kept} from './storage';

/** What a person chose of the looks; kept in the browser. */
export type Language = 'zh' | 'en';
export type Colours = 'light' | 'dark';

interface Settings {
  language: Language;
  colours: Colours;
}

const listeners = new Set<() => void>();

let settings: Settings = {
  language: (kept('language') ?? navigator.language).startsWith('zh') ? 'zh' : 'en',
  colours: (kept('colours') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light',
};

export function chosen(): Settings {
  return settings;
}

export function choose(next: Partial<Settings>): void {
  settings = {...settings, ...next};
  for (const [key, value] of Object.entries(next)) {
    keep(key, value);
  }
  show();
  listeners.forEach((each) => each());
}

export function show(): void {
  document.documentElement.lang = settings.language === 'zh' ? 'zh-CN' : 'en';
  document.documentElement.dataset.colours = settings.colours;
}

export function useSettings(): Settings {
  const [, draw] = useState(0);
  useEffect(() => {
    const listener = () => draw((each) => each + 1);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return settings;
}
