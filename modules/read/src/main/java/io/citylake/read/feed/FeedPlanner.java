package io.citylake.read.feed;

import io.citylake.contract.job.SourceSpec.FeedMessages;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.model.RowOrigin;
import io.citylake.read.file.Missing;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordLimits;
import io.citylake.read.record.RecordTask;
import io.citylake.receive.spool.Damage;
import io.citylake.receive.spool.SpoolNews;
import io.citylake.receive.spool.SpoolPosition;
import io.citylake.receive.spool.SpoolStretch;
import io.citylake.receive.spool.SpoolView;
import io.citylake.receive.spool.SpoolView.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks what a feed's spool has since a position. A run reads {@code [position, newest durable]},
 * so much of it at once that a long backlog comes in several batches.
 */
public final class FeedPlanner {
  private static final long MOST_BYTES = 256L << 20;

  /** So many a small machine holds while it sorts them, however small they are. */
  private static final long MOST_MESSAGES = 200_000;

  /** So few are not worth a second task. */
  private static final long FEW_BYTES = 16L << 20;

  private final FeedMessages spec;
  private final RequestedFields wanted;
  private final RecordLimits limits;
  private final SpoolView spool;
  private final String source;

  public FeedPlanner(
      FeedMessages spec, RequestedFields wanted, RecordLimits limits, SpoolView spool) {
    this.spec = spec;
    this.wanted = wanted;
    this.limits = limits;
    this.spool = spool;
    this.source = "feed:" + spec.feed();
  }

  /**
   * Looks; reads the messages once, to know that they are whole.
   *
   * @param full everything again that is held
   * @param missing what becomes of rows whose messages are gone, in a full refresh
   * @throws CityLakeException FEED_MADE_ANEW, FEED_CLEARED, FEED_BEHIND where reading can't go on
   *     from the position; METADATA_CORRUPT where it is not one of a feed
   */
  public FeedPlan plan(Position after, boolean full, Missing missing) {
    Optional<SpoolPosition> read = SpoolPosition.parse(after);
    Standing standing = spool.standing(read);
    if (!full) {
      require(standing);
      return plan(after, read, List.of(), List.of());
    }
    // Rows go for those that come again: what the spool lacks of them is looked for first.
    boolean complete = standing == Standing.GOES_ON && spool.isComplete(read);
    boolean anew = complete || missing == Missing.WITHDRAW;
    boolean goesOn = !anew && standing == Standing.GOES_ON;
    boolean replaces = anew && !after.isStart();
    return plan(
        after,
        goesOn ? read : Optional.empty(),
        replaces ? List.of(source) : List.of(),
        complete ? List.of() : List.of(source));
  }

  private void require(Standing standing) {
    switch (standing) {
      case GOES_ON -> {}
      case OTHER_SPOOL ->
          throw stopped(
              ErrorCode.FEED_MADE_ANEW,
              "its spool is another one than the job has read from; put that one back, or go on with this one");
      case CLEARED ->
          throw stopped(
              ErrorCode.FEED_CLEARED,
              "messages that the job has not read are gone; have them sent again, and go on from the oldest that is held");
      case BEHIND ->
          throw stopped(
              ErrorCode.FEED_BEHIND,
              "its spool has not the message that the job has read last; put the newer spool back, or read what is held, which may be there twice then");
    }
  }

  private CityLakeException stopped(ErrorCode code, String why) {
    return new CityLakeException(
        code,
        "Cannot read feed %s: %s by --full-refresh --keep-missing; nothing was changed"
            .formatted(spec.feed(), why));
  }

  private FeedPlan plan(
      Position after, Optional<SpoolPosition> from, List<String> superseded, List<String> missing) {
    Optional<SpoolNews> found = spool.since(from, MOST_BYTES, MOST_MESSAGES);
    if (found.isEmpty()) {
      return new FeedPlan(source, after, List.of(), superseded, missing, List.of(), false);
    }
    SpoolNews news = found.get();
    return new FeedPlan(
        source,
        news.isEmpty() && superseded.isEmpty() ? after : news.after().position(),
        groups(news),
        superseded,
        missing,
        news.damages().stream().map(this::remark).toList(),
        news.more());
  }

  private List<List<RecordTask>> groups(SpoolNews news) {
    if (news.isEmpty()) {
      return List.of();
    }
    RowOrigin origin = new RowOrigin(source, news.after().spool().toString(), source);
    List<RecordTask> tasks = new ArrayList<>();
    for (SpoolStretch stretch : news.stretches()) {
      tasks.add(new FeedTask(stretch, spec.rows(), wanted, limits, origin));
    }
    return news.bytes() <= FEW_BYTES ? List.of(tasks) : tasks.stream().map(List::of).toList();
  }

  private String remark(Damage damage) {
    return "the spool of feed %s is damaged: %,d messages from sequence %d on are lost; have them sent again (segment=%s, from=%d, until=%d)"
        .formatted(
            spec.feed(),
            damage.lost(),
            damage.firstLost(),
            damage.segment(),
            damage.from(),
            damage.until());
  }
}
