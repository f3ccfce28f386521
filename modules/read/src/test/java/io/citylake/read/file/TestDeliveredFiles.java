package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestDeliveredFiles {
  private static final JobName MINE = JobName.parse("w.mine");
  private static final JobName OTHER = JobName.parse("w.other");

  @Test
  void ofSeveralJobsNoOrderIsMadeWithoutALedger() {
    Position start = Position.start();
    assertThat(DeliveredFiles.order(MINE, Map.of(MINE, start), Map.of()).delivery("a.csv", "r1"))
        .isEqualTo("w.mine\u0001a.csv");
    assertThatThrownBy(
            () -> DeliveredFiles.order(MINE, Map.of(MINE, start, OTHER, start), Map.of()))
        .isInstanceOf(CityLakeException.class)
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.ROWS_OF_UNKNOWN_JOB);
  }
}
