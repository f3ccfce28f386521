package io.citylake.serve.flight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestNamePattern {
  @ParameterizedTest
  @CsvSource({
    "%, ods_level, true",
    "%, '', true",
    "'', '', true",
    "'', ods_level, false",
    "ods_level, ods_level, true",
    "ODS\\_LEVEL, ods_level, true",
    "ods_level, odsxlevel, true",
    "ods\\_level, odsxlevel, false",
    "ods\\_%, ods_level, true",
    "ods\\_%, dwd_level, false",
    "%level, ods_level_level, true",
    "%l_v%, ods_level, true",
    "%a%b%c, xaxbxbxc, true",
    "%a%b%c, xaxbxbxcx, false",
    "_, ab, false",
    "100\\%, 100%, true",
    "100\\%, 1000, false",
    "水%, 水位, true"
  })
  void matchesAsSqlDoes(String pattern, String name, boolean matches) {
    assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void takesNoLongerForPatternsThatAreMadeToTakeLong() {
    String name = "a".repeat(60);
    // Going back to each of the four hundred would not end in this test's life.
    assertThat(NamePattern.of("%a".repeat(400) + "b").matches(name)).isFalse();
    assertThat(NamePattern.of("%".repeat(1_001)).matches(name)).isFalse();
  }
}
