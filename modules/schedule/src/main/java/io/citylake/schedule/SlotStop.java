package io.citylake.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** Tells the run of one slot to stop, from any thread. */
public final class SlotStop {
  @GuardedBy("this")
  private @Nullable Runnable hook;

  @GuardedBy("this")
  private boolean asked;

  /** Has this called once it is to stop, on the thread that says so; at once where it was said. */
  public void onStop(Runnable stopping) {
    synchronized (this) {
      if (!asked) {
        hook = stopping;
        return;
      }
    }
    stopping.run();
  }

  /** Stops it; a second time does nothing. */
  void stop() {
    Runnable stopping;
    synchronized (this) {
      stopping = asked ? null : hook;
      asked = true;
    }
    if (stopping != null) {
      stopping.run();
    }
  }
}
