package io.citylake.publish.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.lake.retry.Retry;
import io.citylake.model.BranchNames;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quarantine, tombstones and displaced rows of a target, which follow it. The target's commit
 * names the branches that are published with it ({@code citylake.pending}); each is then
 * fast-forwarded, and its branch goes in the same commit. So a pending branch that still exists was
 * not published yet, and one that is gone was: the property needs no clearing.
 */
public final class SideTables {
  private static final Logger LOG = LoggerFactory.getLogger(SideTables.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** No snapshot's id. */
  private static final long NONE = -1;

  private final Lake lake;

  public SideTables(Lake lake) {
    this.lake = lake;
  }

  /** A branch to be published with its target. */
  public record Pending(String table, String branch, long snapshot) {}

  /** The companions that exist, in a fixed order. */
  public List<Table> tables(TableName target) {
    List<Table> tables = new ArrayList<>();
    for (TableName name : target.companions()) {
      try {
        tables.add(lake.catalog().loadTable(Lake.identifier(name)));
      } catch (NoSuchTableException e) {
        LOG.trace("Table {} has no {}", target, name);
      }
    }
    return tables;
  }

  /** What a run wrote beside its target, by where its branches ended. */
  public static List<Pending> of(StagedTable staged) {
    List<Pending> pending = new ArrayList<>();
    staged
        .fence()
        .heads()
        .forEach(
            (table, head) -> {
              if (!table.equals(staged.table())) {
                pending.add(new Pending(table.toString(), staged.branch(), head));
              }
            });
    return pending;
  }

  /** Why one of them is no longer as the run left it, or can't follow; empty where all can. */
  public Optional<String> moved(List<Pending> pending) {
    for (Pending one : pending) {
      Table table = lake.catalog().loadTable(Lake.identifier(TableName.parse(one.table())));
      TableMetadata metadata = TableRefs.refresh(table);
      Long head = TableRefs.head(metadata, one.branch());
      if (head == null || head != one.snapshot()) {
        return Optional.of(
            "the run's branch in table %s is gone or moved (expected=%s, found=%s)"
                .formatted(one.table(), one.snapshot(), head));
      }
      if (!extendsMain(metadata, head) && !isAppends(own(metadata, head))) {
        Optional<String> conflict =
            BranchRebase.find(table, metadata, head).flatMap(BranchRebase::conflict);
        if (conflict.isPresent()) {
          return Optional.of(
              "main of table %s moved since the run began, and %s"
                  .formatted(one.table(), conflict.get()));
        }
      }
    }
    return Optional.empty();
  }

  static String render(List<Pending> pending) {
    try {
      return JSON.writeValueAsString(pending);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<Pending> parse(TableMetadata metadata) {
    String text = LakeProperties.pending(metadata);
    if (text == null) {
      return List.of();
    }
    try {
      return JSON.readValue(text, new TypeReference<List<Pending>>() {});
    } catch (JsonProcessingException e) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read table property %s: it is not the JSON that CityLake writes"
              .formatted(LakeProperties.PENDING),
          e);
    }
  }

  /** Publishes what a target's commit promised; again changes nothing. */
  public void fastForward(List<Pending> pending) {
    for (Pending one : pending) {
      Table table = lake.catalog().loadTable(Lake.identifier(TableName.parse(one.table())));
      fastForward(table, one);
    }
  }

  private void fastForward(Table table, Pending pending) {
    TableMetadata metadata = TableRefs.refresh(table);
    Long head = TableRefs.head(metadata, pending.branch());
    if (head == null) {
      return;
    }
    if (!extendsMain(metadata, head) && rebase(table, pending, head)) {
      return;
    }
    if (!extendsMain(metadata, head) && !cherryPick(table, metadata, head)) {
      // Recovery drops branches of runs; these rows are in no other place.
      String kept = BranchNames.BLOCKED + pending.branch().substring(BranchNames.RUN.length());
      TableRefs.rename(table, pending.branch(), kept);
      LOG.warn(
          "Branch {} of table {} changes rows that have changed since; it is kept as {}: look at"
              + " it, and bring over by SQL what is missing",
          pending.branch(),
          pending.table(),
          kept);
      return;
    }
    TableRefs.change(table, now -> merge(now, pending.branch()));
  }

  private static TableMetadata merge(TableMetadata metadata, String branch) {
    Long head = TableRefs.head(metadata, branch);
    if (head == null) {
      return metadata;
    }
    TableMetadata.Builder builder = TableMetadata.buildFrom(metadata);
    if (extendsMain(metadata, head)) {
      builder.setBranchSnapshot(head, TableRefs.MAIN);
    }
    return builder.removeRef(branch).build();
  }

  private static boolean extendsMain(TableMetadata metadata, long head) {
    return TableRefs.extendsSnapshot(metadata, head, TableRefs.head(metadata, TableRefs.MAIN));
  }

  /** Puts a branch's appends on top of a main that moved; false where the branch did more. */
  private static boolean cherryPick(Table table, TableMetadata metadata, long head) {
    List<Snapshot> own = own(metadata, head);
    if (!isAppends(own)) {
      return false;
    }
    for (Snapshot snapshot : own) {
      table.manageSnapshots().cherrypick(snapshot.snapshotId()).commit();
    }
    return true;
  }

  private static boolean isAppends(List<Snapshot> snapshots) {
    return snapshots.stream()
        .allMatch(snapshot -> DataOperations.APPEND.equals(snapshot.operation()));
  }

  /** Oldest first. */
  private static List<Snapshot> own(TableMetadata metadata, long head) {
    Long main = TableRefs.head(metadata, TableRefs.MAIN);
    return TableRefs.apart(metadata, head, main == null ? NONE : main);
  }

  /** Publishes a branch on top of a main that was compacted; false where that can't be. */
  private static boolean rebase(Table table, Pending pending, long head) {
    Retry.Attempts attempts = Retry.ofCommits().begin();
    do {
      Optional<BranchRebase> rebase = BranchRebase.find(table, TableRefs.refresh(table), head);
      if (rebase.isEmpty() || rebase.get().conflict().isPresent()) {
        return false;
      }
      long main = rebase.get().main();
      Optional<Long> staged = rebase.get().stage(Map.of());
      if (staged.isPresent()) {
        TableRefs.change(table, now -> moved(now, pending.branch(), head, main, staged.get()));
        if (TableRefs.head(TableRefs.refresh(table), pending.branch()) == null) {
          return true;
        }
      }
    } while (attempts.again());
    return false;
  }

  /** Main at what was staged on top of it, where both it and the branch are as they were. */
  private static TableMetadata moved(
      TableMetadata now, String branch, long head, long main, long staged) {
    boolean same =
        Objects.equals(TableRefs.head(now, branch), head)
            && Objects.equals(TableRefs.head(now, TableRefs.MAIN), main);
    return same
        ? TableMetadata.buildFrom(now)
            .setBranchSnapshot(staged, TableRefs.MAIN)
            .removeRef(branch)
            .build()
        : now;
  }
}
