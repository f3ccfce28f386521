package io.citylake.govern.gate;

import io.citylake.contract.Title;
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
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.access.AccessEntry;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A gate whose policies a test sets, and what it wrote to the log. */
final class GateFixture {
  static final Instant NOW = Instant.parse("2026-03-05T04:00:00Z");
  static final ResourceLimits LIMITS =
      new ResourceLimits(Duration.ofMinutes(1), 1000, DataSize.parse("1MB"), 1, 1);

  final List<AccessEntry> log = new ArrayList<>();
  final Release release;
  Policies policies = Policies.none();
  private final SparkSqlGate gate;

  GateFixture(Release release, ReleasedStates states) {
    this.release = release;
    this.gate =
        new SparkSqlGate(
            GateLake.session(),
            GateLake.small(),
            new GateSettings(
                GateLake.datasets(),
                () -> policies,
                states,
                GateLake.MASK_KEY,
                GateLake.ZONE,
                Clock.fixed(NOW, GateLake.ZONE)),
            log::add);
  }

  static Policies policies(Role... roles) {
    SortedMap<String, Role> byName = new TreeMap<>();
    Arrays.stream(roles).forEach(each -> byName.put(each.name(), each));
    SortedMap<String, Title> purposes = new TreeMap<>();
    purposes.put("audit", new Title("审计", "Audit"));
    return new Policies(
        purposes,
        4,
        List.of(Mask.ofGrade(3, Action.PARTIAL), Mask.ofGrade(4, Action.REDACT)),
        byName);
  }

  static Role administrator() {
    return new Role(
        "administrator",
        new Title("管理员", "Administrator"),
        Role.Rank.ADMINISTRATOR,
        Role.History.RELEASED,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        LIMITS);
  }

  static Role role(String name, List<Grant> grants, List<RowFilter> filters, List<Mask> masks) {
    return new Role(
        name,
        new Title(name, name),
        Role.Rank.READER,
        Role.History.LATEST,
        List.of(),
        grants,
        filters,
        masks,
        LIMITS);
  }

  static Role withHistory(Role role) {
    return new Role(
        role.name(),
        role.title(),
        role.rank(),
        Role.History.RELEASED,
        role.purposes(),
        role.grants(),
        role.filters(),
        role.masks(),
        role.limits());
  }

  /** Everything in clear, without a purpose up to grade 3. */
  static Grant whole() {
    return new Grant(
        List.of("civic"),
        List.of("dwd", "dim", "dws"),
        List.of(),
        List.of(),
        List.of(),
        4,
        4,
        null);
  }

  /** Everything; grades above the given one masked. */
  static Grant upTo(int grade) {
    return new Grant(
        List.of("civic"),
        List.of("dwd", "dim", "dws"),
        List.of(),
        List.of(),
        List.of(),
        grade,
        4,
        null);
  }

  static RowFilter streets(String... codes) {
    return new RowFilter(
        List.of(GateLake.PERSON), "street_code", List.of(codes), WhereMissing.REFUSE);
  }

  static Caller caller(String... roles) {
    return new Caller("wang", List.of(roles), null, Lane.CLI, "local");
  }

  GovernedQuery admit(Caller caller, String sql, @Nullable Object... parameters) {
    return gate.admit(caller, new QueryRequest(sql, Arrays.asList(parameters), release));
  }

  GovernedQuery admit(Caller caller, Release asked, String sql) {
    return gate.admit(caller, new QueryRequest(sql, List.of(), asked));
  }

  /** At a release that isn't the one that is served. */
  GovernedQuery admitEarlier(Caller caller, Release asked, String sql) {
    return gate.admit(caller, new QueryRequest(sql, List.of(), asked).ofEarlierState());
  }

  List<Row> ask(Caller caller, String sql, @Nullable Object... parameters) {
    return admit(caller, sql, parameters).rows().collectAsList();
  }

  /** The answer as lines, sorted. */
  List<String> lines(Caller caller, String sql, @Nullable Object... parameters) {
    return lines(ask(caller, sql, parameters));
  }

  static List<String> lines(List<Row> rows) {
    return rows.stream().map(Row::toString).sorted().toList();
  }

  CityLakeException refusal(Caller caller, String sql, @Nullable Object... parameters) {
    try {
      List<String> rows = lines(caller, sql, parameters);
      throw new AssertionError("it was answered: " + sql + " -> " + rows);
    } catch (CityLakeException e) {
      return e;
    }
  }
}
