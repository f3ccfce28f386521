package io.citylake.publish.commit;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.BranchNames;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.publish.stage.ScratchTables;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a table in order after runs that died. Called by the holder of its reservation, so that
 * every other run's leftovers are a dead run's, or of one that was taken for dead: its process may
 * wake up at any moment. So the target says that it was recovered in the commit that drops its own
 * branches, before any other table's branch goes; a run that began earlier is then never published.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Lake lake;
  private final SideTables sideTables;

  public Recovery(Lake lake, SideTables sideTables) {
    this.lake = lake;
    this.sideTables = sideTables;
  }

  /**
   * Finishes what a commit promised, then drops what no commit did.
   *
   * @param by the run that reserved the table
   */
  public void recover(TableName name, Table target, RunId by) {
    // First: a pending branch is also a branch of a dead run.
    sideTables.fastForward(SideTables.parse(TableRefs.refresh(target)));
    List<Table> others = sideTables.tables(name);
    boolean left = hasRunBranch(target) || others.stream().anyMatch(Recovery::hasRunBranch);
    if (left) {
      TableRefs.change(target, metadata -> recovered(metadata, by));
      for (Table table : others) {
        TableRefs.drop(table, runBranches(TableRefs.refresh(table)));
      }
    }
    dropScratch(name);
  }

  private static boolean hasRunBranch(Table table) {
    List<String> dead = runBranches(TableRefs.refresh(table));
    if (!dead.isEmpty()) {
      LOG.info("Dropping branches of dead runs of table {}: {}", table.name(), dead);
    }
    return !dead.isEmpty();
  }

  private static List<String> runBranches(TableMetadata metadata) {
    return TableRefs.branches(metadata, BranchNames.RUN);
  }

  private static TableMetadata recovered(TableMetadata metadata, RunId by) {
    TableMetadata.Builder builder = TableMetadata.buildFrom(metadata);
    runBranches(metadata).forEach(builder::removeRef);
    return builder.setProperties(LakeProperties.recovery(by)).build();
  }

  private void dropScratch(TableName name) {
    String prefix = ScratchTables.prefix(name);
    try {
      for (TableIdentifier scratch : lake.catalog().listTables(ScratchTables.NAMESPACE)) {
        String rest =
            scratch.name().startsWith(prefix) ? scratch.name().substring(prefix.length()) : "";
        if (RunId.matches(rest)) {
          drop(scratch);
        }
      }
    } catch (NoSuchNamespaceException e) {
      LOG.trace("No run had a scratch table yet");
    }
  }

  /** Drops a scratch table and its files; one that is gone is dropped. */
  public void drop(TableIdentifier scratch) {
    Table table;
    try {
      table = lake.catalog().loadTable(scratch);
    } catch (NoSuchTableException e) {
      LOG.debug("Scratch table {} is gone already", scratch);
      return;
    }
    lake.catalog().dropTable(scratch, true);
    if (table.io() instanceof SupportsPrefixOperations io) {
      io.deletePrefix(table.location());
    }
  }
}
