package io.citylake.lake.health;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.TableRecovery.Remedy;
import io.citylake.lake.health.Finding.RowOrigin;
import io.citylake.lake.health.StoredFile.Kind;
import io.citylake.lake.history.LedgerRefill;
import io.citylake.lake.io.StorageFault;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Looks whether the files of tables are there and, where it is asked to read them, are what was
 * written. It changes nothing and goes on after whatever it finds. Needs no Spark; one thread.
 */
public final class LakeCheckup {
  private final Lake lake;
  private final TableRecovery recovery;
  private final Depth depth;
  private final Consumer<Finding> found;
  private final Checked checked = new Checked();

  /**
   * @param found hears of each thing that is wrong, as soon as it is found
   */
  public LakeCheckup(Lake lake, Depth depth, Consumer<Finding> found) {
    this.lake = lake;
    this.recovery = new TableRecovery(lake);
    this.depth = depth;
    this.found = found;
  }

  /** Something that was found elsewhere. */
  public void tell(Finding finding) {
    found.accept(finding);
  }

  /** How much was looked at so far. */
  public Checked checked() {
    return checked;
  }

  /** Looks at one table, which the catalog may not know. */
  public void check(TableName name) {
    try {
      Optional<Remedy> remedy = recovery.find(name);
      if (remedy.isPresent()) {
        found.accept(astray(remedy.get()));
        return;
      }
      if (!lake.catalog().tableExists(Lake.identifier(name))) {
        return;
      }
      check(name, lake.loadTable(name));
    } catch (RuntimeException e) {
      String remedy =
          StorageFault.find(e)
              .map(StorageFault::remedy)
              .orElse("restore it from a backup: citylake restore DIR %s".formatted(name));
      found.accept(Finding.of(name, "metadata", String.valueOf(e.getMessage()), remedy));
    }
  }

  private static Finding astray(Remedy remedy) {
    String problem =
        switch (remedy.kind()) {
          case CATALOG_BEHIND ->
              "the catalog names an earlier version than was committed (%s)"
                  .formatted(remedy.from());
          case NOT_IN_CATALOG -> "the catalog doesn't know it, and the warehouse holds it";
          case DAMAGED ->
              "the metadata file that the catalog names is missing or damaged (%s)"
                  .formatted(remedy.from());
          case AHEAD_OF_TARGET ->
              "it shows a run that %s has lost, which is there twice once its files are loaded again"
                  .formatted(remedy.table().target());
          case RESTORED -> "it was restored from a backup";
        };
    return Finding.of(
        remedy.table(), "metadata", problem, "citylake table recover " + remedy.table().target());
  }

  private void check(TableName name, Table table) {
    FileCheck check = new FileCheck(table.io(), columns(table), depth, checked);
    new TableFiles(
            table,
            file -> {
              Optional<String> problem =
                  check.problem(file).filter(reason -> isStillNamed(table, file));
              problem.ifPresent(reason -> tell(name, table, file, reason));
              return problem.isEmpty();
            },
            (file, reason) -> tell(name, table, file, "it cannot be read: " + reason))
        .visit();
    try {
      PositionStore.list(table, TableRefs.operations(table).current());
    } catch (CityLakeException e) {
      found.accept(
          Finding.of(
              name,
              kind(Kind.POSITION),
              String.valueOf(e.getMessage()),
              "restore the file from a backup: citylake restore DIR --files " + name.target()));
    }
    if (LakeProperties.isRereading(TableRefs.operations(table).current())) {
      found.accept(
          Finding.of(
              name,
              "rows",
              "it was emptied for its deliveries to be read again, and not all of them were",
              "citylake table recreate --from-deliveries " + name));
    }
    LakeProperties.movedBackFrom(TableRefs.operations(table).current())
        .ifPresent(
            from ->
                found.accept(
                    Finding.of(
                        name,
                        "rows",
                        "its main was moved back from snapshot %d, which the last run left, so rows are missing that its jobs have loaded"
                            .formatted(from),
                        "call lake.system.set_current_snapshot('%1$s', %2$d) by citylake sql --write, or citylake table recreate --from-deliveries %1$s"
                            .formatted(name, from))));
    owners(name, TableRefs.operations(table).current());
    checked.addTable();
  }

  private void owners(TableName name, TableMetadata metadata) {
    int lacking =
        LakeProperties.jobs(metadata).size() > 1
            ? new LedgerRefill(lake).lacking(metadata).size()
            : 0;
    if (lacking > 0) {
      found.accept(
          Finding.of(
              name,
              "ledger",
              "several jobs load it, and the ledger lacks %,d of their runs, so it isn't known whose rows are whose"
                  .formatted(lacking),
              "citylake table recover " + name));
    }
  }

  /** A run that commits meanwhile deletes metadata files that are long past. */
  private static boolean isStillNamed(Table table, StoredFile file) {
    TableMetadata now = TableRefs.refresh(table);
    return file.kind() == Kind.EARLIER_METADATA
        ? now.previousFiles().stream().anyMatch(each -> each.file().equals(file.location()))
        : file.snapshots().isEmpty()
            || file.snapshots().stream().anyMatch(each -> now.snapshot(each) != null);
  }

  private void tell(TableName name, Table table, StoredFile file, String problem) {
    Long now = TableRefs.head(TableRefs.operations(table).current(), TableRefs.MAIN);
    boolean current =
        file.kind() == Kind.METADATA
            || file.snapshots().stream().anyMatch(each -> each.equals(now));
    List<RowOrigin> rows =
        file.kind() == Kind.DATA ? RowOrigins.read(table, file.location()) : List.of();
    found.accept(
        new Finding(
            name,
            file.location(),
            kind(file.kind()),
            problem,
            List.copyOf(file.snapshots()),
            current,
            rows,
            problem.endsWith(StorageFault.DENIED)
                ? StorageFault.DENIED
                : remedy(name, file.kind(), current)));
  }

  private static String remedy(TableName name, Kind kind, boolean current) {
    return switch (kind) {
      case METADATA -> "citylake table recover " + name;
      case EARLIER_METADATA ->
          "nothing reads it unless the table goes back to it; restore it from a backup, or leave it";
      case STATISTICS -> "only plans of queries read it; restore it from a backup, or leave it";
      case MANIFEST_LIST, MANIFEST, DATA, DELETES, POSITION ->
          !current
              ? "only queries of earlier snapshots read it; restore it from a backup, or leave it"
              : name.isQuarantine()
                  ? "restore it from a backup: citylake restore DIR --files " + name.target()
                  : "restore it from a backup: citylake restore DIR --files %1$s; or read the deliveries again: citylake table recreate --from-deliveries %1$s"
                      .formatted(name.target());
    };
  }

  private static String kind(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** All that its files may have, with the types of now. */
  private static Schema columns(Table table) {
    Map<Integer, NestedField> fields = new LinkedHashMap<>();
    table.schema().columns().forEach(field -> fields.put(field.fieldId(), field));
    table
        .schemas()
        .values()
        .forEach(
            schema ->
                schema.columns().forEach(field -> fields.putIfAbsent(field.fieldId(), field)));
    return new Schema(distinctNames(new ArrayList<>(fields.values())));
  }

  /** A dropped column's name may have come again. */
  private static List<NestedField> distinctNames(List<NestedField> fields) {
    return fields.stream()
        .map(
            field -> NestedField.from(field).withName(field.name() + "#" + field.fieldId()).build())
        .toList();
  }
}
