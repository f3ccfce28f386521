package io.citylake.upkeep.compact;

import io.citylake.lake.lease.Leases.Lease;
import io.citylake.lake.metadata.SnapshotRemoval;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.upkeep.proof.ChosenFiles;
import io.citylake.upkeep.proof.RowProof;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the files of one candidate anew. Nothing is published before the rows of the new files
 * were held against those of the old ones, and nothing where a run changed the old ones meanwhile.
 * Used by one thread, once.
 */
public final class FileRewrite {
  private static final Logger LOG = LoggerFactory.getLogger(FileRewrite.class);

  private final SparkSession spark;
  private final Table table;
  private final RewriteCandidate candidate;
  private final Set<DataFile> removed;
  private final List<Long> staged = new ArrayList<>();
  private final ChosenFiles files;

  public FileRewrite(SparkSession spark, Table table, RewriteCandidate candidate) {
    this.spark = spark;
    this.table = table;
    this.candidate = candidate;
    this.removed = candidate.group().rewrittenFiles();
    this.files = new ChosenFiles(spark, table);
  }

  /**
   * What became of it.
   *
   * @param files that were written
   * @param rows that are in them, as they were in the old ones
   * @param hash over those
   * @param overtaken why nothing was published; null where it was
   */
  public record Result(
      long files, long bytes, long rows, String hash, @Nullable String overtaken) {}

  /**
   * Writes, proves and publishes.
   *
   * @param reserve keeps runs from the table while main moves; closed again at once
   * @throws CityLakeException ROWS_CHANGED where the new files don't hold the rows of the old ones;
   *     TABLE_BUSY, RESERVATION_LOST
   */
  public Result run(Supplier<Lease> reserve) {
    RowProof before = files.rows(candidate.group().fileScanTasks(), RowProof::of);
    Set<DataFile> added = write();
    OptionalLong published = OptionalLong.empty();
    try {
      long proven = stage(added);
      RowProof after = files.rows(files.tasks(proven, locations(added)), RowProof::of);
      if (!after.equals(before)) {
        throw new CityLakeException(
            ErrorCode.ROWS_CHANGED,
            "Cannot compact table %s: the rewritten files hold other rows than those before them (%s, %s instead of %s); nothing was published"
                .formatted(table.name(), candidate.partition(), after, before));
      }
      try (Lease reserved = reserve.get()) {
        reserved.requireHeld();
        published = OptionalLong.of(publish(proven, added));
      }
      long bytes = added.stream().mapToLong(DataFile::fileSizeInBytes).sum();
      return new Result(added.size(), bytes, before.rows(), before.hash(), null);
    } catch (ValidationException e) {
      return new Result(0, 0, 0, "", String.valueOf(e.getMessage()));
    } finally {
      clean(added, published);
    }
  }

  private static Set<String> locations(Set<DataFile> of) {
    return of.stream().map(DataFile::location).collect(Collectors.toSet());
  }

  /** Under the reservation: no run is between its first look at main and its commit. */
  private long publish(long proven, Set<DataFile> added) {
    table.refresh();
    Long main = TableRefs.head(TableRefs.operations(table).current(), TableRefs.MAIN);
    long head = Objects.equals(main, table.snapshot(proven).parentId()) ? proven : stage(added);
    if (!TableRefs.publish(table, head)) {
      throw new ValidationException("main of %s moved meanwhile", table.name());
    }
    return head;
  }

  private Set<DataFile> write() {
    String id = UUID.randomUUID().toString();
    SparkTableCache.get().add(id, table);
    ScanTaskSetManager.get().stageTasks(table, id, candidate.group().fileScanTasks());
    FileRewriteCoordinator coordinator = FileRewriteCoordinator.get();
    try {
      read(id, ordered())
          .write()
          .format("iceberg")
          .option(SparkWriteOptions.TARGET_FILE_SIZE_BYTES, candidate.group().maxOutputFileSize())
          .option(SparkWriteOptions.DISTRIBUTION_MODE, "none")
          .option(SparkWriteOptions.OUTPUT_SPEC_ID, candidate.group().outputSpecId())
          .option(SparkWriteOptions.USE_TABLE_DISTRIBUTION_AND_ORDERING, "false")
          .mode(SaveMode.Append)
          .save(id);
      Set<DataFile> files = new HashSet<>();
      for (Object file : coordinator.fetchNewFiles(table, id)) {
        files.add((DataFile) file);
      }
      return files;
    } finally {
      coordinator.clearRewrite(table, id);
      ScanTaskSetManager.get().removeTasks(table, id);
      SparkTableCache.get().remove(id);
    }
  }

  /** The rows in the table's order, spread over as many files as they need. */
  private Dataset<Row> read(String id, Column[] order) {
    Dataset<Row> rows =
        spark
            .read()
            .format("iceberg")
            .option(SparkReadOptions.SPLIT_SIZE, candidate.group().inputSplitSize())
            .option(SparkReadOptions.FILE_OPEN_COST, "0")
            .load(id);
    if (order.length == 0) {
      return rows;
    }
    int files = candidate.group().expectedOutputFiles();
    return (files > 1 ? rows.repartitionByRange(files, order) : rows.coalesce(1))
        .sortWithinPartitions(order);
  }

  /** Empty where the contract names none, or more than a column. */
  private Column[] ordered() {
    List<Column> order = new ArrayList<>();
    for (SortField field : table.sortOrder().fields()) {
      if (!field.transform().isIdentity()) {
        return new Column[0];
      }
      Column column = functions.col("`" + table.schema().findColumnName(field.sourceId()) + "`");
      order.add(
          field.direction() == SortDirection.ASC
              ? column.asc_nulls_first()
              : column.desc_nulls_last());
    }
    return order.toArray(new Column[0]);
  }

  /**
   * A snapshot on top of main that nobody reads yet.
   *
   * @throws ValidationException where a run deleted from the files, or took them out, since
   */
  private long stage(Set<DataFile> added) {
    table.refresh();
    Map<String, DeleteFile> folded = new LinkedHashMap<>();
    Set<String> gone = new HashSet<>();
    removed.forEach(file -> gone.add(file.location()));
    for (FileScanTask task : candidate.group().fileScanTasks()) {
      for (DeleteFile deletes : task.deletes()) {
        String of = ContentFileUtil.referencedDataFileLocation(deletes);
        if (of != null && gone.contains(of)) {
          folded.put(deletes.location() + "#" + deletes.contentOffset(), deletes);
        }
      }
    }
    RewriteFiles rewrite = table.newRewrite().stageOnly().validateFromSnapshot(candidate.planned());
    removed.forEach(rewrite::deleteFile);
    folded.values().forEach(rewrite::deleteFile);
    added.forEach(rewrite::addFile);
    rewrite.commit();
    long snapshot = ((CreateSnapshotEvent) rewrite.updateEvent()).snapshotId();
    staged.add(snapshot);
    table.refresh();
    return snapshot;
  }

  /** What was staged and not published goes, and with it the files that nothing else reads. */
  private void clean(Set<DataFile> added, OptionalLong published) {
    SortedSet<Long> left = new TreeSet<>(staged);
    published.ifPresent(head -> left.remove(head));
    try {
      if (!left.isEmpty()) {
        SnapshotRemoval.expire(table, left);
      } else if (published.isEmpty()) {
        added.forEach(file -> table.io().deleteFile(file.location()));
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot clean up after compacting {}; later upkeep does", table.name(), e);
    }
  }
}
