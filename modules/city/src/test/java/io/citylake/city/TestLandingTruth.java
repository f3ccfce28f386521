package io.citylake.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.file.Landing;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several calls over one landing directory, with one source of each cut. */
class TestLandingTruth {
  private static final LocalDate FROM = LocalDate.of(2026, 2, 27);
  private static final Set<String> JOBS =
      Set.of(
          "enterprise.firm_register",
          "enterprise.firm_report",
          "enterprise.above_scale",
          "rail_transit.gates",
          "hotline_service.cases",
          "government_service.reviews",
          "unmanned_patrol.findings",
          "emergency_response.dispatches",
          "water_flood.levels",
          "iot_sensing.readings");

  @TempDir private Path dir;

  /** A case is closed on a later day, a bad review put right. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hotline_service.cases",
        "government_service.reviews",
        "unmanned_patrol.findings",
        "emergency_response.dispatches"
      })
  void rowThatComesAgainCountsOnceWhereBothItsFilesAre(String job) {
    JobTruth one = generate(day("one", 0)).findJob(job).orElseThrow();
    JobTruth next = generate(day("next", 1)).findJob(job).orElseThrow();
    CityRequest days = new CityRequest(dir.resolve("both"), 9, 0.0005, FROM, 2);
    JobTruth both = generate(days).findJob(job).orElseThrow();
    assertThat(both.records()).isEqualTo(one.records() + next.records());
    assertThat(both.duplicates()).isGreaterThan(one.duplicates() + next.duplicates());
    assertThat(both.accepted() + both.quarantined() + both.duplicates()).isEqualTo(both.records());
    assertThat(both.rows()).isEqualTo(both.accepted());
  }

  @Test
  void earlierDayDoesNotTurnTheRegisterBack() throws IOException, SQLException {
    CityTruth late = generate(day("city", 3));
    Map<String, String> before = CityFiles.contents(dir.resolve("city"));
    CityTruth both = generate(day("city", 0));
    Map<String, String> after = CityFiles.contents(dir.resolve("city"));
    assertThat(after).containsEntry("enterprise/registry.db", before.get("enterprise/registry.db"));
    assertThat(both.findJob("enterprise.firm_register"))
        .isPresent()
        .isEqualTo(late.findJob("enterprise.firm_register"));
    // The month of February was over on the later day only.
    assertThat(both.findJob("enterprise.above_scale"))
        .isPresent()
        .isEqualTo(late.findJob("enterprise.above_scale"));
    assertThat(both.findJob("rail_transit.gates").orElseThrow().files()).hasSize(2);
  }

  @Test
  void reportsOfMonthsBeforeTheDaysAreLeftAsTheyCame() throws IOException, SQLException {
    Path city = dir.resolve("city");
    generate(day("city", 3));
    List<Path> reports;
    try (Stream<Path> files = Files.walk(city.resolve("enterprise"))) {
      reports = files.filter(file -> file.toString().endsWith("202601.csv")).toList();
    }
    assertThat(reports).hasSize(1);
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(reports.get(0), longAgo);
    CityTruth both = generate(day("city", 4));
    assertThat(Files.getLastModifiedTime(reports.get(0))).isEqualTo(longAgo);
    CityRequest range = new CityRequest(dir.resolve("once"), 9, 0.0005, FROM.plusDays(3), 2);
    assertThat(both).isEqualTo(generate(range));
    assertThat(CityFiles.contents(city)).isEqualTo(CityFiles.contents(dir.resolve("once")));
    // One that is gone is made again.
    Files.delete(reports.get(0));
    generate(day("city", 5));
    assertThat(reports.get(0)).exists();
  }

  @Test
  void correctionsTakeThePlaceOfWhatTheyCorrect() throws IOException, SQLException {
    generate(new CityRequest(dir.resolve("city"), 9, 0.0005, FROM, 4));
    CityTruth corrected = generate(day("city", 3).withRevision(Revision.CORRECTED));
    assertThat(corrected)
        .isEqualTo(
            generate(new CityRequest(dir.resolve("once"), 9, 0.0005, FROM, 4, Revision.CORRECTED)));
    assertThat(CityFiles.contents(dir.resolve("city")))
        .isEqualTo(CityFiles.contents(dir.resolve("once")));
  }

  /** A later call may correct an earlier month, with which a month that is there is compared. */
  @Test
  void growthIsThatOfTheValuesThatAreThere() throws IOException, SQLException {
    Path city = dir.resolve("city");
    CityTruth first = growth(new CityRequest(city, 42, 0.0005, FROM, 3));
    CityTruth truth =
        growth(new CityRequest(city, 42, 0.0005, FROM.minusYears(1), 3, Revision.CORRECTED));

    String question = "economic_operation.indicator_growth";
    Map<String, String> values = truth.findings().get("economic_operation.zone_indicator");
    Map<String, String> growth = truth.findings().get(question);
    int compared = 0;
    for (Map.Entry<String, String> each : growth.entrySet()) {
      if (each.getKey().startsWith("2026-02-01/全区/")) {
        String indicator = each.getKey().substring("2026-02-01/全区/".length());
        BigDecimal now = new BigDecimal(values.get("2026-02-01/" + indicator));
        BigDecimal before = new BigDecimal(values.get("2025-02-01/" + indicator));
        assertThat(new BigDecimal(each.getValue()))
            .isEqualByComparingTo(
                now.subtract(before)
                    .multiply(BigDecimal.valueOf(100))
                    .divide(before, 2, RoundingMode.HALF_UP));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(5);
    assertThat(growth).isNotEqualTo(first.findings().get(question));
    // A refused row of 2025 is mended, and counts in the growth of both years.
    assertThat(truth.findings().get("economic_operation.growth"))
        .containsEntry("2025-02-01/D", "4.66")
        .containsEntry("2026-02-01/D", "6.17");
    assertThat(first.findings().get("economic_operation.growth"))
        .containsEntry("2025-02-01/D", "4.59")
        .containsEntry("2026-02-01/D", "6.45");
  }

  private static CityTruth growth(CityRequest request) throws IOException, SQLException {
    List<CitySource> sources =
        CitySources.all().stream()
            .filter(
                source ->
                    source.job().equals("economic_operation.monthly_indicator")
                        || source.job().equals("economic_operation.industry_output"))
            .toList();
    return CityGenerator.generate(request, sources, 2, (parts, of) -> {});
  }

  @ParameterizedTest
  @CsvSource({"10, 0.0005", "9, 0.0004"})
  void anotherCityIsRefusedBeforeAnythingIsWritten(long seed, double scale)
      throws IOException, SQLException {
    generate(day("city", 0));
    Map<String, String> before = CityFiles.contents(dir.resolve("city"));
    CityRequest other = new CityRequest(dir.resolve("city"), seed, scale, FROM.plusDays(1), 1);
    assertRefused(
        other,
        ErrorCode.USAGE,
        "Cannot make the city there: it holds the city of --seed 9 --scale 5.0E-4, and --seed "
            + seed
            + " --scale "
            + scale
            + " is another; ask for the same, empty it or name another directory");
    assertThat(CityFiles.contents(dir.resolve("city"))).isEqualTo(before);
  }

  /** What is replaced in the parts file, and by what. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(?s).* | ''",
        "(?s).* | {}",
        "(?s)end\t.*|''",
        "(?s)(part\trail).*|$1",
        "citylake-city-2|citylake-city-3",
        "(sum\tvalue\t)\\d|$19",
        "sum\tvalue\t\\d|sum\tvalue\t1E9",
        "(?s)$|more\n",
        "part\tiot_sensing.readings\t.*|part\tiot_sensing.readings\tnever"
      })
  void brokenPartsAreRefusedAndKept(String what, String by) throws IOException, SQLException {
    generate(day("city", 0));
    Path parts = dir.resolve("city").resolve(PartsFile.NAME);
    String broken = Files.readString(parts).replaceFirst(what.strip(), by.strip());
    Files.writeString(parts, broken);
    Map<String, String> before = CityFiles.contents(dir.resolve("city"));
    assertRefused(
        day("city", 1),
        ErrorCode.METADATA_CORRUPT,
        "the file isn't what citylake generate wrote; put it back, or empty the directory");
    assertThat(CityFiles.contents(dir.resolve("city"))).isEqualTo(before);
  }

  @Test
  void cityWithoutItsPartsIsRefused() throws IOException {
    generate(day("city", 0));
    Files.delete(dir.resolve("city").resolve(PartsFile.NAME));
    assertRefused(
        day("city", 1),
        ErrorCode.USAGE,
        "it holds a city and nothing tells what its parts counted");
  }

  @Test
  void secondCallIsRefusedWhileOneIsWriting() {
    List<Throwable> heard = new ArrayList<>();
    CitySource busy =
        new Probe(
            () -> {
              try {
                generate(day("city", 1));
              } catch (CityLakeException e) {
                heard.add(e);
              }
            });
    CityGenerator.generate(day("city", 0), List.of(busy), 1, GenerateProgress.none());
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0))
        .hasMessage(
            "Cannot make the city there: another call is writing there; wait for its end"
                + " (directory="
                + dir.resolve("city")
                + ")");
    assertThat(generate(day("city", 1)).jobs()).hasSize(JOBS.size() + 1);
  }

  @Test
  void callThatEndedHalfWayIsMadeAgain() throws IOException, SQLException {
    generate(day("city", 0));
    AtomicBoolean full = new AtomicBoolean(true);
    List<CitySource> sources = new ArrayList<>(sources());
    sources.add(
        new Probe(
            () -> {
              if (full.get()) {
                throw new IllegalStateException("No space left on device");
              }
            }));
    assertThatThrownBy(
            () -> CityGenerator.generate(day("city", 3), sources, 1, GenerateProgress.none()))
        .hasMessageContaining("No space left on device");
    assertThat(dir.resolve("city").resolve(CityTruth.FILE)).doesNotExist();
    assertRefused(
        day("city", 1),
        ErrorCode.USAGE,
        "an earlier call was ended half-way; first make its days again, --from 2026-03-02 --days 1,"
            + " or empty");
    full.set(false);
    CityTruth again = CityGenerator.generate(day("city", 3), sources, 1, GenerateProgress.none());
    CityGenerator.generate(day("once", 3), sources, 2, GenerateProgress.none());
    assertThat(again)
        .isEqualTo(CityGenerator.generate(day("once", 0), sources(), 2, GenerateProgress.none()));
    assertThat(CityFiles.contents(dir.resolve("city")))
        .isEqualTo(CityFiles.contents(dir.resolve("once")));
  }

  @Test
  void countsAreReadAsTheyWereWritten() throws IOException {
    JobCount count = new JobCount("a.b");
    count.file("名 with\ttab\\and\r\nlines");
    count.bad("x:range", 3);
    count.warn("y:after");
    count.sum("z", new BigDecimal("1.50"));
    count.sum("thousands", new BigDecimal("-3E+3"));
    count.remark("late", 7);
    count.find("a.q", "s\t", new BigDecimal("0.00000000012"));
    count.find("a.t", "s", "");
    count.upserted(9, 5, 4);
    CityRequest request = day("city", 0);
    MadePart part = new MadePart(FROM.atStartOfDay(), FROM.plusDays(1).atStartOfDay(), true, count);
    Path file = dir.resolve(PartsFile.NAME);
    MadeParts city = MadeParts.none(request).made(List.of(part)).making(request);
    PartsFile.write(file, city);
    MadeParts read = PartsReader.read(file);
    assertThat(read.sameCity(request)).isTrue();
    assertThat(read.making()).isEqualTo(Making.of(request));
    assertThat(read.parts().get(part.key()).corrected()).isTrue();
    JobCount same = read.parts().get(part.key()).count();
    assertThat(same.truth()).isEqualTo(count.truth());
    assertThat(CityTruth.of(List.of(same)).toJson())
        .isEqualTo(CityTruth.of(List.of(count)).toJson());
  }

  private void assertRefused(CityRequest request, ErrorCode code, String message) {
    assertThatThrownBy(() -> generate(request))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(code);
              assertThat(refused).hasMessageContaining(message);
            });
  }

  private static CityTruth generate(CityRequest request) {
    return CityGenerator.generate(request, sources(), 2, GenerateProgress.none());
  }

  private static List<CitySource> sources() {
    return CitySources.all().stream().filter(source -> JOBS.contains(source.job())).toList();
  }

  private CityRequest day(String folder, int day) {
    return new CityRequest(dir.resolve(folder), 9, 0.0005, FROM.plusDays(day), 1);
  }

  /** Writes nothing and does something else. */
  private record Probe(Runnable action) implements CitySource {
    private static final long serialVersionUID = 1L;

    @Override
    public String job() {
      return "a.probe";
    }

    @Override
    public Cut cut() {
      return Cut.WHOLE;
    }

    @Override
    public void write(Part part, Landing landing, JobCount count) {
      action.run();
    }
  }
}
