package io.citylake.app.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLogTail {
  private static final String PERSON = "510107199001011234";

  /** Half of a number is one by no rule, and half of a person's number is told then. */
  @Test
  void hidesANumberThatTheCutOfALongLineGoesThrough(@TempDir Path dir) throws IOException {
    Path log = Files.writeString(dir.resolve("run.log"), " ".repeat(1_987) + PERSON + " and so on");
    assertThat(LogTail.read(log, 5).lines())
        .singleElement()
        .asString()
        .hasSize(2_001)
        .doesNotContain(PERSON.substring(0, 10));
  }
}
