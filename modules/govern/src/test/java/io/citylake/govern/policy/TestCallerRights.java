package io.citylake.govern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import io.citylake.contract.policy.RowFilter;
import io.citylake.contract.policy.RowFilter.WhereMissing;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.policy.CallerRights.Verdict;
import io.citylake.model.DataSize;
import io.citylake.model.TableName;
import io.citylake.testkit.Contracts;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What several roles, grants and masks come to together. */
class TestCallerRights {
  private static final TableColumns TABLE =
      new TableColumns(
          TableName.parse("water.ods_level"),
          "ods",
          new TreeMap<>(Map.of("id", 1, "street", 1, "born", 3, "phone", 4)));
  private static final RowFilter NORTH =
      new RowFilter(List.of(), "street", List.of("n"), WhereMissing.REFUSE);
  private static final RowFilter SOUTH =
      new RowFilter(List.of(), "street", List.of("s"), WhereMissing.REFUSE);

  private static ResourceLimits limits(int seconds, int concurrency) {
    return new ResourceLimits(
        Duration.ofSeconds(seconds), 10, DataSize.parse("1MB"), concurrency, 1);
  }

  private static Role role(String name, List<Grant> grants, RowFilter... filters) {
    return new Role(
        name,
        new Title(name, name),
        Role.Rank.READER,
        Role.History.LATEST,
        List.of(),
        grants,
        List.of(filters),
        List.of(),
        limits(1, 1));
  }

  private static Role with(Role role, ResourceLimits limits, Mask... masks) {
    return new Role(
        role.name(),
        role.title(),
        role.rank(),
        role.history(),
        role.purposes(),
        role.grants(),
        role.filters(),
        List.of(masks),
        limits);
  }

  private static Grant grant(int clear, String... include) {
    return new Grant(
        List.of("water"), List.of(), List.of(), List.of(include), List.of(), clear, 4, null);
  }

  private static CallerRights rights(String purpose, Role... roles) {
    return rights(false, purpose, roles);
  }

  private static CallerRights rights(boolean readsOnly, String purpose, Role... roles) {
    SortedMap<String, Role> byName = new TreeMap<>();
    Arrays.stream(roles).forEach(each -> byName.put(each.name(), each));
    Policies policies =
        new Policies(
            new TreeMap<>(Map.of("audit", new Title("审计", "Audit"))),
            4,
            List.of(Mask.ofGrade(3, Action.PARTIAL), Mask.ofGrade(4, Action.REDACT)),
            byName);
    Caller caller = new Caller("li", List.copyOf(byName.keySet()), purpose, Lane.HTTP, "local");
    return new CallerRights(
        policies, readsOnly ? caller.asReader() : caller, LocalDate.of(2026, 3, 1));
  }

  /** A role that somebody gave the user of a wall later. */
  @Test
  void aTokenThatOnlyReadsMakesNobodyAnAdministrator() {
    Role boss =
        new Role(
            "boss",
            new Title("b", "b"),
            Role.Rank.ADMINISTRATOR,
            Role.History.RELEASED,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            limits(1, 1));
    assertThat(rights(null, boss).isAdministrator()).isTrue();
    CallerRights reader = rights(true, null, boss);
    assertThat(reader.isAdministrator()).isFalse();
    assertThat(reader.mayTravel()).isFalse();
    assertThat(reader.decide(TABLE, new TreeSet<>(List.of("id"))))
        .isNotInstanceOf(Verdict.Allowed.class);
  }

  private static TableDecision allowed(CallerRights rights, String... columns) {
    Verdict verdict = rights.decide(TABLE, new TreeSet<>(List.of(columns)));
    assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
    return ((Verdict.Allowed) verdict).decision();
  }

