package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets go what every job has published that reads a feed, by the jobs that the workspace declares
 * at that moment: a process that began before a job was added must not let go what that one needs.
 * Files count once they were the same at two looks, of which its making is the first: of a
 * workspace that is being replaced a job may be missing. Safe for threads.
 */
final class FeedRelease {
  private final EmbeddedLake lake;

  /** Of the files as they were at the last look. */
  @GuardedBy("this")
  private String seen;

  /** Of the files that {@code declared} was loaded from; null before the first time. */
  @GuardedBy("this")
  private @Nullable String mark;

  @GuardedBy("this")
  private Optional<Workspace> declared = Optional.empty();

  FeedRelease(EmbeddedLake lake) {
    this.lake = lake;
    this.seen = concerns() ? look() : "";
  }

  /** Does so; what was let go before is taken back while nobody knows which jobs there are. */
  synchronized void release() {
    if (!concerns()) {
      return;
    }
    String now = look();
    boolean isStable = now.equals(seen);
    seen = now;
    if (!now.equals(mark)) {
      declared = isStable ? load() : Optional.empty();
      boolean isWhole = isStable && look().equals(now);
      mark = isWhole ? now : null;
      declared = declared.filter(each -> isWhole);
    }
    FeedStates states = new FeedStates(lake.catalog());
    declared.ifPresentOrElse(states::release, states::withdraw);
  }

  private boolean concerns() {
    return !FeedStates.jobs(lake.workspace()).isEmpty();
  }

  private String look() {
    return WorkspaceCopy.mark(lake.workspace().home());
  }

  private Optional<Workspace> load() {
    return WorkspaceLoader.load(
            lake.workspace().home(), lake.host().environment(), lake.businessDate())
        .usable();
  }
}
