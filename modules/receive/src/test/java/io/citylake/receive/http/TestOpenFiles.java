package io.citylake.receive.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestOpenFiles {
  @ParameterizedTest
  @CsvSource({
    "10000, 0, 100000, 10000",
    "10000, 0, 3072, 3072",
    "10000, 10000, 3072, 1536",
    "10000, 10000, 15000, 7500",
    "10000, 100, 3072, 2972",
    "100, 10000, 3072, 100"
  })
  void twoDoorsDoNotTakeMoreThanThereIs(int asked, int other, long most, int given) {
    assertThat(OpenFiles.share(asked, other, most)).isEqualTo(given);
    assertThat(OpenFiles.share(asked, other, most) + OpenFiles.share(other, asked, most))
        .isLessThanOrEqualTo((int) most);
  }
}
