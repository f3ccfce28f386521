package io.citylake.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the user has stopped what runs, and whom that wakes: the present job ends as cancelled,
 * the others are skipped. It is not taken back. Any number of threads may use it.
 */
public final class Cancellation {
  private final List<Runnable> hooks = new ArrayList<>();
  private volatile boolean cancelled;

  /** Has this called on the thread that cancels; at once where that has happened already. */
  public void onCancel(Runnable hook) {
    synchronized (hooks) {
      if (!cancelled) {
        hooks.add(hook);
        return;
      }
    }
    hook.run();
  }

  public void cancel() {
    List<Runnable> woken;
    synchronized (hooks) {
      cancelled = true;
      woken = List.copyOf(hooks);
      hooks.clear();
    }
    woken.forEach(Runnable::run);
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