  private static String refused(CallerRights rights, String... columns) {
    Verdict verdict = rights.decide(TABLE, new TreeSet<>(List.of(columns)));
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused) verdict).reason();
  }

  @Test
  void unknownRoleGivesNothing() {
    assertThat(refused(rights(""), "id")).isEqualTo("no role of yours grants it");
  }

  @Test
  void rowIsSeenWhereOneRoleSeesIt() {
    CallerRights rights =
        rights("", role("a", List.of(grant(2)), NORTH), role("b", List.of(grant(2)), SOUTH));
    assertThat(allowed(rights, "id").rows()).containsExactly(List.of(NORTH), List.of(SOUTH));
    CallerRights free =
        rights("", role("a", List.of(grant(2)), NORTH), role("b", List.of(grant(2))));
    assertThat(allowed(free, "id").isFiltered()).isFalse();
  }

  /** Clear for all rows would be more than either role shows. */
  @Test
  void valueIsClearOnlyInRowsWhereARoleShowsItClear() {
    CallerRights rights =
        rights("", role("clear", List.of(grant(3)), NORTH), role("wide", List.of(grant(2))));
    assertThat(allowed(rights, "born").cells().get("born"))
        .containsExactly(
            new Cell(List.of(NORTH), Action.NONE, 0), new Cell(List.of(), Action.PARTIAL, 0));
  }

  @Test
  void rolesThatGiveAColumnEachDoNotGiveBothTogether() {
    CallerRights rights =
        rights(
            "",
            role("a", List.of(grant(4, "id", "street")), NORTH),
            role("b", List.of(grant(4, "born"))));
    assertThat(refused(rights, "born", "id"))
        .isEqualTo(
            "no single role of yours grants these columns together (columns=[born, id], roles=[a, b])");
    assertThat(allowed(rights, "id").rows()).containsExactly(List.of(NORTH));
  }

  @Test
  void tableWithoutTheFilteredColumnIsClosedUnlessAllowed() {
    RowFilter elsewhere = new RowFilter(List.of(), "area", List.of("x"), WhereMissing.REFUSE);
    assertThat(refused(rights("", role("a", List.of(grant(4)), elsewhere)), "id"))
        .isEqualTo("no role of yours grants it");
    RowFilter open = new RowFilter(List.of(), "area", List.of("x"), WhereMissing.ALLOW);
    assertThat(allowed(rights("", role("a", List.of(grant(4)), open)), "id").isFiltered())
        .isFalse();
  }

  @Test
  void purposeOpensGradeFour() {
    Role role = role("a", List.of(grant(2)));
    assertThat(refused(rights("", role), "phone")).contains("one of [audit]");
    assertThat(refused(rights("unknown", role), "phone")).contains("one of [audit]");
    assertThat(allowed(rights("audit", role), "phone").isMasked()).isFalse();
    assertThat(allowed(rights("audit", role), "phone").highestGrade()).isEqualTo(4);
  }

  @Test
  void closestMaskCounts() {
    Role role =
        with(
            role("a", List.of(grant(3))),
            limits(1, 1),
            Mask.ofGrade(4, Action.NONE),
            new Mask(null, List.of(), List.of("id"), Action.SHA_256, 0),
            new Mask(null, List.of(TABLE.table()), List.of("id"), Action.SHOW_LAST_4, 0));
    assertThat(allowed(rights("audit", role), "id").cells().get("id"))
        .containsExactly(new Cell(List.of(), Action.SHOW_LAST_4, 0));
  }

  @Test
  void limitsAreThoseOfTheRoleThatAllowsMost() {
    Role a = with(role("a", List.of()), limits(5, 1));
    Role b = with(role("b", List.of()), limits(1, 9));
    assertThat(rights("", a, b).limits()).isEqualTo(limits(5, 9));
    assertThat(rights("").limits().concurrency()).isZero();
  }

  /** I5: the columns of a history were granted to nobody. */
  @Test
  void historyColumnsCanBeGrantedAndFiltered() {
    TableColumns history =
        TableColumns.of(history(), List.of("station", "valid_from", "valid_to", "stranger"));
    assertThat(history.grades()).containsKeys("station", "valid_from", "valid_to");
    assertThat(history.grades()).doesNotContainKey("stranger");
  }

  private static DatasetContract history() {
    DatasetContract plain = Contracts.readings();
    return new DatasetContract(
        plain.name(),
        plain.title(),
        plain.layer(),
        plain.grain(),
        plain.owner(),
        plain.key(),
        plain.sequence(),
        WriteMode.SNAPSHOT,
        plain.deletes(),
        plain.columns(),
        plain.partitionBy(),
        plain.sortBy(),
        plain.updateCycle(),
        plain.retention(),
        plain.zone(),
        plain.tags(),
        plain.expressions(),
        plain.audits());
  }
}
