package io.citylake.govern.policy;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import io.citylake.contract.policy.RowFilter;
import io.citylake.contract.policy.RowFilter.WhereMissing;
import io.citylake.govern.Caller;
import io.citylake.govern.policy.RoleRights.ColumnRight;
import io.citylake.model.TableName;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the policies come to for one caller on one day. A role that the policies don't know gives
 * nothing.
 */
public final class CallerRights {
  private final Policies policies;
  private final Caller caller;
  private final LocalDate today;
  private final List<Role> roles;

  public CallerRights(Policies policies, Caller caller, LocalDate today) {
    this.policies = policies;
    this.caller = caller;
    this.today = today;
    List<Role> held =
        caller.roles().stream()
            .flatMap(each -> policies.findRole(each).stream())
            .filter(role -> !(caller.readsOnly() && role.isAdministrator()))
            .toList();
    // Who is two administrators is none.
    this.roles =
        policies
                .duties()
                .conflict(caller.person(), held.stream().map(Role::name).toList())
                .isEmpty()
            ? held
            : List.of();
  }

  public boolean isAdministrator() {
    return roles.stream().anyMatch(Role::isAdministrator);
  }

  /**
   * Whether the access log is his to read: the audit administrator's, or any administrator's where
   * they aren't separated.
   */
  public boolean mayAudit() {
    if (caller.readsOnly()) {
      return false;
    }
    return policies.duties().areSeparated()
        ? roles.stream()
            .anyMatch(
                role ->
                    policies.duties().dutyOf(role.name()).filter(Duty.AUDIT::equals).isPresent())
        : isAdministrator();
  }

  /**
   * Whether he sees who may log in and what the roles are: the security administrator, or any
   * administrator where they aren't separated.
   */
  public boolean maySeeUsers() {
    if (caller.readsOnly()) {
      return false;
    }
    return policies.duties().areSeparated()
        ? roles.stream()
            .anyMatch(
                role ->
                    policies.duties().dutyOf(role.name()).filter(Duty.SECURITY::equals).isPresent())
        : isAdministrator();
  }

  /**
   * Whether he changes by the server who may log in. It has to be declared; nobody does where
   * administrators are separated.
   */
  public boolean managesUsers() {
    return !caller.readsOnly()
        && !policies.duties().areSeparated()
        && roles.stream()
            .anyMatch(role -> role.isAdministrator() && role.manages().contains(Role.USERS));
  }

  /** Whether earlier states are open. */
  public boolean mayTravel() {
    return isAdministrator()
        || roles.stream().anyMatch(role -> role.history() == Role.History.RELEASED);
  }

  public ResourceLimits limits() {
    return ResourceLimits.widest(roles.stream().map(Role::limits).toList());
  }

  /** The purposes that the caller may state. */
  public SortedSet<String> purposes() {
    SortedSet<String> allowed = new TreeSet<>();
    for (Role role : roles) {
      allowed.addAll(
          role.isAdministrator() || role.purposes().isEmpty()
              ? policies.purposes().keySet()
              : role.purposes());
    }
    return allowed;
  }

  /** Whether some role gives anything of a table, whatever its state. */
  public boolean mayRead(DatasetContract dataset) {
    List<String> columns = dataset.columns().stream().map(each -> each.name()).toList();
    return isAdministrator() || !rights(TableColumns.of(dataset, columns)).isEmpty();
  }

  /** The tables of which the platform's own may tell the caller; empty for all. */
  public Optional<SortedSet<TableName>> tables(Map<TableName, DatasetContract> datasets) {
    if (isAdministrator()) {
      return Optional.empty();
    }
    SortedSet<TableName> tables = new TreeSet<>();
    datasets.forEach(
        (name, dataset) -> {
          if (!name.isSystem() && mayRead(dataset)) {
            tables.add(name);
          }
        });
    return Optional.of(tables);
  }

  /**
   * Whether some role lets it be done with a table and all its rows: a role that sees only some
   * rows of it lets nothing be done. Nobody may by a token that only reads, and nobody by the
   * server where administrators are separated.
   */
  public boolean mayDo(ActionRight action, DatasetContract dataset) {
    if (caller.readsOnly() || policies.duties().areSeparated()) {
      return false;
    }
    return isAdministrator()
        || roles.stream()
            .anyMatch(
                role ->
                    grants(role, dataset.name(), dataset.layer()).stream()
                            .anyMatch(grant -> grant.actions().contains(action.word()))
                        && rights(role, TableColumns.whole(dataset)).stream()
                            .anyMatch(each -> each.filters().isEmpty()));
  }

