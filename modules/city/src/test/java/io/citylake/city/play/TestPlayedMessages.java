package io.citylake.city.play;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.JobTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
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
}
