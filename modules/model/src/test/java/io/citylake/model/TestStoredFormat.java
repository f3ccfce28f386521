package io.citylake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestStoredFormat {
  private final StoredFormat format = new StoredFormat("the lake", 2);

  @Test
  void takesWhatItKnows() {
    format.requireKnown(1, "CityLake 1.0", "here");
    format.requireKnown(2, "CityLake 1.1", "here");
  }

  @Test
  void refusesWhatALaterProgramWrote() {
    assertThatThrownBy(() -> format.requireKnown(3, "CityLake 1.2", "file=x"))
        .isInstanceOf(CityLakeException.class)
        .hasMessage(
            "Cannot open the lake: it was written by CityLake 1.2 in format 3, this program knows"
                + " up to 2; use that version or a later one (file=x)")
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.LAKE_NEWER);
  }

  @Test
  void knowsWhichProgramThisIs() {
    assertThat(ProgramVersion.text()).matches("\\d+\\.\\d+\\.\\d+.*");
  }
}
