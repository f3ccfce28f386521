package io.citylake.publish.quarantine;

import io.citylake.model.JobName;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which quarantined rows are asked for; null and empty mean all.
 *
 * @param table the target that they were meant for
 * @param reason by its {@link io.citylake.model.Reason#label()}
 * @param replayOf ids of rows that were replayed and refused again
 * @param limit the most rows that are given
 */
public record QuarantineQuery(
    @Nullable TableName table,
    @Nullable JobName job,
    @Nullable QuarantineStatus status,
    List<String> ids,
    @Nullable String reason,
    List<String> replayOf,
    int limit) {
  public QuarantineQuery {
    ids = List.copyOf(ids);
    replayOf = List.copyOf(replayOf);
  }

  public static QuarantineQuery all() {
    return new QuarantineQuery(null, null, null, List.of(), null, List.of(), Integer.MAX_VALUE);
  }

  public static QuarantineQuery open() {
    return all().withStatus(QuarantineStatus.OPEN);
  }

  public QuarantineQuery withTable(TableName name) {
    return new QuarantineQuery(name, job, status, ids, reason, replayOf, limit);
  }

  public QuarantineQuery withJob(JobName name) {
    return new QuarantineQuery(table, name, status, ids, reason, replayOf, limit);
  }

  public QuarantineQuery withStatus(QuarantineStatus wanted) {
    return new QuarantineQuery(table, job, wanted, ids, reason, replayOf, limit);
  }

  public QuarantineQuery withIds(List<String> wanted) {
    return new QuarantineQuery(table, job, status, wanted, reason, replayOf, limit);
  }

  public QuarantineQuery withLimit(int most) {
    return new QuarantineQuery(table, job, status, ids, reason, replayOf, most);
  }

  /** Counts leave it aside: they tell reasons apart. */
  public QuarantineQuery withReason(String label) {
    return new QuarantineQuery(table, job, status, ids, label, replayOf, limit);
  }

  public QuarantineQuery withReplayOf(List<String> replayed) {
    return new QuarantineQuery(table, job, status, ids, reason, replayed, limit);
  }
}
