package io.citylake.contract.schedule;

/** What becomes of slots whose time passed while nobody ran a scheduler. */
public enum Missed {
  /** Each is run, the oldest first. */
  ALL,
  /** The newest is run; the others are kept as missed. */
  LATEST,
  /** None is run; all are kept as missed. */
  NONE
}
