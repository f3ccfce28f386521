package io.citylake.check.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two texts that look the same are the same. */
class TestWhiteSpace {
  @Test
  void marksThatNobodySeesAreNoPartOfAText() {
    for (char mark : "\u00AD\u200B\u200E\u200F\u202A\u202E\u2060\u2066\u2069\uFEFF".toCharArray()) {
      assertThat(WhiteSpace.withoutMarks("川A" + mark + "1" + mark))
          .as("U+%04X", (int) mark)
          .isEqualTo("川A1");
    }
    String plain = "川 A\u200D1";
    assertThat(WhiteSpace.withoutMarks(plain)).isSameAs(plain);
    assertThat(WhiteSpace.trim("\u200D\u3000x\u200C ")).isEqualTo("x");
  }
}
