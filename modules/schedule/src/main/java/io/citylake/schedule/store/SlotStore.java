package io.citylake.schedule.store;

import java.util.function.Function;

/**
 * Where slots are kept. Any number of threads and processes may use it: each change sees what the
 * one before it left.
 */
public interface SlotStore {
  /** Reads, decides and writes as one; all of it happens or none. */
  <T> T change(Function<SlotBoard, T> work);

  /**
   * Only reads, and waits for nobody who changes slots. What one question after another finds may
   * be of two moments.
   */
  <T> T read(Function<SlotBoard, T> work);
}
