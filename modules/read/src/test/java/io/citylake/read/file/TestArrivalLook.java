package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.schedule.Arrival;
import io.citylake.read.SampleJobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestArrivalLook {
  private static final Instant NOW = Instant.parse("2026-04-29T02:00:00Z");

  @TempDir private Path home;

  private void write(String name, String text, Duration age) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
  }

  private String lacking(Arrival arrival, Duration minAge) {
    SourceSpec source =
        new SourceSpec.Files("landing/0428/*.csv", new SourceSpec.Parquet(), minAge);
    Job job = SampleJobs.job(source, "a");
    SourceRoots roots = SourceRoots.of(home, List.of("landing"));
    return new ArrivalLook(job, arrival, roots, new Storage(Map.of())).lacking(NOW).orElse("");
  }

  private static Arrival arrival(int count, @Nullable String flag, Arrival.@Nullable Control list) {
    return new Arrival(null, count, flag, list);
  }

  @Test
  void countsFilesThatAreWholeByTheRuleOfTheirJob() throws IOException {
    Files.createDirectories(home.resolve("landing"));
    Duration age = Duration.ofMinutes(5);
    assertThat(lacking(arrival(2, null, null), age)).isEqualTo("0 of 2 files landing/0428/*.csv");
    write("landing/0428/a.csv", "1", Duration.ofHours(1));
    write("landing/0428/_b.csv", "a temporary name", Duration.ofHours(1));
    assertThat(lacking(arrival(2, null, null), age)).isEqualTo("1 of 2 files landing/0428/*.csv");
    write("landing/0428/b.csv", "1", Duration.ofSeconds(10));
    assertThat(lacking(arrival(2, null, null), age))
        .isEqualTo("1 of 2 files landing/0428/*.csv, 1 younger than 300s");
    write("landing/0428/c.csv", "1", Duration.ofHours(1));
    assertThat(lacking(arrival(2, null, null), age))
        .as("one of them is still being written")
        .isEqualTo("2 of 2 files landing/0428/*.csv, 1 younger than 300s");
    write("landing/0428/b.csv", "1", Duration.ofMinutes(6));
    assertThat(lacking(arrival(2, null, null), age)).isEmpty();
  }

  @Test
  void waitsForTheFlag() throws IOException {
    Files.createDirectories(home.resolve("landing"));
    Arrival flag = arrival(0, "landing/0428/_SUCCESS", null);
    assertThat(lacking(flag, Duration.ZERO)).isEqualTo("landing/0428/_SUCCESS is not there");
    write("landing/0428/_SUCCESS", "", Duration.ZERO);
    assertThat(lacking(flag, Duration.ZERO)).isEmpty();
  }

  @Test
  void holdsFilesAgainstTheirList() throws IOException {
    Files.createDirectories(home.resolve("landing"));
    Arrival list = arrival(0, null, new Arrival.Control("landing/0428/list.csv", "文件", "大小"));
    assertThat(lacking(list, Duration.ZERO)).isEqualTo("landing/0428/list.csv is not there");
    write("landing/0428/list.csv", "文件,大小,行数\na.csv,3,1\n\"b.csv\",2,1\n", Duration.ZERO);
    assertThat(lacking(list, Duration.ZERO)).isEqualTo("a.csv is not there");
    write("landing/0428/a.csv", "12", Duration.ZERO);
    assertThat(lacking(list, Duration.ZERO)).isEqualTo("a.csv has 2 of 3 bytes");
    write("landing/0428/a.csv", "123", Duration.ZERO);
    write("landing/0428/b.csv", "12", Duration.ZERO);
    assertThat(lacking(list, Duration.ZERO)).isEmpty();
    write("landing/0428/list.csv", "文件,大小\n../../x,3\n", Duration.ZERO);
    assertThat(lacking(list, Duration.ZERO)).contains("neither '..'");
    write("landing/0428/list.csv", "名称\nx\n", Duration.ZERO);
    assertThat(lacking(list, Duration.ZERO))
        .isEqualTo("landing/0428/list.csv: it has no column 文件");
    write("landing/0428/list.csv", "文件,大小\na.csv,three\n", Duration.ZERO);
    assertThat(lacking(list, Duration.ZERO))
        .contains("line 2 has no number of bytes (found=three)");
  }

  @Test
  void saysWhatCannotBeLookedAt() {
    assertThat(lacking(arrival(1, null, null), Duration.ZERO)).contains("is not there");
  }
}
