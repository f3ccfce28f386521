package io.citylake.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.file.Landing;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts are alike whoever makes them, in whatever order. */
class TestCityParts {
  private static final LocalDate FROM = LocalDate.of(2026, 2, 27);

  @TempDir private Path dir;

  @Test
  void workersDoNotChangeWhatIsMade() throws IOException, SQLException {
    CityTruth one = generate("one", 1);
    CityTruth many = generate("many", 7);
    assertThat(many).isEqualTo(one);
    assertThat(CityFiles.contents(dir.resolve("many")))
        .isEqualTo(CityFiles.contents(dir.resolve("one")));
  }

  @Test
  void daysMadeInAnyOrderEqualTheRange() throws IOException, SQLException {
    CityTruth range = generate("range", 2);
    for (int day : new int[] {3, 1, 0}) {
      CityGenerator.generate(day("days", day));
    }
    assertThat(CityGenerator.generate(day("days", 2))).isEqualTo(range);
    assertThat(CityFiles.contents(dir.resolve("days")))
        .containsKeys(CityTruth.FILE, PartsFile.NAME)
        .isEqualTo(CityFiles.contents(dir.resolve("range")));
  }

  private CityRequest day(String folder, int day) {
    return new CityRequest(dir.resolve(folder), 9, 0.0005, FROM.plusDays(day), 1);
  }

  @Test
  void partsWriteTheFilesThatTheyCountAndNoOthers() throws IOException, SQLException {
    CityRequest request = new CityRequest(dir.resolve("parts"), 9, 0.0005, FROM, 2);
    Set<String> counted = new TreeSet<>();
    for (CitySource source : CitySources.all()) {
      Set<String> own = new TreeSet<>();
      for (Part part : source.cut().parts(request)) {
        JobCount count = new JobCount(source.job());
        source.write(part, new Landing(part), count);
        // A second job may load another's database; within one source each part has its own files.
        assertThat(count.truth().files()).isNotEmpty().allMatch(own::add);
      }
      counted.addAll(own);
    }
    assertThat(CityFiles.contents(request.to()).keySet()).isEqualTo(counted);
  }

  @Test
  void countsOfPartsAddUpInAnyOrder() throws IOException, SQLException {
    CityRequest request = new CityRequest(dir.resolve("merge"), 9, 0.0005, FROM, 1);
    List<JobCount> parts = new ArrayList<>();
    for (CitySource source : CitySources.all()) {
      for (Part part : source.cut().parts(request)) {
        JobCount count = new JobCount(source.job());
        source.write(part, new Landing(part), count);
        count.find("city.parts", source.job(), BigDecimal.ONE);
        parts.add(count);
      }
    }
    CityTruth forward = truth(parts);
    Collections.shuffle(parts, new Random(3));
    assertThat(truth(parts)).isEqualTo(forward);
    assertThat(truth(parts).toJson()).isEqualTo(forward.toJson());
    assertThat(forward.findings().get("city.parts")).containsEntry("iot_sensing.readings", "24");
  }

  @Test
  void monthsAreReportedWhenTheyAreOver() {
    CityRequest request = new CityRequest(dir, 1, 1, LocalDate.of(2026, 1, 31), 2);
    List<Part> months = Cut.MONTH.parts(request);
    assertThat(months.get(0).day()).isEqualTo("2024-01-01");
    assertThat(months.get(months.size() - 1).day()).isEqualTo("2026-01-01");
    assertThat(months).filteredOn(Part::newest).hasSize(1);
    assertThat(Cut.MONTH.parts(new CityRequest(dir, 1, 1, LocalDate.of(2026, 1, 31), 1)))
        .hasSize(24);
    assertThat(Cut.YEAR.parts(request)).hasSize(3);
    assertThat(Cut.DAY.parts(request)).hasSize(2);
    assertThat(Cut.HOUR.parts(request)).hasSize(48).noneMatch(Part::newest);
    assertThat(Cut.WHOLE.parts(request).get(0).lastDay()).isEqualTo("2026-02-01");
  }

  @Test
  void findingsRefuseTwoAnswers() {
    JobCount count = new JobCount("a.b");
    count.find("a.loops", "x", "F1>F2");
    count.find("a.loops", "x", "F1>F2");
    count.find("a.sums", "x", new BigDecimal("1.50"));
    count.find("a.sums", "x", new BigDecimal("0.50"));
    CityTruth truth = CityTruth.of(List.of(count));
    assertThat(truth.findings().get("a.sums")).containsEntry("x", "2");
    assertThat(truth.toJson()).contains("\"a.loops\": {\"x\": \"F1>F2\"}");
    assertThatThrownBy(() -> count.find("a.loops", "x", "F2>F1"))
        .hasMessageContaining("question=a.loops, subject=x");
    assertThatThrownBy(() -> count.find("a.loops", "x", BigDecimal.ONE))
        .hasMessageContaining("choose one");
  }

  @Test
  void rangeReachesBackToTheRefuellingThatThereIs() throws IOException, SQLException {
    String job = "hydrogen_fleet.refuellings";
    Map<String, String> alone =
        related(job, FROM, FROM.minusDays(1)).get("hydrogen_fleet.refuelling");
    Map<String, String> usual =
        related(job, FROM, FROM.minusDays(2)).get("hydrogen_fleet.refuelling");
    Map<String, String> apart =
        related(job, FROM, FROM.minusDays(4)).get("hydrogen_fleet.refuelling");
    assertThat(alone).containsEntry(FROM + " ranges", "0").containsEntry(FROM + " range_km", "0");
    // One truck's odometer is reset each day, and every second truck is refuelled.
    assertThat(usual.get(FROM + " ranges")).isIn("249", "250");
    assertThat(new BigDecimal(apart.get(FROM + " range_km")))
        .isGreaterThan(
            new BigDecimal(usual.get(FROM + " range_km")).multiply(new BigDecimal("1.8")));
  }

  /** What the job's day tells where the city has these other days. */
  private Map<String, SortedMap<String, String>> related(
      String job, LocalDate day, LocalDate... others) throws IOException, SQLException {
    CitySource source =
        CitySources.all().stream().filter(each -> each.job().equals(job)).findAny().orElseThrow();
    Part part = Cut.DAY.parts(new CityRequest(dir.resolve("days"), 9, 0.0005, day, 1)).get(0);
    JobCount count = new JobCount(job);
    source.write(part, new Landing(part), count);
    TreeSet<LocalDate> days = new TreeSet<>(List.of(others));
    days.add(day);
    source.relate(new MadeDays(part.request(), days, new TreeSet<>()), count);
    return CityTruth.of(List.of(count)).findings();
  }

  private static CityTruth truth(List<JobCount> parts) {
    TreeMap<String, JobCount> jobs = new TreeMap<>();
    parts.forEach(each -> jobs.computeIfAbsent(each.job(), JobCount::new).merge(each));
    return CityTruth.of(jobs.values());
  }

  private CityTruth generate(String folder, int workers) {
    List<Integer> progress = new ArrayList<>();
    CityRequest request = new CityRequest(dir.resolve(folder), 9, 0.0005, FROM, 4);
    CityTruth truth =
        CityGenerator.generate(
            request, CitySources.all(), workers, (parts, of) -> progress.add(parts - of));
    assertThat(progress).isSorted().endsWith(0);
    return truth;
  }
}
