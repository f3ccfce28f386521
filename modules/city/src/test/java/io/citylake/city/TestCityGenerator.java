package io.citylake.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.entity.Firm;
import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCityGenerator {
  private static final LocalDate FROM = LocalDate.of(2026, 3, 30);

  /** A month and nothing more: the sheet of a year grows, and a day's is another test. */
  private static final String MONTHLY = ".*202[456]年?(0[1-9]|1[0-2])月?\\.\\w+";

  @TempDir private Path dir;

  @Test
  void sameSeedGivesSameBytes() throws IOException, SQLException {
    CityTruth one = CityGenerator.generate(request("one", 1, FROM, 3));
    CityTruth two = CityGenerator.generate(request("two", 1, FROM, 3));
    assertThat(two).isEqualTo(one);
    assertSameBytes(bytesBelow("two"), bytesBelow("one"));
    assertThat(register("two", "change_id > 0")).isEqualTo(register("one", "change_id > 0"));
  }

  @Test
  void anotherSeedGivesAnotherCity() {
    CityTruth one = CityGenerator.generate(request("one", 1, FROM, 1));
    CityTruth two = CityGenerator.generate(request("two", 2, FROM, 1));
    for (JobTruth job : one.jobs()) {
      if (!job.sums().isEmpty()) {
        assertThat(two.findJob(job.job()).orElseThrow().sums()).isNotEqualTo(job.sums());
      }
    }
  }

  @Test
  void dayAloneEqualsDayOfRange() throws IOException, SQLException {
    CityGenerator.generate(request("range", 1, FROM, 4));
    CityGenerator.generate(request("day", 1, FROM.plusDays(2), 1));
    Map<String, byte[]> range = bytesBelow("range");
    Map<String, byte[]> day = bytesBelow("day");
    day.keySet().removeIf(name -> !name.contains("2026-04-01") && !name.contains("202604"));
    assertThat(day).hasSizeGreaterThanOrEqualTo(25);
    range.keySet().retainAll(day.keySet());
    assertSameBytes(day, range);
    // After the founding rows, the changes in their order of arrival.
    String changes = "change_id > " + Firm.COUNT;
    List<String> early = register("day", changes);
    int days = (int) ChronoUnit.DAYS.between(CityRequest.FOUNDED, FROM.plusDays(3));
    assertThat(early).hasSize(40 * days);
    assertThat(register("range", changes))
        .hasSize(40 * (days + 1))
        .startsWith(early.toArray(new String[0]));
  }

  @Test
  void monthlyFilesDoNotDependOnTheRange() throws IOException {
    CityGenerator.generate(request("early", 1, FROM, 1));
    CityGenerator.generate(request("late", 1, FROM.plusMonths(1), 1));
    Map<String, byte[]> early = bytesBelow("early");
    Map<String, byte[]> late = bytesBelow("late");
    List<String> both = early.keySet().stream().filter(late::containsKey).toList();
    List<String> monthly = both.stream().filter(name -> name.matches(MONTHLY)).toList();
    assertThat(monthly).hasSizeGreaterThanOrEqualTo(3 * 26);
    early.keySet().retainAll(monthly);
    late.keySet().retainAll(monthly);
    assertSameBytes(late, early);
  }

  @Test
  void resendChangesOnlyTheNewestMonthlyFiles() throws IOException {
    CityRequest request = request("city", 1, FROM, 1);
    CityTruth first = CityGenerator.generate(request);
    Map<String, byte[]> before = bytesBelow("city");
    CityTruth corrected = CityGenerator.generate(request.withRevision(Revision.CORRECTED));
    Map<String, byte[]> after = bytesBelow("city");
    assertThat(after.keySet()).isEqualTo(before.keySet());
    List<String> changed =
        before.keySet().stream()
            .filter(name -> !Arrays.equals(before.get(name), after.get(name)))
            .filter(name -> !name.startsWith("hotline_service"))
            .toList();
    assertThat(changed)
        .allMatch(name -> name.matches(".*(202602|2026年02月|2025\\.|20260330|2026-03-30).*"))
        .contains(
            "economic_operation/indicators/主要经济指标_2026年02月.xlsx",
            "economic_operation/industry_output/工业产值_202602.csv",
            "enterprise/above_scale/规上企业_202602.csv");
    assertThat(corrected.findJob("enterprise.above_scale").orElseThrow().quarantined())
        .isLessThan(first.findJob("enterprise.above_scale").orElseThrow().quarantined());
  }

  /** What is refused is told apart by its text, where it is played. */
  @Test
  void cutsNoTwoMessagesOfGaugesAlike() throws IOException {
    CityRequest whole = new CityRequest(dir.resolve("whole"), 1, 1, FROM, 4, Revision.FIRST);
    CityTruth truth = CityGenerator.generate(whole, List.of("water_flood.levels"));
    List<String> cut = new ArrayList<>();
    for (String file : truth.findJob("water_flood.levels").orElseThrow().files()) {
      Files.readString(whole.to().resolve(file))
          .lines()
          .filter(line -> !line.endsWith("}"))
          .forEach(cut::add);
    }
    assertThat(cut)
        .hasSize(
            Math.toIntExact(
                truth.findJob("water_flood.levels").orElseThrow().reasons().get("record")))
        .hasSizeGreaterThan(10)
        .doesNotHaveDuplicates();
  }

  @Test
  void writesTheTruthBesideTheData() throws IOException {
    CityTruth truth = CityGenerator.generate(request("city", 1, FROM, 1));
    assertThat(Files.readString(dir.resolve("city").resolve(CityTruth.FILE)))
        .isEqualTo(truth.toJson())
        .contains("\"iot_sensing.readings\": {");
    assertThat(truth.jobs())
        .allSatisfy(
            job ->
                assertThat(job.accepted() + job.quarantined() + job.duplicates())
                    .as(job.job())
                    .isEqualTo(job.records()));
  }

  @Test
  void refusesDaysBeforeTheRegistersStart() {
    assertThatThrownBy(() -> request("city", 1, LocalDate.of(2024, 12, 31), 1))
        .isInstanceOf(CityLakeException.class)
        .hasMessage(
            "Cannot make the city before 2025-01-01: its registers start there (from=2024-12-31)");
  }

  private static void assertSameBytes(Map<String, byte[]> actual, Map<String, byte[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach(
        (name, bytes) -> assertThat(Arrays.equals(bytes, expected.get(name))).as(name).isTrue());
  }

  private CityRequest request(String folder, long seed, LocalDate from, int days) {
    return new CityRequest(dir.resolve(folder), seed, 0.001, from, days);
  }

  /** All but the SQLite file, whose bytes are not promised, and the truth. */
  private Map<String, byte[]> bytesBelow(String folder) throws IOException {
    Path root = dir.resolve(folder);
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (!name.endsWith(".db") && !name.startsWith("truth.")) {
          bytes.put(name, Files.readAllBytes(file));
        }
      }
    }
    return bytes;
  }

  private List<String> register(String folder, String condition) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + dir.resolve(folder).resolve("enterprise/registry.db"));
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select op, uniscid, entname, legal_person, reg_capital, industry, street,"
                    + " reg_state, est_date, phone, upd_time from reg_firm_change where "
                    + condition
                    + " order by change_id")) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= 11; i++) {
          row.append(new String(result.getBytes(i), StandardCharsets.UTF_8)).append('|');
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }
}
