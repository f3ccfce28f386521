package io.citylake.publish;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.SnapshotTotals;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.JudgedLayout;
import io.citylake.model.Position;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.publish.commit.RunBranches;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.stage.RoutedWrite;
import io.citylake.publish.stage.RoutingSink;
import io.citylake.publish.stage.ScratchTables;
import io.citylake.publish.stage.WriteFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages on Iceberg branches. */
final class IcebergStaging implements Staging {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergStaging.class);
  // Long lists of literals make plans slow; a thousand is still quick.
  private static final int CHUNK = 1000;

  private final Lake lake;
  private final Clock clock;
  private final IcebergPublisher publisher;
  private final IcebergTableHold hold;
  private final DatasetContract dataset;
  private final Table target;
  private final StagedTable begun;
  private final RunBranches branches;
  private boolean scratch;
  private boolean ended;

  IcebergStaging(
      IcebergPublisher publisher,
      IcebergTableHold hold,
      DatasetContract dataset,
      Table target,
      StagedTable begun) {
    this.lake = publisher.lake();
    this.clock = publisher.clock();
    this.publisher = publisher;
    this.hold = hold;
    this.dataset = dataset;
    this.target = target;
    this.begun = begun;
    this.branches = new RunBranches(lake, begun, target);
  }

  @Override
  public Position position() {
    return begun.before();
  }

  @Override
  public Optional<RunId> publishedRun() {
    return LakeProperties.publishedRun(TableRefs.refresh(target), job());
  }

  @Override
  public String branchIdentifier() {
    return branches.identifier(name());
  }

  @Override
  public String quarantineBranchIdentifier() {
    return branches.identifier(name().quarantine());
  }

  @Override
  public String tombstoneBranchIdentifier() {
    return branches.identifier(name().tombstones());
  }

  @Override
  public String mainIdentifier() {
    return Lake.CATALOG + "." + name();
  }

  @Override
  public String stagedIdentifier() {
    return branches.verify(name()) != null ? branches.sqlName(name()) : mainIdentifier();
  }

  @Override
  public DataSize targetSize() {
    return SnapshotTotals.of(target.currentSnapshot(), target.io()).estimatedSize();
  }

  @Override
  public OptionalLong stagedRows() {
    Long staged = branches.verify(name());
    return SnapshotTotals.of(
            staged == null ? target.currentSnapshot() : target.snapshot(staged), target.io())
        .rows();
  }

  @Override
  public void deleteSources(List<String> superseded) {
    Table quarantine = branches.table(name().quarantine());
    for (List<String> some : chunks(superseded)) {
      Map<String, Object> values = new HashMap<>();
      String list = parameters(some, values);
      if (begun.baseSnapshot() != null) {
        sql(
            "DELETE FROM %s WHERE %s IN (%s)"
                .formatted(branchIdentifier(), ServiceColumns.SOURCE, list),
            values);
      }
      if (quarantine.currentSnapshot() != null) {
        values.put("job", job().toString());
        resolve(QuarantineStatus.SUPERSEDED, "job = :job AND source IN (" + list + ")", values);
      }
    }
  }

  @Override
  public void resolveQuarantine(QuarantineResolution resolution) {
    for (List<String> some : chunks(resolution.ids())) {
      Map<String, Object> values = new HashMap<>();
      String list = parameters(some, values);
      values.put("at", resolution.at());
      values.put("by", Optional.ofNullable(resolution.by()).orElse(""));
      values.put("note", Optional.ofNullable(resolution.note()).orElse(""));
      resolve(resolution.status(), "id IN (" + list + ")", values);
    }
    long resolved = resolved(resolution.status());
    if (resolved != resolution.ids().size()) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot mark %d quarantined rows of table %s as %s: %d of them are open; nothing changed, look again and repeat"
              .formatted(resolution.ids().size(), name(), resolution.status(), resolved));
    }
  }

  /** How many rows of the quarantine this run has given a status. */
  private long resolved(QuarantineStatus status) {
    String count =
        "SELECT count(*) FROM %s WHERE resolved_run_id = :run AND status = :status"
            .formatted(quarantineBranchIdentifier());
    return publisher
        .spark()
        .sql(count, Map.<String, Object>of("run", run().value(), "status", status.toString()))
        .first()
        .getLong(0);
  }

  @Override
  public void resolveRepeated() {
    Map<String, Object> values = new HashMap<>();
    values.put("job", job().toString());
    values.put("note", "refused before");
    String earlier =
        "SELECT raw FROM %s WHERE job = :job AND run_id <> :run AND status <> '%s'"
            .formatted(quarantineBranchIdentifier(), QuarantineStatus.SUPERSEDED);
    resolve(
        QuarantineStatus.SUPERSEDED,
        "job = :job AND run_id = :run AND raw IN (" + earlier + ")",
        values);
  }

  private void resolve(QuarantineStatus status, String which, Map<String, Object> values) {
    values.putIfAbsent("at", clock.instant());
    values.putIfAbsent("by", "");
    values.putIfAbsent("note", "");
    values.put("status", status.toString());
    values.put("open", QuarantineStatus.OPEN.toString());
    values.put("run", run().value());
    sql(
        "UPDATE "
            + quarantineBranchIdentifier()
            + " SET status = :status, resolved_run_id = :run, resolved_at = :at,"
            + " resolved_by = nullif(:by, ''), note = nullif(:note, '')"
            + " WHERE status = :open AND "
            + which,
        values);
  }

  @Override
  public Tally write(Dataset<Row> judged, WriteKind kind) {
    return route(judged, new RoutedWrite.Side(target, begun.branch(), kind));
  }

  @Override
  public ScratchTable writeToStage(Dataset<Row> judged) {
    StructType good = (StructType) judged.schema().apply(JudgedLayout.GOOD).dataType();
    Schema schema = SparkSchemaUtil.convert(good);
    scratch = true;
    Table made = ScratchTables.create(lake, name(), run(), schema);
    Tally tally = route(judged, new RoutedWrite.Side(made, "", WriteKind.APPEND));
    return new ScratchTable(Lake.CATALOG + "." + ScratchTables.identifier(name(), run()), tally);
  }

  @Override
  public long replace(Optional<String> condition, Dataset<Row> rows) {
    String branch = branchIdentifier();
    // In the session of the rows: the condition may name a view of it.
    if (condition.isPresent() && begun.baseSnapshot() != null) {
      String delete = "DELETE FROM " + branch + " AS t WHERE " + condition.get();
      WriteFailure.explained(target, () -> rows.sparkSession().sql(delete));
    }
    Long before = branches.verify(name());
    WriteFailure.explained(target, () -> sorted(rows, "").writeTo(branch).append());
    Long head = branches.verify(name());
    return head == null || head.equals(before) ? 0 : SnapshotTotals.added(target.snapshot(head));
  }

  private Tally route(Dataset<Row> judged, RoutedWrite.Side good) {
    TableName quarantine = name().quarantine();
    RoutedWrite.Side bad =
        new RoutedWrite.Side(branches.table(quarantine), begun.branch(), WriteKind.APPEND);
    RoutedWrite write =
        new RoutedWrite(
            judged.schema(),
            good,
            bad,
            Map.of("citylake.run", run().value(), "citylake.job", job().toString()));
    // Other processes may have changed the tables since they were loaded.
    good.table().refresh();
    branches.verify(name());
    branches.requireTime(name());
    branches.verify(quarantine);
    branches.requireTime(quarantine);
    WriteFailure.explained(
        target, () -> RoutingSink.run(sorted(judged, JudgedLayout.GOOD + "."), write));
    branches.wrote(name());
    branches.wrote(quarantine);
    return write.tally();
  }

  private Dataset<Row> sorted(Dataset<Row> rows, String prefix) {
    Column[] order =
        dataset.sortBy().stream()
            .map(
                field -> {
                  Column column = functions.col(prefix + field.column());
                  return field.descending() ? column.desc_nulls_last() : column.asc_nulls_first();
                })
            .toArray(Column[]::new);
    return order.length == 0 ? rows : rows.sortWithinPartitions(order);
  }

  @Override
  public StagedTable finish(Position after, Tally tally) {
    dropScratch();
    return new StagedTable(
        name(), job(), run(), begun.baseSnapshot(), begun.before(), after, tally, branches.fence());
  }

  /** Publishing or discarding has settled the branches. */
  void end() {
    ended = true;
  }

  void requireHeld() {
    hold.requireHeld();
  }

  @Override
  public void close() {
    if (ended) {
      return;
    }
    hold.leftSomething();
    try {
      dropScratch();
      publisher.discard(begun, BranchDisposition.DROP_BRANCH);
    } catch (RuntimeException e) {
      // The next run on the table does it; what failed first must be what is reported.
      LOG.warn("Cannot drop branches of run {} of table {}", run(), name(), e);
    }
  }

  private void dropScratch() {
    if (scratch) {
      publisher.recovery().drop(ScratchTables.identifier(name(), run()));
      scratch = false;
    }
  }

  private void sql(String statement, Map<String, Object> values) {
    WriteFailure.explained(target, () -> publisher.spark().sql(statement, values));
  }

  private static String parameters(List<String> values, Map<String, Object> into) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      into.put("p" + i, values.get(i));
      names.add(":p" + i);
    }
    return String.join(", ", names);
  }

  private static List<List<String>> chunks(List<String> values) {
    List<List<String>> chunks = new ArrayList<>();
    for (int i = 0; i < values.size(); i += CHUNK) {
      chunks.add(values.subList(i, Math.min(values.size(), i + CHUNK)));
    }
    return chunks;
  }

  private TableName name() {
    return begun.table();
  }

  private JobName job() {
    return begun.job();
  }

  RunId run() {
    return begun.run();
  }
}
