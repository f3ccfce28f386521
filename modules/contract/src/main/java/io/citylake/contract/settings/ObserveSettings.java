package io.citylake.contract.settings;

import org.jspecify.annotations.Nullable;

/**
 * How a deployment is watched.
 *
 * @param schedulerPort where {@code citylake scheduler} answers health and metrics, on loopback; 0
 *     for any
 * @param streamPort where {@code citylake stream} does, on loopback; 0 for any
 * @param lineage where the events of runs go: {@code file:PATH} or an address to post to; null for
 *     nowhere
 * @param namespace of jobs and tables in those events
 */
public record ObserveSettings(
    int schedulerPort, int streamPort, @Nullable String lineage, String namespace) {
  private static final int SCHEDULER_PORT = 32013;
  private static final int STREAM_PORT = 32016;

  public static ObserveSettings standard() {
    return new ObserveSettings(SCHEDULER_PORT, STREAM_PORT, null, "citylake");
  }
}
