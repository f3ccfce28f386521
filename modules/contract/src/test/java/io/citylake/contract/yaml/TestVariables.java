package io.citylake.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Environment;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestVariables {
  private final Variables variables =
      new Variables(
          Environment.of(Map.of("HOME", "/home/lake", "EMPTY", "", "TRAP", "${HOME}")),
          LocalDate.of(2024, 3, 1));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain | plain",
        "${HOME} | /home/lake",
        "a${HOME}b${HOME} | a/home/lakeb/home/lake",
        "${MISSING:-x y} | x y",
        "${MISSING:-} | ''",
        "${EMPTY:-fallback} | fallback",
        "${EMPTY} | ''",
        "${bizdate} | 20240301",
        "${bizdate-1} | 20240229",
        "${bizdate+31} | 20240401",
        "${bizdate:yyyy-MM-dd} | 2024-03-01",
        "${bizdate-1:yyyyMM} | 202402",
        "${bizdate-61:yyyy/MM/dd} | 2023/12/31",
        "${bizmonth} | 202403",
        "${bizmonth-3} | 202312",
        "${bizmonth+10:yyyy-MM} | 2025-01",
        "$${HOME} | ${HOME}",
        "$$${HOME} | $${HOME}",
        "5$ and $5 | 5$ and $5",
      })
  void replacesVariables(String text, String expected) {
    assertThat(variables.expand(text)).isEqualTo(expected);
  }

  @Test
  void doesNotLookIntoWhatAVariableHolds() {
    assertThat(variables.expand("${TRAP}")).isEqualTo("${HOME}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "${MISSING} | MISSING isn't set",
        "${lower} | cannot read the variable ${lower}",
        "${bizdate-} | cannot read the variable ${bizdate-}",
        "${bizdate*2} | cannot read the variable ${bizdate*2}",
        "${bizdate:HH} | cannot write the business date as ${bizdate:HH}",
        "${bizmonth:dd} | cannot write the business month as ${bizmonth:dd}",
        "${bizdate:bogus} | cannot write the business date as ${bizdate:bogus}",
        "${} | cannot read the variable ${}",
        "${HOME | lacks its closing brace",
      })
  void refusesWhatCannotBeResolved(String text, String message) {
    assertThatThrownBy(() -> variables.expand(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
