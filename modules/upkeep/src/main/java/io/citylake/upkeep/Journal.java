package io.citylake.upkeep;

import io.citylake.lake.history.MaintenanceLog;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.ShortDuration;
import io.citylake.model.TableName;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Parts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done at one time: within its budget, each action told and written down, and none that
 * goes wrong keeps back another. One thread.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Parts parts;
  private final UpkeepPolicy policy;
  private final Consumer<Entry> told;
  private final Instant until;
  private long spent;

  Journal(Parts parts, UpkeepPolicy policy, Consumer<Entry> told) {
    this.parts = parts;
    this.policy = policy;
    this.told = told;
    this.until = policy.budget().until(parts.clock().instant(), parts.zone());
  }

  /** What is done to which table, and why. */
  record Action(@Nullable TableName table, String name, String reason, Instant began) {}

  /** Before and after: of files, or of what else the action is about. */
  record Figures(
      @Nullable Long before,
      @Nullable Long after,
      @Nullable Long bytesBefore,
      @Nullable Long bytesAfter,
      @Nullable Long rows,
      @Nullable String hash) {
    static final Figures NONE = new Figures(null, null, null, null, null, null);

    static Figures of(long before, @Nullable Long after) {
      return new Figures(before, after, null, null, null, null);
    }
  }

  Action action(@Nullable TableName table, String name, String reason) {
    return new Action(table, name, reason, now());
  }

  /** Does it, unless the time is over. */
  void attempt(@Nullable TableName table, String action, Runnable work) {
    Action here = action(table, action, "");
    if (parts.stopped().getAsBoolean()) {
      left(here, "it is being stopped");
    } else if (here.began().isAfter(until)) {
      left(here, "the budget of %s is used up".formatted(text(policy.budget().time())));
    } else {
      guarded(here, work);
    }
  }

  private void guarded(Action action, Runnable work) {
    try {
      work.run();
    } catch (Exception e) {
      // Spark's SparkException is a checked one that it doesn't declare.
      ErrorCode code = e instanceof CityLakeException coded ? coded.code() : null;
      if (code == ErrorCode.CANCELLED || parts.stopped().getAsBoolean()) {
        left(action, "it is being stopped");
      } else if (code == ErrorCode.TABLE_BUSY) {
        left(action, String.valueOf(e.getMessage()));
      } else {
        String of = action.table() == null ? "the lake" : action.table().toString();
        LOG.warn("Cannot {} {}", action.name(), of, e);
        tell(action, "failed", Figures.NONE, String.valueOf(e.getMessage()));
      }
    }
  }

  /** What is left for the next time. */
  void left(Action action, String why) {
    tell(
        new Action(action.table(), action.name(), why, action.began()), "left", Figures.NONE, null);
  }

  /**
   * Takes so many bytes of the budget; false, and told as left, where that has not so much any
   * more. What is larger than all of it is done by itself, else it would never be.
   */
  boolean spend(Action action, long bytes) {
    DataSize most = policy.budget().bytes();
    if (most != null && spent > 0 && spent + bytes > most.bytes()) {
      left(
          action,
          "%s to write anew, and of the budget of %s are %s left"
              .formatted(
                  new DataSize(bytes).rounded(),
                  most,
                  new DataSize(Math.max(0, most.bytes() - spent)).rounded()));
      return false;
    }
    spent += bytes;
    return true;
  }

  /** How many bytes may be written anew still. */
  long affordable() {
    DataSize most = policy.budget().bytes();
    return most == null ? Long.MAX_VALUE : Math.max(0, most.bytes() - spent);
  }

  void tell(Action action, Mode mode, Figures figures) {
    tell(action, mode == Mode.ACT ? "done" : "planned", figures, null);
  }

  void tell(Action action, String outcome, Figures figures, @Nullable String message) {
    Entry entry =
        new Entry(
            parts.runs().get().value(),
            action.table(),
            action.name(),
            action.reason(),
            action.began(),
            now(),
            outcome,
            figures.before(),
            figures.after(),
            figures.bytesBefore(),
            figures.bytesAfter(),
            figures.rows(),
            figures.hash(),
            message);
    if (!outcome.equals("planned") && !outcome.equals("left")) {
      new MaintenanceLog(parts.lake().database()).record(entry);
    }
    told.accept(entry);
  }

  Instant now() {
    return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  static String text(Duration duration) {
    long hours = duration.toHours();
    boolean days = hours >= 48 && duration.equals(Duration.ofDays(duration.toDays()));
    return days ? duration.toDays() + "d" : ShortDuration.text(duration);
  }
}
