package io.citylake.upkeep.retain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.citylake.lake.lease.Leases.Lease;
import io.citylake.lake.metadata.SnapshotRemoval;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.upkeep.proof.ChosenFiles;
import io.citylake.upkeep.proof.RowProof;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.DataFileSet;
import org.apache.iceberg.util.DeleteFileSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rows out of a table for good: no file of the new state has them, so they end with the
 * snapshots before it. Files in which all rows go are taken out as files; the others are written
 * anew without them, and nothing is published before what stays was held against what was there.
 * Used by one thread, once.
 */
public final class RowRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(RowRemoval.class);
  private static final String FILE = "file";
  private static final String OLD = "old";

  private final Table table;
  private final OverAge over;
  private final ChosenFiles files;

  public RowRemoval(SparkSession spark, Table table, OverAge over) {
    this.table = table;
    this.over = over;
    this.files = new ChosenFiles(spark, table);
  }

  /**
   * What is to go.
   *
   * @param main the snapshot that was looked at
   * @param whole files of which all rows go, with how many those are
   * @param parts files of which some rows stay
   */
  public record Found(long main, SortedMap<String, Long> whole, List<Part> parts) {
    /** How many rows go. */
    public long rows() {
      return whole.values().stream().mapToLong(Long::longValue).sum()
          + parts.stream().mapToLong(Part::rows).sum();
    }

    /** How much is written anew for it. */
    public long bytes() {
      return parts.stream().mapToLong(Part::bytes).sum();
    }

    public int files() {
      return whole.size() + parts.size();
    }

    /** The same with so many bytes written anew at most, and one file at least. */
    public Found within(long most) {
      List<Part> some = new ArrayList<>();
      long spent = 0;
      for (Part part : parts) {
        if (some.isEmpty() || spent + part.bytes() <= most) {
          some.add(part);
          spent += part.bytes();
        }
      }
      return new Found(main, whole, some);
    }
  }

  /**
   * A file of which some rows go.
   *
   * @param rows that go
   */
  public record Part(String file, long rows, long bytes) {}

  /** What became of it. */
  public enum Outcome {
    DONE,
    /** Somebody changed the table meanwhile; nothing was published. */
    OVERTAKEN
  }

  /** Looks at the files that may have such rows; writes nothing. */
  public Found find() {
    Long main = TableRefs.head(TableRefs.refresh(table), TableRefs.MAIN);
    SortedMap<String, Long> whole = new TreeMap<>();
    List<Part> parts = new ArrayList<>();
    if (main == null) {
      return new Found(-1, whole, parts);
    }
    // Planned again without the condition, which would hide rows that are to stay.
    List<FileScanTask> tasks = files.tasks(main, candidates(main));
    Map<String, Long> sizes =
        tasks.stream()
            .collect(
                Collectors.toMap(
                    each -> each.file().location(),
                    each -> each.file().fileSizeInBytes(),
                    (one, other) -> one));
    if (!tasks.isEmpty()) {
      for (Row each : files.rows(tasks, this::counts)) {
        long rows = each.getLong(2);
        if (rows == each.getLong(1)) {
          whole.put(each.getString(0), rows);
        } else if (rows > 0) {
          String file = each.getString(0);
          parts.add(new Part(file, rows, Objects.requireNonNull(sizes.get(file), file)));
        }
      }
    }
    parts.sort(Comparator.comparing(Part::file));
    return new Found(main, whole, parts);
  }

  private List<Row> counts(Dataset<Row> rows) {
    // Chosen files have no metadata columns where rows have ids of their own.
    return rows.select(input_file_name().as(FILE), when(over.rows(), 1L).otherwise(0L).as(OLD))
        .groupBy(col(FILE))
        .agg(count(lit(1)), sum(col(OLD)))
        .collectAsList();
  }

  private Set<String> candidates(long main) {
    return locations(table.newScan().useSnapshot(main).filter(over.files()));
  }

  /**
   * Writes what stays, proves and publishes.
   *
   * @param why noted with the snapshot
   * @param reserve keeps runs from the table while main moves; closed again at once
   * @throws CityLakeException ROWS_CHANGED where the new files don't hold what is to stay;
   *     TABLE_BUSY, RESERVATION_LOST
   */
  public Outcome remove(Found found, String why, Supplier<Lease> reserve) {
    Set<String> gone = new HashSet<>(found.whole().keySet());
    Set<String> replaced = found.parts().stream().map(Part::file).collect(Collectors.toSet());
    gone.addAll(replaced);
    List<FileScanTask> leaving = files.tasks(found.main(), gone);
    List<FileScanTask> old =
        leaving.stream().filter(task -> replaced.contains(task.file().location())).toList();
    RowProof before =
        old.isEmpty()
            ? new RowProof(0, "0")
            : files.rows(old, rows -> RowProof.of(rows.where(not(over.rows()))));
    Set<DataFile> added = old.isEmpty() ? Set.of() : write(old);
    List<Long> staged = new ArrayList<>();
    boolean published = false;
    try {
      long proven = stage(found.main(), gone, leaving, added, why);
      staged.add(proven);
      if (!Objects.equals(table.snapshot(proven).parentId(), found.main())) {
        return Outcome.OVERTAKEN;
      }
      prove(found.main(), proven, gone, added, before);
      try (Lease reserved = reserve.get()) {
        reserved.requireHeld();
        published = TableRefs.publish(table, proven);
      }
      return published ? Outcome.DONE : Outcome.OVERTAKEN;
    } catch (ValidationException e) {
      LOG.info("Table {} was changed meanwhile: {}", table.name(), e.getMessage());
      return Outcome.OVERTAKEN;
    } finally {
      if (!published) {
        clean(staged, added);
      }
    }
  }

  private Set<DataFile> write(List<FileScanTask> old) {
    return files.rows(
        old,
        (id, rows) -> {
          try {
            rows.where(not(over.rows()))
                .write()
                .format("iceberg")
                .mode("append")
                .option("fanout-enabled", "true")
                .save(id);
            return new HashSet<>(FileRewriteCoordinator.get().fetchNewFiles(table, id));
          } finally {
            FileRewriteCoordinator.get().clearRewrite(table, id);
          }
        });
  }

  private long stage(
      long main, Set<String> gone, List<FileScanTask> leaving, Set<DataFile> added, String why) {
    DataFileSet removed = DataFileSet.create();
    DeleteFileSet marks = DeleteFileSet.create();
    for (FileScanTask task : leaving) {
      removed.add(task.file());
      for (DeleteFile mark : task.deletes()) {
        CharSequence of = ContentFileUtil.referencedDataFileLocation(mark);
        if (of != null && gone.contains(of.toString())) {
          marks.add(mark);
        }
      }
    }
    OverwriteFiles commit =
        table
            .newOverwrite()
            .stageOnly()
            .validateFromSnapshot(main)
            .validateNoConflictingDeletes()
            .deleteFiles(removed, marks)
            .set(TableRefs.RETAINED, why);
    added.forEach(commit::addFile);
    commit.commit();
    table.refresh();
    return ((CreateSnapshotEvent) commit.updateEvent()).snapshotId();
  }

  /** By what the staged snapshot shows, not by what was asked of it. */
  private void prove(
      long main, long proven, Set<String> gone, Set<DataFile> added, RowProof before) {
    Set<String> anew = added.stream().map(DataFile::location).collect(Collectors.toSet());
    Set<String> expected = locations(table.newScan().useSnapshot(main));
    expected.removeAll(gone);
    expected.addAll(anew);
    Set<String> shown = new HashSet<>();
    List<FileScanTask> written = new ArrayList<>();
    files.each(
        table.newScan().useSnapshot(proven),
        task -> {
          shown.add(task.file().location());
          if (anew.contains(task.file().location())) {
            written.add(task);
          }
        });
    RowProof after = anew.isEmpty() ? new RowProof(0, "0") : files.rows(written, RowProof::of);
    if (!shown.equals(expected) || !after.equals(before)) {
      throw new CityLakeException(
          ErrorCode.ROWS_CHANGED,
          "Cannot take old rows out of table %s: what would stay is not what was there (%s instead of %s); nothing was published"
              .formatted(table.name(), after, before));
    }
  }

  private Set<String> locations(TableScan scan) {
    Set<String> locations = new HashSet<>();
    files.each(scan, task -> locations.add(task.file().location()));
    return locations;
  }

  private void clean(List<Long> staged, Set<DataFile> added) {
    try {
      if (staged.isEmpty()) {
        added.forEach(file -> table.io().deleteFile(file.location()));
      } else {
        SnapshotRemoval.expire(table, staged);
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot clean up in {}; later upkeep does", table.name(), e);
    }
  }
}
