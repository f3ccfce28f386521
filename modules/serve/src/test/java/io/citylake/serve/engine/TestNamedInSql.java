package io.citylake.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestNamedInSql {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "day = (SELECT max(day) FROM water.ods_level)",
        "x IN (SELECT DAY FROM Water . `ods_level`)",
        "`water`.`ods_level`.`Day` > 1",
        "water.ods_level.day=1",
      })
  void findsTablesAndColumnsHoweverTheyAreWritten(String sql) {
    NamedInSql named = new NamedInSql(sql);
    assertThat(named.has(TableName.parse("water.ods_level"))).isTrue();
    assertThat(named.hasColumn("day")).isTrue();
  }

  @Test
  void takesNoPartOfAWordForAName() {
    NamedInSql named = new NamedInSql("today = 1 AND days > 2 AND water.ods_levels.x = 1");
    assertThat(named.has(TableName.parse("water.ods_level"))).isFalse();
    assertThat(named.hasColumn("day")).isFalse();
  }
}
