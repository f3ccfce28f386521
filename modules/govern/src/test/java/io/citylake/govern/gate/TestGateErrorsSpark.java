package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.administrator;
import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.policy.Grant;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I5: what an error may tell of that its caller may not know. */
class TestGateErrorsSpark {
  private static final Caller NARROW = caller("narrow");
  private static GateFixture gate;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    gate =
        new GateFixture(
            GateLake.release(7, GateLake.PERSON, GateLake.STREET, GateLake.RAW),
            ReleasedStates.none());
    gate.policies =
        policies(administrator(), role("narrow", List.of(some()), List.of(), List.of()));
  }

  private static Grant some() {
    return new Grant(
        List.of(),
        List.of(),
        List.of(GateLake.PERSON),
        List.of("id", "visits"),
        List.of(),
        4,
        4,
        null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT phon FROM civic.dwd_person",
        "SELECT * FROM civic.dwd_person GROUP BY id",
        "SELECT visits + struct(*) FROM civic.dwd_person",
        "SELECT x.* FROM civic.dwd_person",
        "SELECT a.id FROM civic.dwd_person a JOIN civic.dwd_person b USING (nothing)",
        "SELECT count(*) FROM civic.dwd_person HAVING incom > 1",
        "SELECT id FROM civic.dwd_person ORDER BY stret_code",
        "SELECT upper(*) FROM civic.dwd_person",
        "TABLE civic.dwd_person UNION ALL SELECT 1, 2, 3, 4, 5, 6, 7, array(8)"
      })
  void namesNoColumnThatItsCallerMayNotSee(String statement) {
    CityLakeException refused = gate.refusal(NARROW, statement);
    assertThat(refused.getMessage())
        .doesNotContainPattern("(?<!\\w)(phone|income|street_code|born|score|seen|_run_id)(?!\\w)");
    assertThat(refused).hasMessageStartingWith("Cannot ");
  }

  @Test
  void suggestsWhatItsCallerMaySee() {
    assertThat(gate.refusal(NARROW, "SELECT visit FROM (SELECT id, visits FROM civic.dwd_person)"))
        .hasMessageContaining("Did you mean")
        .hasMessageContaining("`visits`");
  }

  @Test
  void saysTheSameOfATableThatIsNotThereAsOfAnothers() {
    String sentence =
        "Cannot read %s: no role of yours grants it, or there is no such table (roles=[narrow])";
    for (String name :
        List.of(
            "civic.dim_street",
            "civic.dim_nowhere",
            "civic.ods_raw__quarantine",
            "civic.dwd_person__quarantine")) {
      for (String statement :
          List.of(
              "SELECT 1 FROM " + name,
              "DESCRIBE " + name,
              "SHOW COLUMNS IN " + name,
              "WITH w AS (SELECT 1 FROM " + name + ") SELECT 1")) {
        CityLakeException refused = gate.refusal(NARROW, statement);
        assertThat(refused).hasMessage(sentence.formatted(name));
        assertThat(refused.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
      }
    }
    assertThat(gate.refusal(caller("administrator"), "SELECT 1 FROM civic.dim_nowhere"))
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }

  @Test
  void refusesAPurposeThatNobodyMayState() {
    assertThat(gate.refusal(NARROW.withPurpose("espionage"), "SELECT id FROM civic.dwd_person"))
        .hasMessage("Cannot state this purpose: no role of yours may (one of [audit])");
    // Or nobody could state another.
    assertThat(gate.admit(NARROW.withPurpose("espionage"), "SET purpose = 'audit'").callerAfter())
        .isPresent();
    assertThat(gate.lines(NARROW.withPurpose("audit"), "SELECT count(id) FROM civic.dwd_person"))
        .containsExactly("[6]");
  }
}
