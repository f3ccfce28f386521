/** What this browser keeps beyond the page; where it keeps nothing, what was put holds for the page. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`citylake-${key}`);
  } catch {
    return null;
  }
}

/** Null takes it away. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) {
      localStorage.removeItem(`citylake-${key}`);
    } else {
      localStorage.setItem(`citylake-${key}`, value);
    }
  } catch {
    // Not beyond the page, then.
  }
}