  /**
   * Whether a dossier may tell the caller what a table knows of persons: a role of his that has it
   * among its actions, or an administrator's, for which he states one of its purposes.
   */
  public boolean mayTellPersons(DatasetContract dataset) {
    return !caller.readsOnly()
        && roles.stream()
            .anyMatch(
                role ->
                    states(role)
                        && (role.isAdministrator()
                            || grants(role, dataset.name(), dataset.layer()).stream()
                                .anyMatch(
                                    grant ->
                                        grant.actions().contains(ActionRight.DOSSIER.word()))));
  }

  /** Whether all rows' values of these columns are his to read as they are, in one statement. */
  public boolean readsClear(TableColumns table, Set<String> columns) {
    return decide(table, columns) instanceof Verdict.Allowed allowed
        && !allowed.decision().isFiltered()
        && columns.stream().noneMatch(allowed.decision()::masks);
  }

  /** The columns that some role gives, with how each would be read by that which shows most. */
  public SortedMap<String, Action> readable(TableColumns table) {
    SortedMap<String, Action> readable = new TreeMap<>();
    if (isAdministrator()) {
      table.grades().keySet().forEach(column -> readable.put(column, Action.NONE));
    }
    for (RoleRights role : rights(table)) {
      role.columns()
          .forEach(
              (column, right) ->
                  readable.merge(
                      column, right.cell().action(), (a, b) -> a.compareTo(b) <= 0 ? a : b));
    }
    return readable;
  }

  /**
   * Decides on one reference.
   *
   * @param read the columns that the statement reads of it
   * @return the decision, or the sentence that says what is missing
   */
  public Verdict decide(TableColumns table, Set<String> read) {
    if (isAdministrator()) {
      return new Verdict.Allowed(clear(table, read));
    }
    List<RoleRights> rights = rights(table);
    if (rights.isEmpty()) {
      return new Verdict.Refused("no role of yours grants it");
    }
    List<RoleRights> giving =
        rights.stream().filter(role -> role.columns().keySet().containsAll(read)).toList();
    if (giving.isEmpty()) {
      return missing(table, rights, read);
    }
    List<RoleRights> open =
        giving.stream()
            .filter(
                role -> read.stream().noneMatch(each -> role.columns().get(each).needsPurpose()))
            .toList();
    if (open.isEmpty()) {
      return new Verdict.Refused(purposeMissing(giving, read));
    }
    return new Verdict.Allowed(combine(open, read));
  }

  /** What came of it. */
  public sealed interface Verdict {
    record Allowed(TableDecision decision) implements Verdict {}

    /**
     * Not as it is asked.
     *
     * @param missing columns that no role gives; a star may read some that the caller must not hear
     *     of
     */
    record Refused(String reason, SortedSet<String> missing) implements Verdict {
      Refused(String reason) {
        this(reason, new TreeSet<>());
      }
    }
  }

  private static TableDecision clear(TableColumns table, Set<String> read) {
    SortedMap<String, List<Cell>> cells = new TreeMap<>();
    int highest = 0;
    for (String column : read) {
      cells.put(column, List.of(new Cell(List.of(), Action.NONE, 0)));
      highest = Math.max(highest, table.grades().getOrDefault(column, 4));
    }
    return new TableDecision(List.of(), cells, highest);
  }

  private Verdict missing(TableColumns table, List<RoleRights> rights, Set<String> read) {
    SortedSet<String> readable = new TreeSet<>(readable(table).keySet());
    SortedSet<String> refused = new TreeSet<>(read);
    refused.removeAll(readable);
    return refused.isEmpty()
        ? new Verdict.Refused(
            "no single role of yours grants these columns together (columns=%s, roles=%s)"
                .formatted(read, rights.stream().map(RoleRights::role).toList()))
        : new Verdict.Refused("you may select " + readable, refused);
  }

  private String purposeMissing(List<RoleRights> giving, Set<String> read) {
    SortedSet<String> graded = new TreeSet<>(read);
    graded.removeIf(
        column -> giving.stream().noneMatch(role -> role.columns().get(column).needsPurpose()));
    SortedSet<String> allowed = purposes();
    return allowed.isEmpty()
        ? "%s is read for a stated purpose only, and no role of yours may state one"
            .formatted(graded)
        : "%s is read for a stated purpose only: SET purpose = '...' (one of %s)"
            .formatted(graded, allowed);
  }

  /**
   * The union of roles, cell by cell: a row is seen where a role's filters hold, and a value as the
   * role among those shows it that masks least. So nobody sees more than one of the roles shows.
   */
  private static TableDecision combine(List<RoleRights> roles, Set<String> read) {
    boolean all = roles.stream().anyMatch(role -> role.filters().isEmpty());
    List<List<RowFilter>> rows =
        all ? List.of() : roles.stream().map(RoleRights::filters).distinct().toList();
    SortedMap<String, List<Cell>> cells = new TreeMap<>();
    int highest = 0;
    for (String column : read) {
      List<ColumnRight> rights = roles.stream().map(role -> role.columns().get(column)).toList();
      highest = Math.max(highest, rights.get(0).grade());
      cells.put(column, cells(rights));
    }
    return new TableDecision(rows, cells, highest);
  }

