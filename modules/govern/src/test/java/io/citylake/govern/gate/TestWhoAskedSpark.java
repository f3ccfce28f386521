package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessSearch;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.access.LoggedAccess;
import io.citylake.govern.access.TableAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asked for a person is found in the access log, whatever he wrote. */
class TestWhoAskedSpark {
  private static GateFixture gate;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    gate = new GateFixture(GateLake.release(7, GateLake.PERSON), ReleasedStates.none());
  }

  @BeforeEach
  void policy() {
    gate.policies = policies(role("open", List.of(whole()), List.of(), List.of()));
    gate.log.clear();
  }

  /** Whatever a number is put together from, who asked for the person is found by it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "phone = '13800001111'",
        "phone = '1380'||'000'||'1111'",
        "phone = concat_ws('', array('13800', '001111'))",
        "phone LIKE '%13800001111%'",
        "phone LIKE '13800001%'",
        "phone = unhex('3133383030303031313131')",
        "phone = cast(X'3133383030303031313131' AS STRING)",
        "hex(phone) = '3133383030303031313131'",
        "phone = replace('1-3-8-0-0-0-0-1-1-1-1', '-', '')",
        "phone = reverse('11110000831')",
        "reverse(phone) = '11110000831'",
        "lpad(phone, 30, '0') = '000000000000000000013800001111'",
        "phone = trim(lpad('13800001111', 4000))",
        "phone = 13800001110 + 1",
        "phone = chr(49)||chr(51)||'800001111'",
        "sha2(phone, 256) = 'bbfba3f6fff5b4c4a7b67a97ed84ac0c7f7f0e5f2b4b9ea7a5e3e0d3a0b7c9d1'",
        "phone = replace(lpad('x00001111', 12, '138'), 'x', '')",
        "phone = if(true, '1380000', 'x') || '1111'",
        "phone = CASE WHEN 1 < 2 THEN '1380000' END || '1111'",
        "phone = elt(2, 'x', '1380000') || '1111'",
        "phone = element_at(array('1380000'), 1) || '1111'",
        "phone = array('1380000')[0] || '1111'",
        "phone = format_string('138%s', '00001') || '111'",
        "phone = url_decode('138%300001') || '111'",
        "phone = decode(X'31333830303030', 'UTF-8') || '1111'",
        "phone = right('x1380000', 7) || '1111'",
        "phone = '138 0000 1111'",
        "phone = '138-0000-1111'",
        "phone = '１３８ ００００ １１１１'",
        "phone IN (SELECT a || b FROM VALUES ('1380000', '1111') AS t(a, b))",
        "phone = (SELECT a || '1111' FROM (SELECT '1380000' AS a))",
        "phone = conv('37RXN5J', 36, 10)",
        "phone = regexp_replace('1380000x1111', 'x', '')",
        "phone = array_join(split('1380000,1111', ','), '')",
        "id IN (SELECT p.id FROM civic.dwd_person p JOIN (SELECT conv('37RXN5J', 36, 10) AS n) m"
            + " ON p.phone = m.n)",
      })
  void findsWhoAskedForAPersonByWhatThePlanCompares(String condition, @TempDir Path state) {
    String asked =
        condition.replace(
            "bbfba3f6fff5b4c4a7b67a97ed84ac0c7f7f0e5f2b4b9ea7a5e3e0d3a0b7c9d1",
            io.citylake.model.Sha256.hex("13800001111"));
    Caller caller = caller("open").withPurpose("audit");
    gate.admit(caller, "SELECT id FROM civic.dwd_person WHERE " + asked);

    HashChainedLog log = HashChainedLog.open(state);
    gate.log.forEach(log::record);
    List<LoggedAccess> found = new ArrayList<>();
    new AccessSearch(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("13800001111"))
        .forEach(state, found::add);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).entry().statement())
        .doesNotContain("13800001111", "'1380000'", "0000 1111", "0000-1111", "００００ １");
  }

  /** What is only answered, or stands beside no person, names nobody. */
  @Test
  void marksNoLineWhereNobodyIsComparedWithWhatIsNotKnown() {
    gate.admit(
        caller("open").withPurpose("audit"),
        "SELECT phone, date_format(current_date(), 'yyyy') y FROM civic.dwd_person"
            + " WHERE street_code = conv('37', 36, 10) AND born < current_date()");
    assertThat(gate.log).noneMatch(entry -> entry.constants().more());
  }

  @Test
  void looksThroughWindows(@TempDir Path state) {
    String windows =
        "SELECT id, rank() OVER (PARTITION BY street_code ORDER BY id), sum(visits) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM civic.dwd_person WHERE phone = '1380000' || '1111'";
    gate.admit(caller("open").withPurpose("audit"), windows);
    HashChainedLog log = HashChainedLog.open(state);
    gate.log.forEach(log::record);
    List<LoggedAccess> found = new ArrayList<>();
    new AccessSearch(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("13800001111"))
        .forEach(state, found::add);
    assertThat(found).hasSize(1);
  }

  @Test
  void keepsNamesOfPersonsOutOfTheLogAndWhatElseIsAskedIn(@TempDir Path state) {
    Caller caller = caller("open").withPurpose("audit");
    String streets = "SELECT id FROM civic.dwd_person WHERE street_code = 'street A' AND ";
    gate.admit(caller, streets + "phone = 'Wang Xiaoming'");
    gate.admit(caller, streets + "visits > 3");
    gate.admit(caller, streets + "phone = ?", "Wang Xiaoming");
    HashChainedLog log = HashChainedLog.open(state);
    gate.log.forEach(log::record);

    List<String> statements = new ArrayList<>();
    new AccessSearch(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
        .forEach(state, each -> statements.add(each.entry().statement()));
    assertThat(statements)
        .containsExactly(
            streets + "phone = '***'",
            streets + "visits > 3",
            streets + "phone = ?\n-- parameters: ['***']");
    List<Long> found = new ArrayList<>();
    new AccessSearch(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("wang xiaoming"))
        .forEach(state, each -> found.add(each.sequence()));
    assertThat(found).containsExactly(1L, 3L);
  }

  @Test
  void tellsWhichColumnsARefusedStatementAskedFor() {
    gate.refusal(caller("nobody"), "SELECT id, phone FROM civic.dwd_person");
    assertThat(gate.log.get(0).tables())
        .containsExactly(
            new TableAccess(
                GateLake.PERSON,
                List.of("id", "phone"),
                4,
                GateLake.snapshot(GateLake.PERSON).snapshotId()));
    gate.log.clear();
    gate.refusal(caller("open"), "SELECT phone FROM civic.dwd_person WHERE id = 'p1'");
    assertThat(gate.log.get(0).tables().get(0).columns()).containsExactly("id", "phone");
    assertThat(gate.log.get(0).tables().get(0).highestGrade()).isEqualTo(4);
  }
}
