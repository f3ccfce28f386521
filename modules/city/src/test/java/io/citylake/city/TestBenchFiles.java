package io.citylake.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBenchFiles {
  private static final long ROWS = 100_000;

  @TempDir private Path dir;

  @Test
  void countsWhatTheFilesHold() throws IOException {
    BenchFiles.Written written = BenchFiles.write(dir, ROWS, 3, 7);
    Map<String, Long> reasons = new TreeMap<>();
    BigDecimal value = BigDecimal.ZERO;
    long rows = 0;
    long bytes = 0;
    for (Path file : written.files()) {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      assertThat(lines.remove(0)).isEqualTo(BenchFiles.HEADER);
      rows += lines.size();
      bytes += Files.size(file);
      for (String line : lines) {
        String[] fields = line.split(",", -1);
        assertThat(fields).hasSize(9);
        String fault = faultOf(fields);
        if (fault.isEmpty()) {
          value = value.add(new BigDecimal(fields[6]));
        } else {
          reasons.merge(fault, 1L, Long::sum);
        }
      }
    }
    assertThat(rows).isEqualTo(ROWS).isEqualTo(written.rows());
    assertThat(bytes).isEqualTo(written.bytes());
    assertThat(written.reasons()).isEqualTo(reasons).hasSize(6);
    assertThat(written.bad()).isBetween(20L, 90L);
    assertThat(value).isEqualByComparingTo(BigDecimal.valueOf(written.valueHundredths(), 2));
    assertThat(bytes / rows).isBetween(70L, 95L);
  }

  @Test
  void sameSeedGivesSameBytesInOtherSplits() throws IOException {
    BenchFiles.write(dir.resolve("one"), 5_000, 1, 3);
    BenchFiles.write(dir.resolve("two"), 5_000, 2, 3);
    List<String> one = Files.readAllLines(dir.resolve("one/readings-000.csv"));
    List<String> two = Files.readAllLines(dir.resolve("two/readings-000.csv"));
    two.addAll(Files.readAllLines(dir.resolve("two/readings-001.csv")).subList(1, 2_501));
    assertThat(two).isEqualTo(one);
    assertThat(one.get(1)).contains(",2026-01-01 00:00:00,");
    assertThat(one.get(5_000)).contains(",2026-01-10 23:");
  }

  private static String faultOf(String[] fields) {
    if (fields[0].isEmpty()) {
      return "device_id:required";
    }
    if (fields[1].startsWith("1970")) {
      return "event_time:range";
    }
    if (fields[6].equals("ERR")) {
      return "value:type";
    }
    if (new BigDecimal(fields[6]).compareTo(BigDecimal.valueOf(10_000)) > 0) {
      return "value:range";
    }
    if (Integer.parseInt(fields[7]) > 100) {
      return "battery:range";
    }
    return List.of("good", "suspect").contains(fields[8]) ? "" : "quality:in";
  }
}
