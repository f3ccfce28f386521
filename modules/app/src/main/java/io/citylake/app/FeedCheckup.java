package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.job.Job;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.health.Finding;
import io.citylake.model.CityLakeException;
import io.citylake.receive.spool.SpoolView.Standing;
import java.util.function.Consumer;

/** What is wrong with feeds: jobs that can't go on, messages that are lost, spools that fill up. */
public final class FeedCheckup {
  private static final String KIND = "feed";

  private final FeedStates states;
  private final Workspace workspace;

  public FeedCheckup(Workspace workspace, Lake lake) {
    this.states = new FeedStates(lake);
    this.workspace = workspace;
  }

  /** Looks at what each job would read next, and tells of each that is not in order. */
  public void check(Consumer<Finding> found) {
    for (Job job : FeedStates.jobs(workspace)) {
      try {
        check(job, states.of(job), found);
      } catch (CityLakeException e) {
        found.accept(
            Finding.of(job.target(), KIND, String.valueOf(e.getMessage()), "see the message"));
      }
    }
  }

  private void check(Job job, FeedStates.State state, Consumer<Finding> found) {
    if (state.standing() != Standing.GOES_ON) {
      found.accept(
          Finding.of(
              job.target(),
              KIND,
              "%s can't go on in feed %s: its spool is another, or lacks messages"
                  .formatted(job.name(), state.feed()),
              "citylake run " + job.name()));
    }
    if (state.lost() > 0) {
      found.accept(
          Finding.of(
              job.target(),
              KIND,
              "%,d messages of feed %s that %s has not read are damaged"
                  .formatted(state.lost(), state.feed(), job.name()),
              "have them sent again; citylake run " + job.name() + " says which"));
    }
    Feed feed = workspace.feeds().get(state.feed());
    if (feed != null && state.spoolBytes() > feed.room().slowFrom().bytes()) {
      found.accept(
          Finding.of(
              job.target(),
              KIND,
              "the spool of feed %s has %,d bytes of %,d, so senders are asked to wait"
                  .formatted(state.feed(), state.spoolBytes(), feed.room().most().bytes()),
              "citylake stream status"));
    }
  }
}
