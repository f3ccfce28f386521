package io.citylake.publish.plan;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.SnapshotTotals;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a workspace's contracts with the catalog, and brings the catalog to them. Works without
 * Spark. Tables that no contract declares are named and never touched.
 */
public final class Planner {
  private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

  /** Namespaces of the platform itself start so. */
  private static final String OWN_NAMESPACE = "_";

  private final Lake lake;
  private final WorkspaceIdentity identity;
  private final TableRecovery recovery;

  public Planner(Lake lake) {
    this.lake = lake;
    this.identity = new WorkspaceIdentity(lake);
    this.recovery = new TableRecovery(lake);
  }

  /** Whether columns that no contract declares any more may go. */
  public enum Drops {
    REFUSE,
    ALLOW
  }

  /**
   * What would change; writes nothing.
   *
   * @throws CityLakeException PLAN_FOREIGN, CATALOG_UNAVAILABLE, METADATA_CORRUPT
   */
  public LakePlan plan(Workspace workspace, Drops drops) {
    identity.check();
    // A catalog without an owner has no tables of ours, so the id to come is not needed yet.
    return compare(workspace, drops, identity.findOwn().orElse(""));
  }

  /**
   * What must be applied before a run may write to a dataset's tables, in the words of the plan;
   * titles, properties and sort order can wait.
   */
  public List<String> pending(DatasetContract dataset) {
    List<String> pending = new ArrayList<>();
    for (TableDefinition definition : TableDefinition.listOf(dataset, "")) {
      boolean exists = lake.catalog().tableExists(Lake.identifier(definition.name()));
      plan(definition, exists, Drops.REFUSE, metadata -> {}).stream()
          .flatMap(table -> table.changes().stream())
          .filter(Change::neededByRuns)
          .forEach(change -> pending.add(definition.name() + ": " + change.describe()));
    }
    return pending;
  }

