package io.citylake.publish;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.StandingRule;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
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
import io.citylake.publish.OwnedRows.Owned;
import io.citylake.publish.commit.RunBranches;
import io.citylake.publish.plan.DisplacedTable;
import io.citylake.publish.plan.Standing;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.stage.RoutedWrite;
import io.citylake.publish.stage.RoutingSink;
import io.citylake.publish.stage.ScratchTables;
import io.citylake.publish.stage.WriteFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages on Iceberg branches. */
final class IcebergStaging implements Staging {
  private static final Logger LOG = LoggerFactory.getLogger(IcebergStaging.class);

  private final Lake lake;
  private final IcebergPublisher publisher;
  private final IcebergTableHold hold;
  private final DatasetContract dataset;
  private final Table target;
  private final StagedTable begun;
  private final RunBranches branches;
  private final QuarantineMarks marks;
  private @Nullable Column deleted;
  private @Nullable String standing;
  private boolean scratch;
  private boolean ended;

  IcebergStaging(
      IcebergPublisher publisher,
      IcebergTableHold hold,
      DatasetContract dataset,
      Table target,
      StagedTable begun) {
    this.lake = publisher.lake();
    this.publisher = publisher;
    this.hold = hold;
    this.dataset = dataset;
    this.target = target;
    this.begun = begun;
    this.branches = new RunBranches(lake, begun, target);
    this.marks = new QuarantineMarks(publisher, begun, branches);
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
  public Optional<RunId> latestRun() {
    return LakeProperties.publishedRuns(TableRefs.refresh(target)).stream()
        .map(RunId::new)
        .max(Comparator.naturalOrder());
  }

  @Override
  public boolean awaitsDeliveries() {
    return LakeProperties.isRereading(TableRefs.operations(target).current());
  }

  @Override
  public String branchIdentifier() {
    return branches.identifier(name());
  }

  @Override
  public void requireBranch() {
    branches.identifier(name());
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
  public boolean isFirst() {
    return begun.baseSnapshot() == null;
  }

  @Override
  public boolean isEmpty() {
    return holders().isEmpty();
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
    if (superseded.isEmpty()) {
      return;
    }
    List<TableName> holders = holders();
    for (Owned owned : owned(superseded, holders)) {
      for (TableName holder : holders) {
        Map<String, Object> values = new HashMap<>();
        String which = owned.sql(values);
        sql("DELETE FROM %s WHERE %s".formatted(branches.identifier(holder), which), values);
      }
      deleted = deleted == null ? owned.column() : deleted.or(owned.column());
      marks.supersede(owned.sources());
    }
  }

  @Override
  public void supersedeRefusals(List<String> sources) {
    marks.supersedeWhole(sources);
  }

  @Override
  public Optional<Column> deleted() {
    return Optional.ofNullable(deleted);
  }

  @Override
  public long rowsOf(List<String> sources) {
    return begun.baseSnapshot() == null ? 0 : rowsOf(sources, List.of(name()));
  }

  @Override
  public long allRowsOf(List<String> sources) {
    return rowsOf(sources, holders());
  }

  private long rowsOf(List<String> sources, List<TableName> holders) {
    long rows = 0;
    for (Owned owned : owned(sources, holders)) {
      for (TableName holder : holders) {
        Map<String, Object> values = new HashMap<>();
        String query =
            "SELECT count(*) FROM %s.%s WHERE %s"
                .formatted(Lake.CATALOG, holder, owned.sql(values));
        rows += publisher.spark().sql(query, values).first().getLong(0);
      }
    }
    return rows;
  }

  @Override
  public Optional<Instant> settled() {
    return LakeProperties.settled(TableRefs.refresh(target));
  }

  @Override
  public void settle(Instant before) {
    LakeProperties.setSettled(target, before);
  }

  @Override
  public Optional<String> standsOtherwise(Set<JobName> but) {
    Set<String> renewed = but.stream().map(JobName::toString).collect(Collectors.toSet());
    return Standing.otherwise(dataset, rules(), renewed);
  }

  @Override
  public void standsAnew() {
    standing = StandingRule.of(dataset).text();
  }

  @Override
  public void standsOn() {
    StandingRule rule = StandingRule.of(dataset);
    String earlier = rules().get(job().toString());
    standing = earlier == null || rule.isSame(earlier) ? rule.text() : null;
  }

  private SortedMap<String, String> rules() {
    return LakeProperties.standing(TableRefs.operations(target).current());
  }

  @Override
  public Optional<String> mainDisplacedIdentifier() {
    TableName displaced = name().displaced();
    return exists(displaced) && branches.table(displaced).currentSnapshot() != null
        ? Optional.of(Lake.CATALOG + "." + displaced)
        : Optional.empty();
  }

  @Override
  public OptionalLong mostDisplacedRows() {
    Table displaced = branches.table(name().displaced());
    Long staged = branches.verify(name().displaced());
    return SnapshotTotals.of(
            staged == null ? displaced.currentSnapshot() : displaced.snapshot(staged),
            displaced.io())
        .mostRows();
  }

  private List<Owned> owned(List<String> sources, List<TableName> holders) {
    List<String> tables = holders.stream().map(holder -> Lake.CATALOG + "." + holder).toList();
    return new OwnedRows(
            name(), job(), otherJobs(), RunLedger.open(lake.database()), publisher::spark)
        .of(sources, tables);
  }

  /** The tables that have rows which deliveries brought. */
  private List<TableName> holders() {
    List<TableName> holders = new ArrayList<>();
    if (begun.baseSnapshot() != null) {
      holders.add(name());
    }
    for (TableName beside : List.of(name().tombstones(), name().displaced())) {
      if (exists(beside) && branches.table(beside).currentSnapshot() != null) {
        holders.add(beside);
      }
    }
    return holders;
  }

  private boolean exists(TableName table) {
    return lake.catalog().tableExists(Lake.identifier(table));
  }

  @Override
  public String displacedBranchIdentifier() {
    DisplacedTable.ensure(lake, dataset, target);
    return branches.identifier(name().displaced());
  }

  @Override
  public Optional<String> displacedIdentifier() {
    TableName displaced = name().displaced();
    if (!exists(displaced)) {
      return Optional.empty();
    }
    if (branches.verify(displaced) != null) {
      return Optional.of(branches.sqlName(displaced));
    }
    return mainDisplacedIdentifier();
  }

  @Override
  public boolean touchesDisplaced() {
    return exists(name().displaced()) && branches.verify(name().displaced()) != null;
  }

  @Override
  public Optional<String> tombstoneIdentifier() {
    TableName tombstones = name().tombstones();
    if (!exists(tombstones)) {
      return Optional.empty();
    }
    return Optional.of(
        branches.verify(tombstones) != null
            ? branches.sqlName(tombstones)
            : Lake.CATALOG + "." + tombstones);
  }

  @Override
  public Optional<String> mainTombstoneIdentifier() {
    TableName tombstones = name().tombstones();
    return exists(tombstones) ? Optional.of(Lake.CATALOG + "." + tombstones) : Optional.empty();
  }

  @Override
  public Map<JobName, Position> positions() {
    TableMetadata metadata = TableRefs.refresh(target);
    Map<JobName, Position> positions = new HashMap<>();
    for (JobName each : LakeProperties.jobs(metadata)) {
      positions.put(each, PositionStore.read(target, metadata, each));
    }
    positions.put(job(), begun.before());
    return positions;
  }

  @Override
  public Map<String, JobName> jobsOfRuns() {
    return otherJobs().isEmpty() ? Map.of() : RunLedger.open(lake.database()).jobsOfRuns(name());
  }

  private Set<JobName> otherJobs() {
    return LakeProperties.otherJobs(TableRefs.refresh(target), job());
  }

  @Override
  public void resolveQuarantine(QuarantineResolution resolution) {
    marks.resolve(resolution);
  }

  @Override
  public long resolveRepeated() {
    return marks.supersedeRepeated(dataset.writeMode());
  }

  @Override
  public Tally write(Dataset<Row> judged) {
    return route(judged, new RoutedWrite.Side(target, begun.branch()), Optional.empty());
  }

  @Override
  public Tally writeKeepingDuplicates(Dataset<Row> judged) {
    DisplacedTable.ensure(lake, dataset, target);
    return route(
        judged, new RoutedWrite.Side(target, begun.branch()), Optional.of(name().displaced()));
  }

  @Override
  public ScratchTable writeToStage(Dataset<Row> judged) {
    StructType good = (StructType) judged.schema().apply(JudgedLayout.GOOD).dataType();
    Schema schema = SparkSchemaUtil.convert(good);
    scratch = true;
    Table made = ScratchTables.create(lake, name(), run(), schema);
    Tally tally = route(judged, new RoutedWrite.Side(made, ""), Optional.empty());
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

  private Tally route(Dataset<Row> judged, RoutedWrite.Side good, Optional<TableName> duplicates) {
    TableName quarantine = name().quarantine();
    RoutedWrite.Side bad = new RoutedWrite.Side(branches.table(quarantine), begun.branch());
    RoutedWrite write =
        new RoutedWrite(
            judged.schema(),
            good,
            bad,
            duplicates.map(table -> new RoutedWrite.Side(branches.table(table), begun.branch())),
            Map.of("citylake.run", run().value(), "citylake.job", job().toString()));
    // Other processes may have changed the tables since they were loaded.
    good.table().refresh();
    branches.verify(name());
    branches.requireTime(name());
    branches.verify(quarantine);
    branches.requireTime(quarantine);
    duplicates.ifPresent(
        name -> {
          branches.verify(name);
          branches.requireTime(name);
        });
    WriteFailure.explained(
        target, () -> RoutingSink.run(sorted(judged, JudgedLayout.GOOD + "."), write));
    branches.wrote(name());
    branches.wrote(quarantine);
    duplicates.ifPresent(branches::wrote);
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
        name(),
        job(),
        run(),
        begun.baseSnapshot(),
        begun.before(),
        after,
        tally,
        standing,
        branches.fence());
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
