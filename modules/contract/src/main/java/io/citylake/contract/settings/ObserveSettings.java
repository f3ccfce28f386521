package io.citylake.contract.settings;

/**
 * How a deployment is watched.
 *
 * @param schedulerPort where {@code citylake scheduler} answers health and metrics, on loopback; 0
 *     for any
 */
public record ObserveSettings(int schedulerPort) {
  private static final int SCHEDULER_PORT = 32013;

  public static ObserveSettings standard() {
    return new ObserveSettings(SCHEDULER_PORT);
  }
}
