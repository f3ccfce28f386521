package io.citylake.testkit;

/** The process is dead from here on: every later step throws this too. */
public final class SimulatedDeathException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimulatedDeathException(String step) {
    super("The process died at step " + step);
  }
}
