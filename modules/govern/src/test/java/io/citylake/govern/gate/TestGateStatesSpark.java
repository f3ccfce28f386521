package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.administrator;
import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.streets;
import static io.citylake.govern.gate.GateFixture.upTo;
import static io.citylake.govern.gate.GateFixture.whole;
import static io.citylake.govern.gate.GateFixture.withHistory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.policy.RowFilter;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which state of a table is read, and which answers may stand for one another. */
class TestGateStatesSpark {
  private static final Instant CHANGED = Instant.parse("2026-03-02T00:00:00Z");
  private static final Caller OPEN = caller("open").withPurpose("audit");
  private static GateFixture gate;
  private static Release before;
  private static Release after;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    before = GateLake.release(1, GateLake.PERSON, GateLake.STREET);
    GateLake.session().sql("ALTER TABLE lake.civic.dwd_person DROP COLUMN score");
    GateLake.session().sql("ALTER TABLE lake.civic.dwd_person ADD COLUMN score double");
    GateLake.session().sql("DELETE FROM lake.civic.dwd_person WHERE id <> 'p1'");
    GateLake.session().sql("INSERT INTO lake.civic.dim_street VALUES ('s4', '四街')");
    after = GateLake.release(2, GateLake.PERSON, GateLake.STREET);
    GateLake.session().sql("DELETE FROM lake.civic.dwd_person");
    gate = new GateFixture(after, new TwoReleases());
  }

  /** Of releases one and two. */
  private static final class TwoReleases implements ReleasedStates {
    @Override
    public Optional<TableSnapshot> find(TableName table, long snapshotId) {
      return List.of(before, after).stream()
          .flatMap(each -> Optional.ofNullable(each.tables().get(table)).stream())
          .filter(each -> each.snapshotId() == snapshotId)
          .findFirst();
    }

    @Override
    public Optional<TableSnapshot> find(TableName table, Instant at) {
      return Optional.ofNullable((at.isBefore(CHANGED) ? before : after).tables().get(table));
    }
  }

  @BeforeEach
  void policy() {
    gate.policies =
        policies(
            administrator(),
            role("open", List.of(whole()), List.of(), List.of()),
            withHistory(role("historian", List.of(whole()), List.of(), List.of())),
            withHistory(role("masking", List.of(upTo(2)), List.of(), List.of())),
            withHistory(role("local", List.of(whole()), List.of(streets("s1")), List.of())));
  }

  private static String count(String state) {
    return "SELECT count(*) FROM civic.dwd_person " + state;
  }

  private static long firstSnapshot() {
    return before.tables().get(GateLake.PERSON).snapshotId();
  }

  @Test
  void readsTheReleaseThatIsAskedAndNotTheLatestState() {
    assertThat(gate.lines(OPEN, count(""))).containsExactly("[1]");
    assertThat(GateFixture.lines(gate.admit(OPEN, before, count("")).rows().collectAsList()))
        .containsExactly("[6]");
    assertThat(gate.admit(OPEN, before, count("")).tables())
        .containsExactlyEntriesOf(
            new java.util.TreeMap<>(
                java.util.Map.of(GateLake.PERSON, before.tables().get(GateLake.PERSON))));
  }

  @Test
  void historiansReadReleasedStates() {
    String version = count("VERSION AS OF " + firstSnapshot());
    assertThat(gate.lines(caller("historian"), version)).containsExactly("[6]");
    assertThat(gate.lines(caller("historian"), count("TIMESTAMP AS OF '2026-03-01'")))
        .containsExactly("[6]");
    assertThat(gate.refusal(OPEN, version))
        .hasMessage("Cannot read an earlier state: no role of yours has time-travel");
    long unreleased = GateLake.snapshot(GateLake.PERSON).snapshotId();
    assertThat(gate.refusal(caller("historian"), count("VERSION AS OF " + unreleased)))
        .hasMessage("Cannot read civic.dwd_person: no release served that state");
    assertThat(gate.refusal(caller("historian"), count("VERSION AS OF 'main'")))
        .hasMessageContaining("not by a branch or tag");
    assertThat(gate.refusal(caller("local"), version))
        .hasMessage(
            "Cannot read civic.dwd_person: you see some of its rows only, and so no earlier states");
  }

  /** Tables whose names are made while the statement is analysed, with the state as an option. */
  @Test
  void noStateIsReadByAnotherWordThanTheClause() {
    long first = firstSnapshot();
    for (String option :
        List.of(
            "'versionAsOf' = '" + first + "'",
            "'VERSIONASOF' = '" + first + "'",
            "'timestampAsOf' = '2026-03-01'",
            "'snapshot-id' = '" + first + "'",
            "'as-of-timestamp' = '1772323200000'",
            "'branch' = 'main'",
            "'tag' = 'x'")) {
      for (String name : List.of("identifier('civic.dwd_person')", "civic.dwd_person")) {
        String statement = "SELECT count(*) FROM %s WITH (%s)".formatted(name, option);
        for (Caller each : List.of(OPEN, caller("historian"), caller("local"))) {
          assertThat(gate.refusal(each, statement))
              .as("%s: %s", each.user(), statement)
              .hasMessageStartingWith("Cannot read ");
        }
      }
    }
    String version =
        "SELECT count(*) FROM identifier('civic.' || 'dwd_person') VERSION AS OF " + first;
    assertThat(gate.refusal(OPEN, version))
        .hasMessage("Cannot read an earlier state: no role of yours has time-travel");
  }

  @Test
  void earlierStatesAreMaskedToo() {
    assertThat(
            gate.lines(
                caller("masking"),
                "SELECT born FROM civic.dwd_person VERSION AS OF %d WHERE id = 'p2'"
                    .formatted(firstSnapshot())))
        .containsExactly("[1990-01-01]");
  }

  @Test
  void earlierReleaseIsForThoseWhoMayTravelAndSeeAllRows() {
    assertThat(
            GateFixture.lines(
                gate.admitEarlier(caller("historian"), before, count("")).rows().collectAsList()))
        .containsExactly("[6]");
    assertThat(gate.log.get(gate.log.size() - 1).releaseId()).isEqualTo(before.id());
    for (String statement : List.of(count(""), "SHOW TABLES", "EXPLAIN " + count(""))) {
      assertThatThrownBy(() -> gate.admitEarlier(OPEN, before, statement))
          .as(statement)
          .hasMessage("Cannot read an earlier state: no role of yours has time-travel");
    }
    assertThatThrownBy(() -> gate.admitEarlier(caller("local"), before, count("")))
        .hasMessageContaining("you see some of its rows only, and so no earlier states");
  }

  /** The filter's column came later: by what that state has, nothing is to be filtered. */
  @Test
  void earlierStatesWithoutTheColumnOfAFilterAreRefusedWhateverItSaysOfTables() {
    RowFilter scored =
        new RowFilter(List.of(), "score", List.of("1.0"), RowFilter.WhereMissing.ALLOW);
    gate.policies =
        policies(withHistory(role("scored", List.of(whole()), List.of(scored), List.of())));
    assertThat(gate.lines(caller("scored"), "SELECT count(*) FROM civic.dim_street"))
        .containsExactly("[4]");
    assertThat(gate.refusal(caller("scored"), count("VERSION AS OF " + firstSnapshot())))
        .hasMessageStartingWith("Cannot read civic.dwd_person: ");
    assertThatThrownBy(() -> gate.admitEarlier(caller("scored"), before, count("")))
        .hasMessageStartingWith("Cannot read civic.dwd_person: ");
  }

  @Test
  void whoMayTravelNoMoreIsStoppedOnTheWay() {
    Caller historian = caller("historian");
    List<GovernedQuery> queries =
        List.of(
            gate.admit(historian, count("VERSION AS OF " + firstSnapshot())),
            gate.admitEarlier(historian, before, count("")));
    queries.forEach(GovernedQuery::recheck);
    gate.policies = policies(role("historian", List.of(whole()), List.of(), List.of()));
    for (GovernedQuery query : queries) {
      assertThatThrownBy(query::recheck)
          .hasMessage("Cannot read an earlier state: no role of yours has time-travel");
    }
  }

  @Test
  void columnThatWasDroppedAndMadeAgainIsAnotherOne() {
    String statement = "SELECT score FROM civic.dwd_person VERSION AS OF " + firstSnapshot();
    assertThat(gate.refusal(caller("historian"), statement))
        .hasMessageContaining("no role of yours grants [score]");
    assertThat(gate.lines(caller("administrator"), statement)).hasSize(6);
  }

  private static Optional<String> key(Caller caller, Release release, String sql) {
    return gate.admit(caller, release, sql).cacheKey();
  }

  /** One value with a comma in it is not two. */
  @Test
  void answersOfRolesWhoseValuesLookAlikeStandApart() {
    List<List<String>> values = List.of(List.of("a, b"), List.of("a", "b"));
    gate.policies =
        policies(
            role("one", List.of(whole()), List.of(ids(values.get(0))), List.of()),
            role("two", List.of(whole()), List.of(ids(values.get(1))), List.of()));
    String sql = "SELECT id FROM civic.dwd_person";
    assertThat(key(caller("one"), after, sql))
        .isPresent()
        .isNotEqualTo(key(caller("two"), after, sql));
  }

  private static RowFilter ids(List<String> values) {
    return new RowFilter(List.of(), "id", values, RowFilter.WhereMissing.REFUSE);
  }

  /** CVE-2024-22412, ClickHouse#110302. */
  @Test
  void answersStandForOneAnotherOnlyWhereTheyMustBeEqual() {
    String sql = "SELECT id, born FROM civic.dwd_person";
    Optional<String> key = key(OPEN, after, sql);
    assertThat(key).isPresent().isEqualTo(key(OPEN, after, "  " + sql + " "));
    assertThat(key(caller("historian"), after, sql)).isEqualTo(key);
    assertThat(key(caller("masking"), after, sql)).isNotEqualTo(key);
    assertThat(key(caller("local"), after, sql)).isNotEqualTo(key);
    assertThat(key(caller("administrator"), after, sql)).isEqualTo(key);
    assertThat(key(OPEN, before, sql)).isNotEqualTo(key);
    assertThat(gate.admit(OPEN, "SELECT id FROM civic.dwd_person WHERE id = ?", "1").cacheKey())
        .isNotEqualTo(
            gate.admit(OPEN, "SELECT id FROM civic.dwd_person WHERE id = ?", 1L).cacheKey());
    gate.policies = policies(role("open", List.of(whole()), List.of(), List.of()));
    assertThat(key(OPEN, after, sql)).isPresent().isNotEqualTo(key);
  }

  @Test
  void whatChangesFromCallToCallHasNoKey() {
    for (String changing :
        List.of(
            "now()",
            "current_date()",
            "CURRENT_TIMESTAMP",
            "rand()",
            "uuid()",
            "current_user()",
            "(SELECT count(*) FROM civic.dwd_person WHERE rand() > 2)",
            "unix_timestamp()")) {
      assertThat(key(OPEN, after, "SELECT " + changing)).as(changing).isEmpty();
    }
    assertThat(key(OPEN, after, "SELECT id FROM civic.dwd_person TABLESAMPLE (50 PERCENT)"))
        .isEmpty();
  }
}
