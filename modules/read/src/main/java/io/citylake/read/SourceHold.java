package io.citylake.read;

import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.settings.Settings;
import io.citylake.receive.spool.SpoolHold;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Keeps what sources would let go because jobs have read it, while a job goes back. Taken before
 * that is committed, and before anybody looks whether all is there. Closed by whoever took it.
 */
public final class SourceHold implements AutoCloseable {
  private final SpoolHold spools;

  private SourceHold(Collection<Path> spools) {
    this.spools = SpoolHold.of(spools);
  }

  /**
   * Of what a job reads.
   *
   * @throws io.citylake.model.CityLakeException STORAGE_FAILED
   */
  public static SourceHold of(Job job, Settings settings) {
    return new SourceHold(
        job.source() instanceof SourceSpec.FeedMessages messages
            ? List.of(Feed.spool(settings.stateDir(), messages.feed()))
            : List.of());
  }

  /**
   * Of all that is kept for jobs, whichever go back.
   *
   * @throws io.citylake.model.CityLakeException STORAGE_FAILED
   */
  public static SourceHold all(Settings settings) {
    Path state = settings.stateDir();
    return new SourceHold(
        Feed.spools(state).stream().map(feed -> Feed.spool(state, feed)).toList());
  }

  @Override
  public void close() {
    spools.close();
  }
}
