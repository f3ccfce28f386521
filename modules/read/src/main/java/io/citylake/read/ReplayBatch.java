package io.citylake.read;

import io.citylake.contract.job.Job;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.read.format.ReplayTask;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordTask;
import io.citylake.read.scan.JudgedScan;
import io.citylake.read.scan.ScanPlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Quarantined rows as a batch: their texts are judged again by name. One that is refused again
 * comes out with the next attempt and {@code replay_of} its id. What could not be split ({@code
 * _text}) or was ragged ({@code _extra}) is refused again until somebody takes that key away.
 */
public final class ReplayBatch implements ReadBatch {
  private static final int ROWS_A_TASK = 20_000;

  private final List<ReplayRow> rows;
  private final Position position;
  private final RequestedFields wanted;

  private ReplayBatch(List<ReplayRow> rows, Position position, RequestedFields wanted) {
    this.rows = List.copyOf(rows);
    this.position = position;
    this.wanted = wanted;
  }

  /** A replay reads no source, so the job's position stays what it is. */
  public static ReplayBatch of(List<ReplayRow> rows, Position position) {
    return new ReplayBatch(rows, position, new RequestedFields(List.of(), List.of()));
  }

  /** Picks names that the job maps since the refusal out of JSON elements that were kept whole. */
  public ReplayBatch picking(Job job) {
    return new ReplayBatch(rows, position, RequestedFields.of(job));
  }

  @Override
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public Position after() {
    return position;
  }

  @Override
  public List<String> superseded() {
    return List.of();
  }

  @Override
  public List<String> duplicates() {
    return List.of();
  }

  @Override
  public List<String> sources() {
    return rows.stream().map(ReplayRow::source).distinct().sorted().toList();
  }

  @Override
  public long bytes() {
    return rows.stream().mapToLong(row -> row.rawJson().length()).sum();
  }

  @Override
  public Dataset<Row> judged(SparkSession spark, RowJudge judge, RowStamp stamp) {
    List<List<RecordTask>> groups = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ROWS_A_TASK) {
      List<ReplayTask.Kept> kept = new ArrayList<>();
      for (ReplayRow row : rows.subList(from, Math.min(rows.size(), from + ROWS_A_TASK))) {
        kept.add(
            new ReplayTask.Kept(
                row.id(),
                row.source(),
                row.place(),
                row.rawJson(),
                row.fingerprint(),
                row.attempt()));
      }
      groups.add(List.of(new ReplayTask(kept, wanted)));
    }
    String title = stamp.job() + " (" + rows.size() + " quarantined rows)";
    return JudgedScan.frame(spark, new ScanPlan(title, groups, judge, stamp.forScan()));
  }
}
