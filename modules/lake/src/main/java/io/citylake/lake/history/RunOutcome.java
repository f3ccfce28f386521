package io.citylake.lake.history;

import java.util.Locale;

/** How a run ended, as the ledger keeps it. */
public enum RunOutcome {
  /** Still going, or its process died without a word. */
  RUNNING,
  /** The table shows its rows. */
  PUBLISHED,
  /** The source had nothing new. */
  NOTHING_NEW,
  /** Read and judged for a look; nothing written. */
  DRY_RUN,
  /** Too much quarantine or a fatal rule: nothing was published. */
  REFUSED,
  /** An audit blocked: the branch is kept for inspection. */
  BLOCKED,
  /** The reply to the commit was lost; the next run finds out. */
  UNKNOWN,
  /** Stopped by the user. */
  CANCELLED,
  /** Anything else that went wrong. */
  FAILED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunOutcome parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether the job did what was asked of it. */
  public boolean passed() {
    return this == PUBLISHED || this == NOTHING_NEW || this == DRY_RUN;
  }
}