  private static List<Cell> cells(List<ColumnRight> rights) {
    List<Cell> sorted =
        rights.stream()
            .map(ColumnRight::cell)
            .distinct()
            .sorted(
                Comparator.comparing(Cell::action)
                    .thenComparing(Comparator.comparingInt(Cell::digits).reversed())
                    .thenComparingInt(cell -> cell.when().size()))
            .toList();
    Cell first = sorted.get(0);
    boolean same =
        sorted.stream()
            .allMatch(each -> each.action() == first.action() && each.digits() == first.digits());
    if (same) {
      // The row filter has seen to the rest.
      return List.of(new Cell(List.of(), first.action(), first.digits()));
    }
    List<Cell> needed = new ArrayList<>();
    for (Cell each : sorted) {
      needed.add(each);
      if (each.when().isEmpty()) {
        break;
      }
    }
    return needed;
  }

  private List<RoleRights> rights(TableColumns table) {
    return roles.stream().flatMap(role -> rights(role, table).stream()).toList();
  }

  private List<Grant> grants(Role role, TableName table, String layer) {
    return role.grants().stream()
        .filter(grant -> grant.holdsOn(today) && grant.covers(table, layer))
        .toList();
  }

  private Optional<RoleRights> rights(Role role, TableColumns table) {
    List<Grant> grants = grants(role, table.table(), table.layer());
    if (role.isAdministrator() || grants.isEmpty()) {
      return Optional.empty();
    }
    List<RowFilter> filters = new ArrayList<>();
    for (RowFilter filter : role.filters()) {
      if (filter.concerns(table.table())) {
        if (table.grades().containsKey(filter.column())) {
          filters.add(filter);
        } else if (filter.whereMissing() == WhereMissing.REFUSE
            || table.declared().contains(filter.column())) {
          // One that the table has, and this state of it hasn't: an earlier one would show all.
          return Optional.empty();
        }
      }
    }
    SortedMap<String, ColumnRight> columns = new TreeMap<>();
    table
        .grades()
        .forEach(
            (column, grade) -> {
              List<Grant> giving = grants.stream().filter(each -> each.covers(column)).toList();
              if (!giving.isEmpty()) {
                columns.put(column, right(role, table, column, giving, filters));
              }
            });
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(new RoleRights(role.name(), filters, columns));
  }

  private ColumnRight right(
      Role role, TableColumns table, String column, List<Grant> giving, List<RowFilter> filters) {
    int grade = table.grades().getOrDefault(column, 4);
    boolean stated = states(role);
    int clear =
        giving.stream()
            .mapToInt(
                grant ->
                    stated
                        ? Math.max(grant.clearGrade(), grant.clearGradeWithPurpose())
                        : grant.clearGrade())
            .max()
            .orElse(0);
    Mask mask = mask(role, table, column, grade, clear);
    return new ColumnRight(
        new Cell(filters, mask.action(), mask.digits()),
        grade,
        grade >= policies.purposeRequiredFrom() && !stated);
  }

  private boolean states(Role role) {
    String purpose = caller.purpose();
    return purpose != null
        && policies.purposes().containsKey(purpose)
        && (role.purposes().isEmpty() || role.purposes().contains(purpose));
  }

  /**
   * A role's mask that names the column or what it holds counts always; one of its grade, and what
   * all roles have, where the grade isn't clear.
   */
  private Mask mask(Role role, TableColumns table, String column, int grade, int clear) {
    Optional<Mask> closest =
        role.masks().stream()
            .filter(each -> closeness(each, table, column, grade) > 0)
            .max(Comparator.comparingInt((Mask each) -> closeness(each, table, column, grade)));
    if (closest.isPresent() && closeness(closest.get(), table, column, grade) > 1) {
      return closest.get();
    }
    if (grade <= clear) {
      return Mask.ofGrade(grade, Action.NONE);
    }
    return closest
        .or(
            () ->
                policies.masks().stream()
                    .filter(each -> closeness(each, table, column, grade) > 0)
                    .max(
                        Comparator.comparingInt(
                            (Mask each) -> closeness(each, table, column, grade))))
        .orElseGet(() -> Mask.ofGrade(grade, Action.REDACT));
  }

  private static int closeness(Mask mask, TableColumns table, String column, int grade) {
    return mask.closeness(table.table(), column, table.identifiers().get(column), grade);
  }
}
