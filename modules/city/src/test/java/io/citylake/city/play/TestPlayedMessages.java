package io.citylake.city.play;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.JobTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPlayedMessages {
  private static final LocalDate FROM = LocalDate.of(2026, 1, 1);

  @TempDir private Path landing;

  private List<Long> seconds(String job, int days, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> each : files.entrySet()) {
      Files.writeString(landing.resolve(each.getKey()), each.getValue());
    }
    PlayedSource source =
        PlayedSource.all().stream()
            .filter(each -> each.job().equals(job))
            .findFirst()
            .orElseThrow();
    List<String> sorted = files.keySet().stream().sorted().toList();
    SortedMap<String, Long> none = new TreeMap<>();
    JobTruth truth = new JobTruth(job, sorted, 0, 0, 0, 0, 0, 0, none, none, new TreeMap<>(), none);
    return PlayedMessages.read(source, truth, landing, FROM, days).stream()
        .map(PlayedMessages.Message::second)
        .toList();
  }

  @Test
  void sendsEachOnItsDayHoweverTheFileIsNamed() throws IOException {
    assertThat(
            seconds(
                "community_safety.events",
                2,
                Map.of(
                    "20260101.ndjson", "{\"time\":\"2026-01-01T08:00:00\"}\n",
                    "20260102.ndjson",
                        "{\"time\":\"broken\"}\n{\"time\":\"2026-01-02T08:00:00\"}\n")))
        .containsExactly(28_800L, 86_400L, 115_200L);
  }

  @Test
  void sendsWhatEndsAfterMidnightAfterIt() throws IOException {
    assertThat(
            seconds(
                "water_flood.levels",
                2,
                Map.of(
                    "2026-01-01.ndjson",
                    "{\"TM\":\"2026-01-01 23:55:00\"}\n{\"TM\":\"2026-01-02 00:05:00\"}\n")))
        .containsExactly(86_100L, 86_700L);
  }

  /** A day that is played takes a day. */
  @Test
  void sendsWhatComesAfterTheLastDayAtItsEndAndAClockOf1970WithTheOneBefore() throws IOException {
    assertThat(
            seconds(
                "iot_sensing.readings",
                1,
                Map.of(
                    "2026-01-01.ndjson",
                    """
                    {"received":"2026-01-01T10:00:00"}
                    {"received":"1970-01-01T00:00:07"}
                    {"received":"2026-01-03T00:00:00"}
                    """)))
        .containsExactly(36_000L, 36_000L, 86_399L);
  }

  private static PlayedSource source(String job) {
    return PlayedSource.all().stream()
        .filter(each -> each.job().equals(job))
        .findFirst()
        .orElseThrow();
  }

  private static JobTruth truth(String job, int rows) {
    SortedMap<String, Long> none = new TreeMap<>();
    return new JobTruth(
        job, List.of(), rows, rows, 0, 0, 0, rows, none, none, new TreeMap<>(), none);
  }

  @Test
  void countsWhatItDisturbs() {
    List<PlayedMessages.Message> sent = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      sent.add(
          new PlayedMessages.Message(
              10L * i, "{\"plate\":%d,\"ts\":\"2026-02-01T00:00:00\"}".formatted(i)));
    }
    PlayedSource trucks = source("hydrogen_fleet.telemetry");
    Disturbance stream = Disturbance.of(trucks, sent, 42, 2027, 86_399);
    JobTruth truth = stream.truth(truth(trucks.job(), 5_000));
    List<String> texts = stream.messages().stream().map(PlayedMessages.Message::text).toList();
    long clocks = texts.stream().filter(each -> each.contains("\"1970-02")).count();
    long ahead = texts.stream().filter(each -> each.contains("\"2027-02")).count();
    assertThat(clocks).isBetween(5L, 30L);
    assertThat(ahead).isBetween(5L, 30L);
    assertThat(truth.reasons())
        .containsOnly(
            Map.entry("event_time:range", clocks), Map.entry("event_time:not_future", ahead));
    long again = texts.size() - Set.copyOf(texts).size();
    assertThat(truth.duplicates()).isEqualTo(again).isBetween(10L, 50L);
    assertThat(truth.records()).isEqualTo(texts.size());
    assertThat(truth.rows()).isEqualTo(5_000);
    // Those that are late come after others that were sent later.
    assertThat(texts.stream().filter(each -> each.contains("2026")).distinct().toList())
        .isNotEqualTo(sent.stream().map(PlayedMessages.Message::text).toList());
    assertThat(stream.messages())
        .isSortedAccordingTo(java.util.Comparator.comparingLong(PlayedMessages.Message::second));
    assertThat(truth.remarks().get("played_late")).isBetween(20L, 100L);
    assertThat(Disturbance.of(trucks, sent, 42, 2027, 86_399).messages())
        .as("what a journal's numbers count")
        .isEqualTo(stream.messages());
  }

  /** Each source's own clock, as its records have it. */
  @Test
  void findsTheClockOfEachSource() {
    assertThat(source("traffic.passages").inYear("{\"过车时间\":\"2026-02-01 08:00:00\"}", 1970))
        .isEqualTo("{\"过车时间\":\"1970-02-01 08:00:00\"}");
    assertThat(
            source("video_analytics.events")
                .inYear("{\"AppearTime\":\"20260201080000\",\"DisappearTime\":\"20260201\"}", 2027))
        .isEqualTo("{\"AppearTime\":\"20270201080000\",\"DisappearTime\":\"20260201\"}");
    assertThat(
            source("iot_sensing.readings")
                .inYear("{\"ts\":\"2026-1\",\"received\":\"2026-2\"}", 1970))
        .isEqualTo("{\"ts\":\"1970-1\",\"received\":\"2026-2\"}");
    assertThat(source("water_flood.levels").inYear("{\"STCD\":\"1\",\"T", 1970))
        .isEqualTo("{\"STCD\":\"1\",\"T");
  }
}
