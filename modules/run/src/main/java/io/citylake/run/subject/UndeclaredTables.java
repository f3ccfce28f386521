package io.citylake.run.subject;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.model.TableName;
import io.citylake.publish.erase.SubjectSearch;
import io.citylake.publish.erase.SubjectSearch.Found;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of which no contract says what they hold: those that were declared once, what stood
 * beside them, another engine's, and what lies in the warehouse unknown to the catalog. A person is
 * looked for in all of their columns. Nothing is taken out: nobody says what would become of the
 * rows, or whether they must be kept.
 */
final class UndeclaredTables {
  private static final Logger LOG = LoggerFactory.getLogger(UndeclaredTables.class);

  private final Lake lake;
  private final Set<TableIdentifier> declared;

  UndeclaredTables(Lake lake, Set<TableName> declared) {
    this.lake = lake;
    this.declared = declared.stream().map(Lake::identifier).collect(Collectors.toSet());
  }

  /** Looks everywhere; writes nothing. */
  void find(SubjectSearch search, FindingsBuilder findings) {
    for (TableIdentifier table : lake.everyTable().keySet()) {
      if (!declared.contains(table) && !isOwn(table)) {
        look(
            table.toString(),
            () -> lake.catalog().loadTable(table),
            "no contract declares it: declare it again and repeat this, or drop it and"
                + " remove its directory",
            search,
            findings);
      }
    }
    for (String metadata : new TableRecovery(lake).strays()) {
      String place = metadata.substring(0, metadata.lastIndexOf("/metadata/"));
      look(
          place,
          () -> new BaseTable(new StaticTableOperations(metadata, lake.catalog().fileIo()), place),
          "the catalog doesn't know it: remove the directory, or run citylake table recover",
          search,
          findings);
    }
  }

  /** What the platform says of itself has keyed forms of numbers only. */
  private static boolean isOwn(TableIdentifier table) {
    return table.namespace().toString().equals(TableName.SYSTEM);
  }

  private static void look(
      String place,
      Supplier<Table> table,
      String kept,
      SubjectSearch search,
      FindingsBuilder findings) {
    try {
      Found found = search.find(table.get());
      if (!found.isNothing()) {
        findings.found(
            new SubjectPlace(place, found.rows(), found.hidden(), kept), found.sources());
      }
    } catch (NoSuchTableException e) {
      LOG.debug("Table {} was dropped meanwhile", place);
    } catch (RuntimeException e) {
      // One that can't be read must not hide what the others have.
      LOG.warn("Cannot look for a person in {}: {}", place, e.getClass().getSimpleName());
      findings.unseen(place);
    }
  }
}
