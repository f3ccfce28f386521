package io.citylake.contract.dataset;

/** What a broken rule does to its row. */
public enum Severity {
  /** Counted; the row is kept. */
  WARN,
  /** The row goes to quarantine. */
  QUARANTINE,
  /** The run stops and publishes nothing. */
  FAIL
}
