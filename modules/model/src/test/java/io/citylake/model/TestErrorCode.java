package io.citylake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the reference says of each code, and what its number says of its kind. */
class TestErrorCode {
  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void saysWhatItMeansAndWhatToDo(ErrorCode code) {
    assertThat(code.meaning()).matches("[A-Z`].+\\.").doesNotContain("\n");
    assertThat(code.remedy()).matches("[A-Z`].+\\.").doesNotContain("\n");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void numberBeginsWithItsKind(ErrorCode code) {
    int thousand =
        switch (code.kind()) {
          case USER -> 1;
          case DATA -> 2;
          case EXTERNAL -> 3;
          case INTERNAL -> 9;
        };
    assertThat(code.number() / 1000).isEqualTo(thousand);
  }

  @Test
  void numbersAreUnique() {
    Set<Integer> numbers = new HashSet<>();
    for (ErrorCode each : ErrorCode.values()) {
      assertThat(numbers.add(each.number())).as(each.name()).isTrue();
    }
  }
}
