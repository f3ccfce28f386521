package io.citylake.publish.commit;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.TableName;
import io.citylake.publish.stage.ScratchTables;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a table in order after runs that died. Called by the holder of its reservation, so that
 * every other run's leftovers are a dead run's.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final String RUN_BRANCH = "run_";
  private static final Pattern RUN_SUFFIX = Pattern.compile("r\\d{8}t\\d{9}_[a-z0-9]{6}");

  private final Lake lake;
  private final SideTables companions;

  public Recovery(Lake lake, SideTables companions) {
    this.lake = lake;
    this.companions = companions;
  }

  /** Finishes what a commit promised, then drops what no commit did. */
  public void recover(TableName name, Table target) {
    // First: a pending branch is also a branch of a dead run.
    companions.fastForward(SideTables.parse(TableRefs.refresh(target).properties()));
    List<Table> tables = new ArrayList<>(companions.tables(name));
    tables.add(target);
    for (Table table : tables) {
      List<String> dead = TableRefs.branches(TableRefs.refresh(table), RUN_BRANCH);
      if (!dead.isEmpty()) {
        LOG.info("Dropping branches of dead runs of table {}: {}", table.name(), dead);
        TableRefs.drop(table, dead);
      }
    }
    dropStages(name);
  }

  private void dropStages(TableName name) {
    String prefix = ScratchTables.prefix(name);
    try {
      for (TableIdentifier stage : lake.catalog().listTables(ScratchTables.NAMESPACE)) {
        String rest =
            stage.name().startsWith(prefix) ? stage.name().substring(prefix.length()) : "";
        if (RUN_SUFFIX.matcher(rest).matches()) {
          drop(stage);
        }
      }
    } catch (NoSuchNamespaceException e) {
      LOG.trace("No run had a scratch table yet");
    }
  }

  /** Drops a scratch table and its files. */
  public void drop(TableIdentifier stage) {
    Table table = lake.catalog().loadTable(stage);
    lake.catalog().dropTable(stage, true);
    if (table.io() instanceof SupportsPrefixOperations io) {
      io.deletePrefix(table.location());
    }
  }
}
