package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.administrator;
import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.streets;
import static io.citylake.govern.gate.GateFixture.upTo;
import static io.citylake.govern.gate.GateFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.policy.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who asks sees what is granted and nothing else. */
class TestSparkSqlGateSpark {
  private static GateFixture gate;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    gate =
        new GateFixture(
            GateLake.release(7, GateLake.PERSON, GateLake.STREET, GateLake.RAW, GateLake.DAY),
            ReleasedStates.none());
  }

  @BeforeEach
  void policy() {
    gate.policies =
        policies(
            administrator(),
            role("open", List.of(whole()), List.of(), List.of()),
            role("masked", List.of(upTo(2)), List.of(), List.of()),
            role("local", List.of(upTo(3)), List.of(streets("s1")), List.of()));
    gate.log.clear();
  }

  @Test
  void answersWhatIsGranted() {
    assertThat(
            gate.lines(caller("open"), "SELECT id, visits FROM civic.dwd_person WHERE visits > 5"))
        .containsExactly("[p3,20]", "[p5,7]", "[p6,20]");
  }

  @Test
  void nobodyReadsAnythingWithoutPolicies() {
    gate.policies = Policies.none();
    assertThat(gate.refusal(caller("open", "administrator"), "SELECT id FROM civic.dwd_person"))
        .hasMessage(
            "Cannot read civic.dwd_person: no role of yours grants it, or there is no such table (roles=[administrator, open])")
        .extracting("code")
        .isEqualTo(ErrorCode.ACCESS_DENIED);
  }

  @Test
  void masksByGrade() {
    assertThat(
            gate.lines(
                caller("masked"), "SELECT id, born, income FROM civic.dwd_person WHERE id = 'p1'"))
        .containsExactly("[p1,1980-01-01,null]");
  }

  @Test
  void filtersRows() {
    assertThat(gate.lines(caller("local"), "SELECT id FROM civic.dwd_person"))
        .containsExactly("[p1]", "[p2]");
    assertThat(
            gate.lines(
                caller("local"),
                "SELECT s.name FROM civic.dim_street s WHERE EXISTS (SELECT 1 FROM civic.dwd_person p WHERE p.street_code = s.street_code)"))
        .containsExactly("[一街]");
  }

  @Test
  void decidesByThePoliciesAndTheCallerOfNowWhatWasAskedBefore() {
    String sql = "SELECT id FROM civic.dwd_person WHERE visits > 5";
    for (int i = 0; i < 2; i++) {
      assertThat(gate.lines(caller("open"), sql)).containsExactly("[p3]", "[p5]", "[p6]");
      assertThat(gate.log.get(gate.log.size() - 1).tables())
          .extracting(each -> each.table().toString())
          .containsExactly("civic.dwd_person");
    }
    assertThat(gate.lines(caller("local"), sql)).isEmpty();
    gate.policies = policies(role("open", List.of(whole()), List.of(streets("s1")), List.of()));
    assertThat(gate.lines(caller("open"), sql)).isEmpty();
    gate.policies = Policies.none();
    assertThat(gate.refusal(caller("open"), sql).code()).isEqualTo(ErrorCode.ACCESS_DENIED);
  }

  @Test
  void drawsAnewWhatIsDrawn() {
    String sql = "SELECT rand() AS drawn FROM civic.dwd_person";
    assertThat(gate.lines(caller("open"), sql)).isNotEqualTo(gate.lines(caller("open"), sql));
  }

  /** S02. */
  @Test
  void refusesACallerWhoIsShutOutAlsoForAnAnswerOnItsWay() {
    AtomicBoolean in = new AtomicBoolean(true);
    Caller wang = caller("open").withStanding(in::get);
    String sql = "SELECT id, born FROM civic.dwd_person";
    GovernedQuery query = gate.admit(wang, sql);
    GovernedQuery told = gate.admit(wang, "SHOW TABLES IN civic");
    List.of(query, told).forEach(GovernedQuery::recheck);
    in.set(false);
    String refused =
        "Cannot answer: you are shut out, have other roles or another password, or your token has"
            + " run out meanwhile; log in and ask again";
    for (GovernedQuery each : List.of(query, told)) {
      assertThatThrownBy(each::recheck)
          .isInstanceOfSatisfying(
              CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED))
          .hasMessage(refused);
    }
    assertThat(gate.refusal(wang, sql)).hasMessage(refused);
    assertThat(gate.lines(caller("open"), sql)).isNotEmpty();
  }
}
