package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.policy.CallerRights;
import io.citylake.govern.policy.CallerRights.Verdict;
import io.citylake.govern.policy.TableColumns;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.serve.engine.CallerLimits;
import io.citylake.serve.engine.Visibility;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the policies come to for the servers: who is told of what, and who may take how much. */
public final class PolicyRights implements Visibility, CallerLimits {
  private static final String SYSTEM = "_system";

  private final Supplier<Policies> policies;
  private final Workspace workspace;
  private final SortedMap<TableName, DatasetContract> datasets;
  private final Clock clock;

  public PolicyRights(Supplier<Policies> policies, Workspace workspace, Clock clock) {
    this.policies = policies;
    this.workspace = workspace;
    this.datasets = SystemDatasets.with(workspace.datasets());
    this.clock = clock;
  }

  /**
   * As whom the screens are warmed: with the administrators' roles, or with all that read where
   * administrators are separated and none of them does.
   */
  public Caller system() {
    Policies held = workspace.policies();
    List<String> roles =
        held.roles().values().stream()
            .filter(
                held.duties().areSeparated()
                    ? role -> held.duties().dutyOf(role.name()).isEmpty()
                    : Role::isAdministrator)
            .map(Role::name)
            .toList();
    return new Caller(SYSTEM, roles, null, Lane.CLI, "localhost");
  }

  @Override
  public ResourceLimits of(Caller caller) {
    return rights(caller).limits();
  }

  @Override
  public boolean shows(Caller caller, TableName table) {
    DatasetContract dataset = datasets.get(table);
    return dataset != null && rights(caller).mayRead(dataset);
  }

  @Override
  public boolean shows(Caller caller, TableName table, String column) {
    DatasetContract dataset = datasets.get(table);
    return dataset != null
        && rights(caller).readable(TableColumns.whole(dataset)).containsKey(column);
  }

  @Override
  public boolean reads(Caller caller, TableName table, String column) {
    DatasetContract dataset = datasets.get(table);
    return dataset != null
        && rights(caller).decide(TableColumns.whole(dataset), Set.of(column))
            instanceof Verdict.Allowed;
  }

  @Override
  public Optional<Set<String>> unmasked(Caller caller, TableName table, Set<String> columns) {
    DatasetContract dataset = datasets.get(table);
    return dataset != null
            && rights(caller).decide(TableColumns.whole(dataset), columns)
                instanceof Verdict.Allowed allowed
        ? Optional.of(
            columns.stream()
                .filter(each -> !allowed.decision().masks(each))
                .collect(Collectors.toUnmodifiableSet()))
        : Optional.empty();
  }

  @Override
  public boolean tellsPersons(Caller caller, TableName table) {
    DatasetContract dataset = datasets.get(table);
    return dataset != null && rights(caller).mayTellPersons(dataset);
  }

  /**
   * What of one of the platform's own tables may be told to a caller beside SQL: as far as he reads
   * it there.
   *
   * @param columns that are told of, which he must read unmasked and of all rows
   * @param texts those that are left out where he doesn't
   * @throws CityLakeException ACCESS_DENIED
   */
  public Sight sight(Caller caller, TableName table, Set<String> columns, Set<String> texts) {
    CallerRights rights = rights(caller);
    TableColumns whole = TableColumns.whole(datasets.get(table));
    if (!rights.readsClear(whole, columns)) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot tell of %s: it needs a role with a grant that names _sys, and that reads its %s as they are"
              .formatted(table, columns));
    }
    Set<String> all = new TreeSet<>(columns);
    all.addAll(texts);
    return new Sight(rights.tables(datasets), rights.readsClear(whole, all));
  }

  /**
   * Whether a caller may be told that rows of a table were refused for a reason.
   *
   * @param label as the tally of a run has it
   * @param texts whether he is told of what may quote rows
   */
  public boolean tellsReason(Caller caller, TableName table, String label, boolean texts) {
    DatasetContract dataset = datasets.get(table);
    return dataset != null
        && ReasonLabels.tells(
            dataset, rights(caller).readable(TableColumns.whole(dataset)).keySet(), texts, label);
  }

  /** What a caller may now. */
  CallerRights rights(Caller caller) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), workspace.settings().zone());
    return new CallerRights(policies.get(), caller, today);
  }
}
