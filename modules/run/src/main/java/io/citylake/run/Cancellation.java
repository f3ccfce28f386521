package io.citylake.run;

import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether what runs is to stop, and whom that wakes: the present job ends as cancelled, the others
 * are skipped. It is not taken back. Any number of threads may use it.
 */
public final class Cancellation implements AutoCloseable {
  private static final Cause BY_USER =
      new Cause(
          ErrorCode.CANCELLED, "Cancelled before anything of it was published; run the job again");

  private final @Nullable Cancellation parent;
  private final Runnable inherited = this::inherit;
  private final List<Runnable> hooks = new ArrayList<>();
  private volatile @Nullable Cause cause;

  public Cancellation() {
    this(null);
  }

  private Cancellation(@Nullable Cancellation parent) {
    this.parent = parent;
  }

  /**
   * Why it stops.
   *
   * @param sentence that a run which stopped over it says, of which nothing was published
   */
  public record Cause(ErrorCode code, String sentence) {}

  /** One that is cancelled with this one, or alone. Closing it cancels nothing. */
  public Cancellation child() {
    Cancellation child = new Cancellation(this);
    onCancel(child.inherited);
    return child;
  }

  private void inherit() {
    cancel(parent == null ? BY_USER : parent.cause().orElse(BY_USER));
  }

  /** Has this called on the thread that cancels; at once where that has happened already. */
  public void onCancel(Runnable hook) {
    synchronized (hooks) {
      if (cause == null) {
        hooks.add(hook);
        return;
      }
    }
    hook.run();
  }

  /** Stops it for the user. */
  public void cancel() {
    cancel(BY_USER);
  }

  /**
   * Stops it; of several causes the first counts.
   *
   * @throws RuntimeException of one whom it can't wake, once all others are woken
   */
  public void cancel(Cause why) {
    List<Runnable> woken;
    synchronized (hooks) {
      if (cause == null) {
        cause = why;
      }
      woken = List.copyOf(hooks);
      hooks.clear();
    }
    wake(woken, 0);
  }

  /** One that can't be woken, as because its Spark is gone, keeps none of the others running. */
  private static void wake(List<Runnable> woken, int next) {
    if (next < woken.size()) {
      try {
        woken.get(next).run();
      } finally {
        wake(woken, next + 1);
      }
    }
  }

  public boolean isCancelled() {
    return cause != null;
  }

  /** Why it stops; empty where it doesn't. */
  public Optional<Cause> cause() {
    return Optional.ofNullable(cause);
  }

  /** Its parent forgets it. */
  @Override
  public void close() {
    Cancellation of = parent;
    if (of != null) {
      synchronized (of.hooks) {
        of.hooks.remove(inherited);
      }
    }
  }
}
