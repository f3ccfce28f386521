package io.citylake.publish;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.metadata.SnapshotTotals;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.DataSize;
import io.citylake.model.JobName;
import io.citylake.model.JudgedLayout;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.publish.commit.PublishCommit;
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
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ScratchTables on Iceberg branches. */
final class IcebergStaging implements Staging {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergStaging.class);
  // Long lists of literals make plans slow; a thousand is still quick.
  private static final int CHUNK = 1000;

  private final Lake lake;
  private final Clock clock;
  private final IcebergPublisher publisher;
  private final BeginRequest request;
  private final Leases.Lease lease;
  private final Table target;
  private final StagedTable begun;
  private boolean stage;
  private boolean ended;

  IcebergStaging(
      IcebergPublisher publisher,
      BeginRequest request,
      Leases.Lease lease,
      Table target,
      StagedTable begun) {
    this.lake = publisher.lake();
    this.clock = publisher.clock();
    this.publisher = publisher;
    this.request = request;
    this.lease = lease;
    this.target = target;
    this.begun = begun;
  }

  @Override
  public Position position() {
    return begun.before();
  }

  @Override
  public Optional<RunId> publishedRun() {
    return PublishCommit.publishedRun(TableRefs.refresh(target), job());
  }

  @Override
  public String branchIdentifier() {
    return branchOf(target, name());
  }

  @Override
  public String quarantineBranchIdentifier() {
    return branchOf(lake.loadTable(name().quarantine()), name().quarantine());
  }

  @Override
  public String tombstoneBranchIdentifier() {
    return branchOf(lake.loadTable(name().tombstones()), name().tombstones());
  }

  @Override
  public String mainIdentifier() {
    return Lake.CATALOG + "." + name();
  }

  @Override
  public String stagedIdentifier() {
    boolean branched = TableRefs.refresh(target).ref(begun.branch()) != null;
    return branched ? mainIdentifier() + ".branch_" + begun.branch() : mainIdentifier();
  }

  @Override
  public DataSize targetSize() {
    return SnapshotTotals.of(target.currentSnapshot(), target.io()).estimatedSize();
  }

  @Override
  public OptionalLong stagedRows() {
    TableMetadata metadata = TableRefs.refresh(target);
    SnapshotRef staged = metadata.ref(begun.branch());
    return SnapshotTotals.of(
            staged == null ? metadata.currentSnapshot() : metadata.snapshot(staged.snapshotId()),
            target.io())
        .rows();
  }

  @Override
  public void deleteSources(List<String> superseded) {
    Table quarantine = lake.loadTable(name().quarantine());
    for (List<String> some : chunks(superseded)) {
      Map<String, Object> values = new HashMap<>();
      String list = parameters(some, values);
      if (begun.baseSnapshot() != null) {
        sql("DELETE FROM " + branchIdentifier() + " WHERE _source IN (" + list + ")", values);
      }
      if (quarantine.currentSnapshot() != null) {
        values.put("job", job().toString());
        resolve("superseded", "job = :job AND source IN (" + list + ")", values);
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
      resolve(resolution.status().toString(), "id IN (" + list + ")", values);
    }
  }

  @Override
  public void resolveRepeated() {
    Map<String, Object> values = new HashMap<>();
    values.put("job", job().toString());
    values.put("note", "refused before");
    String earlier =
        "SELECT raw FROM %s WHERE job = :job AND run_id <> :run AND status <> 'superseded'"
            .formatted(quarantineBranchIdentifier());
    resolve("superseded", "job = :job AND run_id = :run AND raw IN (" + earlier + ")", values);
  }

  private void resolve(String status, String which, Map<String, Object> values) {
    values.putIfAbsent("at", clock.instant());
    values.putIfAbsent("by", "");
    values.putIfAbsent("note", "");
    values.put("status", status);
    values.put("run", run().value());
    sql(
        "UPDATE "
            + quarantineBranchIdentifier()
            + " SET status = :status, resolved_run_id = :run, resolved_at = :at,"
            + " resolved_by = nullif(:by, ''), note = nullif(:note, '')"
            + " WHERE status = 'open' AND "
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
    stage = true;
    Table scratch = ScratchTables.create(lake, name(), run(), schema);
    Tally tally = route(judged, new RoutedWrite.Side(scratch, "", WriteKind.APPEND));
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
    Long before = TableRefs.head(TableRefs.refresh(target), begun.branch());
    WriteFailure.explained(target, () -> sorted(rows, "").writeTo(branch).append());
    TableMetadata after = TableRefs.refresh(target);
    Long head = TableRefs.head(after, begun.branch());
    return head == null || head.equals(before)
        ? 0
        : PropertyUtil.propertyAsLong(
            after.snapshot(head).summary(), SnapshotSummary.ADDED_RECORDS_PROP, 0);
  }

  private Tally route(Dataset<Row> judged, RoutedWrite.Side good) {
    RoutedWrite.Side bad =
        new RoutedWrite.Side(lake.loadTable(name().quarantine()), begun.branch(), WriteKind.APPEND);
    RoutedWrite write =
        new RoutedWrite(
            judged.schema(),
            good,
            bad,
            Map.of("citylake.run", run().value(), "citylake.job", job().toString()));
    // Other processes may have changed the tables since they were loaded.
    good.table().refresh();
    WriteFailure.explained(
        target, () -> RoutingSink.run(sorted(judged, JudgedLayout.GOOD + "."), write));
    return write.tally();
  }

  private Dataset<Row> sorted(Dataset<Row> rows, String prefix) {
    Column[] order =
        request.dataset().sortBy().stream()
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
    dropStage();
    return new StagedTable(
        name(), job(), run(), begun.baseSnapshot(), begun.before(), after, tally);
  }

  /** Publishing or discarding has settled the branches. */
  void end() {
    ended = true;
    lease.close();
  }

  @Override
  public void close() {
    if (ended) {
      return;
    }
    try {
      dropStage();
      publisher.discard(begun, BranchDisposition.DROP_BRANCH);
    } catch (RuntimeException e) {
      // The next run on the table does it; what failed first must be what is reported.
      LOG.warn("Cannot drop branches of run {} of table {}", run(), name(), e);
    } finally {
      lease.close();
    }
  }

  private void dropStage() {
    if (stage) {
      publisher.recovery().drop(ScratchTables.identifier(name(), run()));
      stage = false;
    }
  }

  private String branchOf(Table table, TableName tableName) {
    if (TableRefs.refresh(table).ref(begun.branch()) == null) {
      WriteFailure.explained(
          table, () -> table.manageSnapshots().createBranch(begun.branch()).commit());
    }
    return Lake.CATALOG + "." + tableName + ".branch_" + begun.branch();
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

  private RunId run() {
    return begun.run();
  }
}