  /**
   * Does what a plan says, one commit for each table.
   *
   * @throws CityLakeException PLAN_DESTRUCTIVE where a change is blocked, COMMIT_CONFLICT where the
   *     catalog is no longer as it was planned for, PLAN_FOREIGN
   */
  public void apply(Workspace workspace, LakePlan plan, Drops drops) {
    for (LakePlan.Line line : plan.lines()) {
      if (line.blocked() != null) {
        throw new CityLakeException(
            ErrorCode.PLAN_DESTRUCTIVE,
            "Cannot apply the plan: %s of %s is blocked: %s"
                .formatted(line.description(), line.table(), line.blocked()));
      }
    }
    String id = identity.claim();
    LakePlan now = compare(workspace, drops, id);
    if (!shapes(now).equals(shapes(plan))) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot apply the plan: the catalog or the contracts changed since; plan again");
    }
    now.tables().forEach(this::apply);
  }

  private void apply(TablePlan plan) {
    if (plan.definition().isEmpty()) {
      lake.catalog().createNamespace(Namespace.of(plan.table()), Map.of());
      return;
    }
    TableDefinition definition = plan.definition().get();
    TableIdentifier identifier = Lake.identifier(definition.name());
    if (plan.changes().get(0) instanceof Change.CreateTable) {
      lake.catalog()
          .buildTable(identifier, definition.schema())
          .withPartitionSpec(definition.spec())
          .withSortOrder(definition.order())
          .withProperties(definition.properties())
          .create();
    } else {
      new TableChanges(lake.catalog().loadTable(identifier), definition).apply(plan.changes());
    }
    LOG.info("Applied {} changes to {}", plan.changes().size(), plan.table());
  }

  private LakePlan compare(Workspace workspace, Drops drops, String id) {
    List<TablePlan> plans = new ArrayList<>();
    List<String> unmanaged = new ArrayList<>();
    Set<String> themes = new TreeSet<>();
    workspace.datasets().keySet().forEach(name -> themes.add(name.theme()));
    Set<String> present = namespaces();
    for (String theme : themes) {
      if (!present.contains(theme)) {
        plans.add(
            new TablePlan(
                theme,
                List.of(new Change.CreateNamespace(theme)),
                SnapshotTotals.NONE,
                Optional.empty()));
      }
    }
    Set<TableIdentifier> found = new TreeSet<>(java.util.Comparator.comparing(Object::toString));
    present.stream()
        .filter(namespace -> !namespace.startsWith(OWN_NAMESPACE))
        .forEach(namespace -> found.addAll(lake.catalog().listTables(Namespace.of(namespace))));
    List<String> notes = new ArrayList<>();
    for (DatasetContract dataset : workspace.datasets().values()) {
      for (TableDefinition definition : TableDefinition.listOf(dataset, id)) {
        TableIdentifier identifier = Lake.identifier(definition.name());
        boolean own = definition.kind() == TableDefinition.Kind.DATASET;
        Consumer<TableMetadata> look =
            own ? metadata -> note(dataset, metadata).ifPresent(notes::add) : metadata -> {};
        plan(definition, found.remove(identifier), drops, look).ifPresent(plans::add);
      }
    }
    found.forEach(identifier -> unmanaged.add(identifier.toString()));
    return new LakePlan(plans, unmanaged, notes, undeclared(workspace));
  }

  private List<String> undeclared(Workspace workspace) {
    List<String> attention = new ArrayList<>();
    Map<TableName, String> locations = lake.locations();
    workspace.jobs().values().stream()
        .map(Job::target)
        .distinct()
        .sorted()
        .filter(locations::containsKey)
        .forEach(
            table -> {
              SortedSet<JobName> published =
                  LakeProperties.jobs(TableRefs.operations(lake.loadTable(table)).current());
              SortedSet<JobName> undeclared = workspace.undeclared(table, published);
              workspace.jobs().values().stream()
                  .filter(job -> job.target().equals(table))
                  .flatMap(job -> workspace.earlierName(job, published).stream())
                  .forEach(was -> undeclared.remove(was));
              if (!undeclared.isEmpty()) {
                attention.add(UndeclaredJobs.sentence(table, undeclared));
              }
            });
    return attention;
  }

  private static Optional<String> note(DatasetContract dataset, TableMetadata metadata) {
    return Standing.otherwise(dataset, LakeProperties.standing(metadata), Set.of())
        .map(note -> dataset.name() + ": " + note);
  }

  private Optional<TablePlan> plan(
      TableDefinition definition, boolean exists, Drops drops, Consumer<TableMetadata> look) {
    String name = definition.name().toString();
    if (!exists) {
      @Nullable String strayed = strayed(definition.name());
      if (strayed == null && !definition.madeByApply()) {
        return Optional.empty();
      }
      List<String> columns =
          definition.schema().columns().stream().map(field -> field.name()).toList();
      return Optional.of(
          new TablePlan(
              name,
              List.of(new Change.CreateTable(columns, strayed)),
              SnapshotTotals.NONE,
              Optional.of(definition)));
    }
    Table table = load(definition);
    TableMetadata metadata = TableRefs.operations(table).current();
    recovery.requireCurrent(definition.name(), metadata.metadataFileLocation());
    look.accept(metadata);
    List<Change> changes = new TableDifference(table, definition, drops).changes();
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TablePlan(name, changes, SnapshotTotals.of(table), Optional.of(definition)));
  }

  private @Nullable String strayed(TableName name) {
    return recovery
        .stray(name)
        .filter(last -> !wasOnlyMade(last))
        .map(
            last ->
                "the warehouse holds this table (%s), which another catalog database knew; put that back, or run citylake table recover"
                    .formatted(last))
        .orElse(null);
  }

  private boolean wasOnlyMade(String metadata) {
    return identity.findClaimed().filter(id -> recovery.wasOnlyMade(metadata, id)).isPresent();
  }

  private Table load(TableDefinition definition) {
    try {
      return lake.catalog().loadTable(Lake.identifier(definition.name()));
    } catch (NoSuchTableException e) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot plan table %s: it was dropped just now; plan again".formatted(definition.name()),
          e);
    }
  }

  private Set<String> namespaces() {
    Set<String> names = new TreeSet<>();
    lake.catalog().listNamespaces().forEach(namespace -> names.add(namespace.toString()));
    return names;
  }

  // Rows and bytes move with every run; what is to be done must not have.
  private static List<List<Object>> shapes(LakePlan plan) {
    return plan.tables().stream()
        .map(table -> List.<Object>of(table.table(), withoutWorkspace(table.changes())))
        .toList();
  }

  // The id of a workspace comes to be between its first plan and its apply.
  private static List<Change> withoutWorkspace(List<Change> changes) {
    return changes.stream()
        .filter(
            change ->
                !(change instanceof Change.ChangeProperties properties
                    && properties.properties().keySet().equals(Set.of(WorkspaceIdentity.PROPERTY))))
        .toList();
  }
}
