package io.citylake.lake.history;

/**
 * Hears of each line that this process writes into the run ledger, once it is written: when a run
 * begins, and when it is known how it ended. Called on the run's own thread; it must come back soon
 * and raise nothing.
 */
@FunctionalInterface
public interface RunObserver {
  void recorded(RunRecord run);

  /** Hears nothing. */
  static RunObserver none() {
    return run -> {};
  }
}
