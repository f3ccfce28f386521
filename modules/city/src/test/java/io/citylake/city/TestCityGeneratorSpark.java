package io.citylake.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster in one process that still serializes what crosses to executors. */
class TestCityGeneratorSpark {
  @TempDir private Path dir;

  @Test
  void sparkJobMakesTheSameCity() throws IOException, SQLException {
    CityTruth local = CityGenerator.generate(request("local"));
    List<Integer> progress = new ArrayList<>();
    try (SparkSession spark = spark()) {
      CityTruth truth =
          CityGenerator.generate(spark, request("spark"), (parts, of) -> progress.add(parts - of));
      assertThat(truth).isEqualTo(local);
    }
    assertThat(progress).isSorted().endsWith(0);
    assertThat(CityFiles.contents(dir.resolve("spark")))
        .isEqualTo(CityFiles.contents(dir.resolve("local")));
  }

  @Test
  void sparkJobsAddDaysUpInAnyOrder() throws IOException, SQLException {
    CityTruth local = CityGenerator.generate(request("local"));
    try (SparkSession spark = spark()) {
      CityGenerator.generate(spark, day(2), GenerateProgress.none());
      CityGenerator.generate(spark, day(0), GenerateProgress.none());
      assertThat(CityGenerator.generate(spark, day(1), GenerateProgress.none())).isEqualTo(local);
    }
    assertThat(CityFiles.contents(dir.resolve("days")))
        .isEqualTo(CityFiles.contents(dir.resolve("local")));
  }

  private CityRequest day(int day) {
    return new CityRequest(
        dir.resolve("days"), 4, 0.0005, LocalDate.of(2026, 1, 30).plusDays(day), 1);
  }

  private static SparkSession spark() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
  }

  private CityRequest request(String folder) {
    return new CityRequest(dir.resolve(folder), 4, 0.0005, LocalDate.of(2026, 1, 30), 3);
  }
}
