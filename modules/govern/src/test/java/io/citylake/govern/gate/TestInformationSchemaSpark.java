package io.citylake.govern.gate;

import static io.citylake.govern.gate.GateFixture.administrator;
import static io.citylake.govern.gate.GateFixture.caller;
import static io.citylake.govern.gate.GateFixture.policies;
import static io.citylake.govern.gate.GateFixture.role;
import static io.citylake.govern.gate.GateFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tools ask before they show a tree: only what is granted is told. */
class TestInformationSchemaSpark {
  private static GateFixture gate;

  @BeforeAll
  static void fill() {
    GateLake.fill("civic");
    gate =
        new GateFixture(
            GateLake.release(7, GateLake.PERSON, GateLake.STREET), ReleasedStates.none());
  }

  @BeforeEach
  void rolesOfThisTest() {
    gate.policies =
        policies(
            administrator(),
            role("open", List.of(whole()), List.of(), List.of()),
            role("nobody", List.of(), List.of(), List.of()));
  }

  /** The second caller asks the same text, which no cache may answer him from. */
  @Test
  void tellsEachCallerOfHisTablesOnly() {
    String sql = "SELECT table_schema, table_name FROM information_schema.tables ORDER BY 1, 2";
    assertThat(gate.lines(caller("open"), sql)).contains("[civic,dwd_person]");
    assertThat(gate.lines(caller("nobody"), sql)).isEmpty();
    assertThat(gate.admit(caller("open"), sql).cacheKey()).isEmpty();
    String nested =
        "WITH t AS (SELECT * FROM lake.information_schema.COLUMNS) SELECT a.column_name FROM t a"
            + " JOIN t b ON a.column_name = b.column_name AND a.table_name = b.table_name"
            + " WHERE a.table_name = 'dwd_person' AND EXISTS (SELECT 1 FROM"
            + " information_schema.schemata WHERE schema_name = a.table_schema)";
    assertThat(gate.lines(caller("open"), nested)).contains("[income]", "[_ingested_at]");
    assertThat(gate.lines(caller("nobody"), nested)).isEmpty();
    assertThat(gate.lines(caller("open"), "SELECT * FROM information_schema.views")).isEmpty();
  }

  @Test
  void answersWhatToolsAskOfACatalog() {
    assertThat(gate.lines(caller("open"), "SHOW CATALOGS")).containsExactly("[lake]");
    assertThat(gate.lines(caller("open"), "SHOW VIEWS IN civic")).isEmpty();
    assertThat(gate.lines(caller("open"), "SHOW FUNCTIONS"))
        .contains("[sum]", "[current_catalog]")
        .doesNotContain("[reflect]", "[java_method]");
    assertThat(gate.lines(caller("open"), "SELECT current_catalog() AS c, current_schema() AS s"))
        .containsExactly("[lake,]");
    assertThat(gate.lines(caller("open").withTheme("civic"), "SELECT current_schema() AS s"))
        .containsExactly("[civic]");
  }

  @Test
  void keepsTheLakesZone() {
    assertThat(gate.lines(caller("open"), "SET TIME ZONE '" + GateLake.ZONE.getId() + "'"))
        .isEmpty();
    assertThat(gate.refusal(caller("open"), "SET TIME ZONE 'America/St_Johns'"))
        .hasMessageContaining("every answer is in the lake's");
  }
}
