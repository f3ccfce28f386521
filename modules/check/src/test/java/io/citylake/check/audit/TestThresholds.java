package io.citylake.check.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.Thresholds;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Tally;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counts that stop a run, and control totals. */
class TestThresholds {
  private static Tally tally(long read, long quarantined, long fatal) {
    return new Tally(
        read,
        read - quarantined,
        quarantined,
        0,
        0,
        0,
        fatal,
        Map.of("a:type", 3L, "b:range", 9L, "c:in", 3L),
        Map.of());
  }

  private static void assertStops(Tally tally, Thresholds bounds, ErrorCode code, String message) {
    assertThatThrownBy(() -> ThresholdCheck.verify(tally, bounds))
        .isInstanceOfSatisfying(CityLakeException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void bearsAsManyRefusalsAsTheJobSays() {
    assertThatCode(() -> ThresholdCheck.verify(tally(1000, 1000, 0), Thresholds.NONE))
        .doesNotThrowAnyException();
    assertThatCode(() -> ThresholdCheck.verify(tally(1000, 10, 0), new Thresholds(10L, null, null)))
        .doesNotThrowAnyException();
    BigDecimal ratio = new BigDecimal("0.01");
    assertThatCode(
            () -> ThresholdCheck.verify(tally(1000, 10, 0), new Thresholds(null, ratio, null)))
        .doesNotThrowAnyException();
    assertThatCode(() -> ThresholdCheck.verify(Tally.none(), new Thresholds(0L, ratio, null)))
        .doesNotThrowAnyException();
  }

  @Test
  void stopsAboveTheBounds() {
    assertStops(
        tally(1000, 11, 0),
        new Thresholds(10L, null, null),
        ErrorCode.THRESHOLD_EXCEEDED,
        "Cannot publish the run: 11 of 1000 records (1.1%) were refused, more than max-records=10"
            + " (b:range=9, a:type=3, c:in=3)");
    assertStops(
        tally(1000, 11, 0),
        new Thresholds(null, new BigDecimal("0.010"), null),
        ErrorCode.THRESHOLD_EXCEEDED,
        "Cannot publish the run: 11 of 1000 records (1.1%) were refused, more than max-ratio=1%"
            + " (b:range=9, a:type=3, c:in=3)");
  }

  @Test
  void bearsFewRefusalsOfSmallFilesWhateverTheirShare() {
    Thresholds bounds = new Thresholds(null, new BigDecimal("0.05"), 5L);
    assertThatCode(() -> ThresholdCheck.verify(tally(12, 1, 0), bounds)).doesNotThrowAnyException();
    assertThatCode(() -> ThresholdCheck.verify(tally(4, 4, 0), bounds)).doesNotThrowAnyException();
    assertStops(
        tally(12, 5, 0),
        bounds,
        ErrorCode.THRESHOLD_EXCEEDED,
        "Cannot publish the run: 5 of 12 records (41.6667%) were refused, more than max-ratio=5%"
            + " (b:range=9, a:type=3, c:in=3)");
    assertStops(
        tally(12, 4, 0),
        new Thresholds(3L, null, 5L),
        ErrorCode.THRESHOLD_EXCEEDED,
        "Cannot publish the run: 4 of 12 records (33.3333%) were refused, more than max-records=3"
            + " (b:range=9, a:type=3, c:in=3)");
  }

  @Test
  void stopsForOneFatalRecord() {
    assertStops(
        tally(1000, 1, 1),
        Thresholds.NONE,
        ErrorCode.ROW_REFUSED_FATAL,
        "Cannot publish the run: 1 of 1000 records broke a rule of severity fail"
            + " (b:range=9, a:type=3, c:in=3)");
  }

  @Test
  void stopsWhereRecordsAreUnaccountedFor() {
    assertStops(
        new Tally(10, 8, 1, 0, 0, 0, 1, Map.of(), Map.of()),
        Thresholds.NONE,
        ErrorCode.TALLY_UNBALANCED,
        "Cannot publish the run: of 10 records read, 8 were accepted, 1 quarantined and 0"
            + " duplicates, which leaves 1 unaccounted for");
  }

  @Test
  void addsControlTotalsOfSeveralFiles() {
    ControlTotals both =
        ControlTotals.parse("sum=1.5\ncount=2").plus(ControlTotals.parse("sum = 2\n\n"));
    assertThat(both).isEqualTo(new ControlTotals(new BigDecimal("3.5"), null));
    assertThatThrownBy(() -> ControlTotals.parse("total=3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot read a control total: expected lines sum=<number> and count=<number>, found"
                + " 'total=3'");
  }

  @Test
  void warnsOfAHighShareUnlessTheJobBearsIt() {
    assertThat(ThresholdCheck.remark(tally(10, 2, 0), 0, Thresholds.NONE)).isEmpty();
    assertThat(ThresholdCheck.remark(Tally.none(), 0, Thresholds.NONE)).isEmpty();
    assertThat(ThresholdCheck.remark(tally(3, 1, 0), 0, Thresholds.NONE)).isEmpty();
    assertThat(ThresholdCheck.remark(tally(3, 2, 0), 0, Thresholds.NONE)).isPresent();
    assertThat(ThresholdCheck.remark(tally(40, 10, 0), 0, Thresholds.NONE)).isPresent();
    assertThat(ThresholdCheck.remark(tally(3464, 3464, 0), 0, Thresholds.NONE))
        .get()
        .asString()
        .contains("ATTENTION", "all 3,464 records were refused");
    assertThat(ThresholdCheck.remark(tally(3464, 3463, 0), 0, Thresholds.NONE))
        .get()
        .asString()
        .contains(
            "WARN", "3,463 of 3,464 records (99.9711%) were refused, more than warn-ratio=20%");
    assertThat(ThresholdCheck.remark(tally(2, 2, 0), 2, Thresholds.NONE))
        .as("met again within a look-back")
        .get()
        .asString()
        .contains("WARN", "all 2 records were refused");
    Thresholds all = new Thresholds(null, null, null, BigDecimal.ONE);
    assertThat(ThresholdCheck.remark(tally(1, 1, 0), 0, all)).as("whatever it bears").isPresent();
    Thresholds patient = new Thresholds(null, null, null, new BigDecimal("0.5"));
    assertThat(ThresholdCheck.remark(tally(10, 5, 0), 0, patient)).isEmpty();
    assertThat(ThresholdCheck.remark(tally(10, 6, 0), 0, patient)).isPresent();
  }
}
