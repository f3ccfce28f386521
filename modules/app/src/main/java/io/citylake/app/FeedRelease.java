package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets go what every job has published that reads a feed, by the jobs that the workspace declares
 * at that moment: a process that began before a job was added must not let go what that one needs.
 * Safe for threads.
 */
final class FeedRelease {
  private final EmbeddedLake lake;

  /** Of the files that {@code declared} was loaded from; null before the first time. */
  @GuardedBy("this")
  private @Nullable String mark;

  @GuardedBy("this")
  private Optional<Workspace> declared = Optional.empty();

  FeedRelease(EmbeddedLake lake) {
    this.lake = lake;
  }

  /** Does so; nothing is let go while the workspace can't be read. */
  synchronized void release() {
    if (FeedStates.jobs(lake.workspace()).isEmpty()) {
      return;
    }
    String now = WorkspaceCopy.mark(lake.workspace().home());
    if (!now.equals(mark)) {
      declared =
          WorkspaceLoader.load(
                  lake.workspace().home(), lake.host().environment(), lake.businessDate())
              .usable();
      mark = now;
    }
    FeedStates states = new FeedStates(lake.catalog());
    declared.ifPresentOrElse(states::release, states::withdraw);
  }
}
