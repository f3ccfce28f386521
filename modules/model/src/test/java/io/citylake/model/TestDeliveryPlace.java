package io.citylake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.TimeInName.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestDeliveryPlace {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "202601.csv | 2026-01-01T00:00:00Z",
        "20260131.csv | 2026-01-31T00:00:00Z",
        "lv_20260131.csv | 2026-01-31T00:00:00Z",
        "2026-01-31.csv | 2026-01-31T00:00:00Z",
        "2026.1.31.csv | 2026-01-31T00:00:00Z",
        "水位2026年1月31日.xlsx | 2026-01-31T00:00:00Z",
        "水位2026年1月.xlsx | 2026-01-01T00:00:00Z",
        "2026-01-31T10.csv | 2026-01-31T10:00:00Z",
        "20260131T1015.csv | 2026-01-31T10:15:00Z",
        "2026-01-31_10-15-30.csv | 2026-01-31T10:15:30Z",
        "20260131101530.csv | 2026-01-31T10:15:30Z",
        "20260131101530123.csv | 2026-01-31T10:15:30Z",
        "2026-01-31_v2.csv | 2026-01-31T00:00:00Z",
        "2026-01-31-2.csv | 2026-01-31T00:00:00Z",
        "2026/20260131/a.csv | 2026-01-31T00:00:00Z",
        "day=2026-01-31/part-0.csv | 2026-01-31T00:00:00Z",
        "20260131.zip!/a.csv | 2026-01-31T00:00:00Z",
        "20260131.zip!/20260130.csv | 2026-01-30T00:00:00Z",
        "2026年1月31日9时.csv | 2026-01-31T09:00:00Z",
        "2026-01-31 10:15.csv | 2026-01-31T10:15:00Z",
        "20260131_101530.csv | 2026-01-31T10:15:30Z",
        "2026013110.csv | 2026-01-31T10:00:00Z",
        "20260131_10.csv | 2026-01-31T00:00:00Z",
        "20260131_1015.csv | 2026-01-31T00:00:00Z",
        "20260131-20260228.csv | 2026-01-31T00:00:00Z",
        "202601_20260131.csv | 2026-01-31T00:00:00Z",
        "202601_12.csv | 2026-01-01T00:00:00Z",
        "20269931_20260131.csv | 2026-01-31T00:00:00Z",
        "from20260131to20260228.csv | 2026-01-31T00:00:00Z",
      })
  void findsTheTimeInAName(String source, String time) {
    assertThat(TimeInName.find(source))
        .map(Reading::seconds)
        .hasValue(Instant.parse(time).getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lv_9.csv", "1234567.csv", "202613.csv", "19690101.csv", "2026.csv", "a/b/c.csv"})
  void findsNoneWhereThereIsNone(String source) {
    assertThat(TimeInName.find(source)).isEmpty();
  }

  @Test
  void numbersBehindADateAreComparedAsNumbers() {
    assertInOrder("rep_20260131", "_", ".csv", "1", "9", "22", "23", "24", "99", "100");
    assertInOrder("rep_2026-01-31", "-", ".csv", "0001", "0058", "0059", "0060", "2359", "2400");
    assertInOrder("20260131", "_", ".csv", "000059", "000060", "000099", "000100", "240000");
    // Directly behind the date, where hours were always read.
    assertInOrder("rep_20260131", "", ".csv", "22", "23", "24", "99");
    assertInOrder("rep_202601", "_", ".csv", "2", "12", "32", "99");
    assertInOrder("20260131", "_", "/a.csv", "9", "10", "23", "24");
    assertSorted(
        List.of(
            DeliveryPlace.ofFile("b_20260131.csv", 0, "w.a"),
            DeliveryPlace.ofFile("b_20260131_9.csv", 0, "w.a"),
            DeliveryPlace.ofFile("a_20260131_10.csv", 0, "w.a"),
            DeliveryPlace.ofFile("b_20260131_24.csv", 0, "w.a"),
            DeliveryPlace.ofFile("a_20260131_25.csv", 0, "w.a"),
            DeliveryPlace.ofFile("a_20260131_final.csv", 0, "w.a"),
            DeliveryPlace.ofFile("b_20260131_101530.csv", 0, "w.a"),
            DeliveryPlace.ofFile("a_20260131T11.csv", 0, "w.a")));
  }

  @Test
  void ofTwoTimesOrNumbersOneIsBefore() {
    assertThat(said("d_20260131_23").isBefore(said("d_20260131_24"))).isTrue();
    assertThat(said("d_20260131_24").isBefore(said("d_20260131_23"))).isFalse();
    assertThat(said("d_20260131_24").isBefore(said("d_20260201"))).isTrue();
    // Nobody knows which of them is the later one.
    assertThat(said("d_20260131").isBefore(said("d_20260131_2"))).isFalse();
    assertThat(said("d_20260131_final").isBefore(said("d_20260131_2"))).isFalse();
  }

  private static Reading said(String source) {
    return TimeInName.find(source).orElseThrow();
  }

  private static void assertInOrder(String date, String between, String end, String... numbers) {
    assertSorted(
        Arrays.stream(numbers)
            .map(number -> DeliveryPlace.ofFile(date + between + number + end, 0, "w.a"))
            .toList());
  }

  @Test
  void timesInNamesComeFirstThenModificationThenNames() {
    List<String> wanted =
        List.of(
            DeliveryPlace.ofFile("20250101.csv", 9_000, "w.a"),
            DeliveryPlace.ofFile("20250102.csv", 8_000, "w.a"),
            DeliveryPlace.ofFile("20250102-2.csv", 7_000, "w.a"),
            DeliveryPlace.ofFile("20250102-10.csv", 6_000, "w.a"));
    assertSorted(wanted);
    assertSorted(
        List.of(
            DeliveryPlace.ofFile("z.csv", 1_000, "w.a"),
            // In one second names decide.
            DeliveryPlace.ofFile("lv_9.csv", 2_999, "w.a"),
            DeliveryPlace.ofFile("lv_9a.csv", 2_999, "w.a"),
            DeliveryPlace.ofFile("lv_010.csv", 2_500, "w.a"),
            DeliveryPlace.ofFile("lv_10.csv", 2_000, "w.a"),
            DeliveryPlace.ofFile("lv_10.csv", 2_000, "w.b"),
            DeliveryPlace.ofFile("lv_99999999999999999999.csv", 2_000, "w.b"),
            DeliveryPlace.ofFile("a.csv", 3_000, "w.a")));
  }

  private static void assertSorted(List<String> wanted) {
    List<String> shuffled = new ArrayList<>(wanted);
    Collections.shuffle(shuffled, new Random(7));
    shuffled.sort(DeliveryPlace.ORDER);
    assertThat(shuffled).isEqualTo(wanted);
  }

  @Test
  void rowsAreTheirJobsAndOfDatabasesTheirRuns() {
    JobName mine = JobName.parse("w.mine");
    JobName other = JobName.parse("w.other");
    DeliveryOrder order =
        DeliveryOrder.of(
            mine,
            Map.of(mine, Map.of("a.xlsx", 5_000L)),
            Map.of("r1", other, "r2", mine, "r3", mine));
    assertThat(order.delivery("a.xlsx", "r1")).isNotEqualTo(order.delivery("a.xlsx", "r2"));
    assertThat(order.delivery("a.xlsx", "r2")).isEqualTo(order.delivery("a.xlsx", "r3"));
    assertThat(order.state("a.xlsx", "r2")).isEqualTo(order.state("a.xlsx", "r3"));
    DeliveryOrder database = DeliveryOrder.of(mine, Map.of(), Map.of());
    assertThat(database.delivery("t", "r2")).isEqualTo(database.delivery("t", "r3"));
    assertThat(database.state("t", "r2")).isNotEqualTo(database.state("t", "r3"));
    assertThat(order.place("a.xlsx", "r2", 9_000))
        .isEqualTo(DeliveryPlace.ofFile("a.xlsx", 5_000, "w.mine"));
    assertThat(order.place("a.xlsx", "r1", 9_000))
        .isEqualTo(DeliveryPlace.ofRun("a.xlsx", 9_000, "w.other", "r1"));
  }

  @Test
  void nobodyIsGuessedForARunThatIsNotKnownAmongSeveralJobs() {
    JobName mine = JobName.parse("w.mine");
    DeliveryOrder order =
        DeliveryOrder.of(mine, Map.of(), Map.of("r1", JobName.parse("w.other"), "r2", mine));
    assertThatThrownBy(() -> order.place("a.csv", "r3", 9_000))
        .isInstanceOf(CityLakeException.class)
        .extracting(e -> ((CityLakeException) e).code())
        .isEqualTo(ErrorCode.ROWS_OF_UNKNOWN_JOB);
  }
}
