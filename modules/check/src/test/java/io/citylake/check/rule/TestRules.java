package io.citylake.check.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.check.Sample;
import io.citylake.contract.CodeTable;
import io.citylake.contract.Title;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.model.JudgedRow;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule, at its borders. */
class TestRules {
  private static final Severity STRICT = Severity.QUARANTINE;

  private static List<String> broken(String type, Rule rule, @Nullable String text) {
    return reasons(new Sample().column("x", type, rule).row(text));
  }

  private static List<String> reasons(JudgedRow row) {
    return row.refusals().stream().map(each -> each.rule() + ": " + each.message()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "int, 0, 10, 0 10, -1 11",
    "int, 0.5, 9.5, 1 9, 0 10",
    "long, -5, , -5 9223372036854775807, -6",
    "double, 0.1, 0.3, 0.1 0.3, 0.0999 0.30001",
    "'decimal(5,2)', 0.10, 0.3, 0.1 0.30, 0.09 0.31",
    "date, 2020-01-01, 2020-12-31, 2020-01-01 2020-12-31, 2019-12-31 2021-01-01",
    "timestamp, 2020-01-01, 2020-01-02T00:00:00Z, 2020-01-01 2020-01-02T08:00:00, 2019-12-31T23:59:59 2020-01-02T08:00:01",
  })
  void rangesHoldTheirBounds(
      String type, @Nullable String min, @Nullable String max, String good, String bad) {
    Rule rule = new Rule.Range(min, max, false, false, STRICT);
    for (String text : good.split(" ")) {
      assertThat(broken(type, rule, text)).as(text).isEmpty();
    }
    for (String text : bad.split(" ")) {
      assertThat(broken(type, rule, text)).as(text).hasSize(1);
    }
    assertThat(broken(type, rule, null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "int, 0, 10, 1 9, 0 10",
    "int, 0.5, 9.5, 1 9, 0 10",
    "double, 0, 1, 0.0001 0.999, 0 1 -0.0",
    "'decimal(5,2)', 0, 1, 0.01 0.99, 0.00 1",
    "date, 2020-01-01, 2020-01-03, 2020-01-02, 2020-01-01 2020-01-03",
  })
  void exclusiveRangesDoNot(String type, String min, String max, String good, String bad) {
    Rule rule = new Rule.Range(min, max, true, true, STRICT);
    for (String text : good.split(" ")) {
      assertThat(broken(type, rule, text)).as(text).isEmpty();
    }
    for (String text : bad.split(" ")) {
      assertThat(broken(type, rule, text))
          .as(text)
          .containsExactly("range: expected more than " + min + " and less than " + max);
    }
  }

  @Test
  void lengthCountsCodePoints() {
    Rule rule = new Rule.Length(2, 3, STRICT);
    assertThat(broken("string", rule, "𠮷𠮷𠮷")).isEmpty();
    assertThat(broken("string", rule, "甲")).containsExactly("length: expected 2 to 3 characters");
    assertThat(broken("string", rule, "abcd")).hasSize(1);
  }

  @Test
  void matchesLooksAtTheWholeText() {
    Rule rule = new Rule.Matches("[0-9]{6}", STRICT);
    assertThat(broken("string", rule, "510107")).isEmpty();
    assertThat(broken("string", rule, "x510107"))
        .containsExactly("matches: expected text that matches [0-9]{6}");
    assertThat(broken("int", rule, "510107")).isEmpty();
  }

  @Test
  @Timeout(60)
  void endsPatternsThatTakeTooLong() {
    assertThat(broken("string", new Rule.Matches("(a+)+\\1b", STRICT), "a".repeat(60)))
        .containsExactly("matches: expected text that matches (a+)+\\1b, but trying took too long");
    assertThat(broken("string", new Rule.Matches("(a|b)*", STRICT), "ab".repeat(200_000)))
        .containsExactly("matches: expected text that matches (a|b)*, but trying took too long");
    assertThat(broken("string", new Rule.Matches("[ab]*", STRICT), "ab".repeat(200_000))).isEmpty();
  }

  @Test
  void inComparesValuesOfTheColumnsType() {
    assertThat(broken("string", new Rule.In(List.of("是", "否"), STRICT), "是")).isEmpty();
    assertThat(broken("string", new Rule.In(List.of("是", "否"), STRICT), "无"))
        .containsExactly("in: expected one of 是, 否");
    assertThat(broken("decimal(5,2)", new Rule.In(List.of("1.5"), STRICT), "1.50")).isEmpty();
    assertThat(broken("date", new Rule.In(List.of("2020-01-01"), STRICT), "2020-01-01")).isEmpty();
    assertThat(broken("int", new Rule.In(List.of("1"), STRICT), "2")).hasSize(1);
  }

  private static CodeTable areas() {
    LocalDate split = LocalDate.of(2015, 1, 1);
    Title title = new Title("区", "area");
    return new CodeTable(
        "gbt2260",
        title,
        "GB/T 2260",
        List.of(
            new CodeTable.Entry("510107", title, null, null, null),
            new CodeTable.Entry("510122", title, null, split, null),
            new CodeTable.Entry("510122", title, LocalDate.of(2020, 1, 1), null, null),
            new CodeTable.Entry("510124", title, null, split, null)));
  }

  @Test
  void codesMustBeListedAndValid() {
    Sample sample =
        new Sample().code(areas()).column("x", "string", new Rule.Code("gbt2260", null, STRICT));
    assertThat(reasons(sample.row("510107"))).isEmpty();
    assertThat(reasons(sample.row("510122"))).isEmpty();
    assertThat(reasons(sample.row("510124")))
        .containsExactly("code: expected a code of gbt2260 valid on 2026-03-01");
    assertThat(reasons(sample.row("999999")))
        .containsExactly("code: expected a code of gbt2260, which doesn't list this one");
  }

  @Test
  void codesAreRefusedBeforeTheirFirstDayAndFromTheDayOfTheirEnd() {
    Title title = new Title("区", "area");
    LocalDate first = LocalDate.of(2008, 2, 1);
    LocalDate end = LocalDate.of(2030, 1, 1);
    Sample sample =
        new Sample()
            .code(
                new CodeTable(
                    "gbt2260",
                    title,
                    "GB/T 2260",
                    List.of(new CodeTable.Entry("510107", title, first, end, null))))
            .column("x", "string", new Rule.Code("gbt2260", "at", STRICT))
            .column("at", "date");
    assertThat(reasons(sample.row("510107", "2008-01-31")))
        .containsExactly("code: expected a code of gbt2260 valid on the date in at");
    assertThat(reasons(sample.row("510107", "2008-02-01"))).isEmpty();
    assertThat(reasons(sample.row("510107", "2029-12-31"))).isEmpty();
    assertThat(reasons(sample.row("510107", "2030-01-01")))
        .containsExactly("code: expected a code of gbt2260 valid on the date in at");
  }

  @Test
  void codesAreJudgedOnTheDateOfTheRow() {
    Sample sample =
        new Sample()
            .code(areas())
            .column("x", "string", new Rule.Code("gbt2260", "at", STRICT))
            .column("at", "timestamp");
    assertThat(reasons(sample.row("510124", "2014-12-31T23:59:59"))).isEmpty();
    assertThat(reasons(sample.row("510124", "2015-01-01T00:00:00")))
        .containsExactly("code: expected a code of gbt2260 valid on the date in at");
    assertThat(reasons(sample.row("510122", "2016-01-01"))).hasSize(1);
    assertThat(reasons(sample.row("510122", "2020-01-01"))).isEmpty();
    assertThat(reasons(sample.row("510124", null))).hasSize(1);
    assertThat(reasons(sample.row("510124", "?"))).hasSize(1).first().asString().startsWith("type");
  }

  @Test
  void comparesColumns() {
    Sample dates =
        new Sample()
            .column("a", "date", new Rule.Before("b", false, STRICT))
            .column("b", "timestamp", new Rule.After("a", true, STRICT));
    assertThat(reasons(dates.row("2020-01-01", "2020-01-01 12:00:00")))
        .containsExactly("after: expected later than a");
    assertThat(reasons(dates.row("2020-01-02", "2020-01-01 12:00:00")))
        .containsExactly("before: expected no later than b", "after: expected later than a");
    assertThat(reasons(dates.row("2020-01-02", null))).isEmpty();
    Sample numbers =
        new Sample()
            .column("a", "int", new Rule.Before("b", true, STRICT))
            .column("b", "decimal(5,2)");
    assertThat(reasons(numbers.row("1", "1.01"))).isEmpty();
    assertThat(reasons(numbers.row("1", "1"))).containsExactly("before: expected earlier than b");
  }

  @Test
  void theFutureBeginsAfterTheTolerance() {
    Rule rule = new Rule.NotFuture(Duration.ofMinutes(5), STRICT);
    assertThat(broken("timestamp", rule, "2026-03-01T00:05:00Z")).isEmpty();
    assertThat(broken("timestamp", rule, "2026-03-01T00:05:01Z"))
        .containsExactly(
            "not_future: expected no later than PT5M after the run's start 2026-03-01T00:00:00Z");
    assertThat(broken("date", rule, "2026-03-01")).isEmpty();
    assertThat(broken("date", rule, "2026-03-02")).hasSize(1);
  }

  @Test
  void keepsPlacesInABox() {
    List<BigDecimal> box =
        List.of(
            new BigDecimal("103.9"),
            new BigDecimal("30.4"),
            new BigDecimal("104.2"),
            new BigDecimal("30.8"));
    Sample sample =
        new Sample()
            .column("lon", "double", new Rule.Within("lon", "lat", box, null, STRICT))
            .column("lat", "decimal(9,6)");
    assertThat(reasons(sample.row("104.06", "30.67"))).isEmpty();
    assertThat(reasons(sample.row("103.9", "30.8"))).isEmpty();
    assertThat(reasons(sample.row("30.67", "104.06")))
        .containsExactly("within: expected a place within [103.9, 30.4, 104.2, 30.8]");
    assertThat(reasons(sample.row(null, null))).isEmpty();
    assertThat(reasons(sample.row(null, "30.67")))
        .containsExactly("within: expected both lon and lat, found only one");
    assertThat(reasons(sample.row("104", null))).hasSize(1);
    assertThat(reasons(sample.row("104", "x"))).hasSize(1).first().asString().startsWith("type");
  }

  @Test
  void keepsPlacesInAPolygonWithAHole(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve("conf/geo"));
    Files.writeString(
        home.resolve("conf/geo/zone.geojson"),
        """
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry":
          {"type": "MultiPolygon", "coordinates": [[
            [[0,0],[10,0],[10,10],[0,10],[0,0]], [[4,4],[6,4],[6,6],[4,6],[4,4]]]]}}]}
        """);
    for (String name : List.of("zone.geojson", "geo/zone.geojson")) {
      Sample sample =
          new Sample()
              .home(home)
              .column("lon", "double", new Rule.Within("lon", "lat", null, name, STRICT))
              .column("lat", "double");
      assertThat(reasons(sample.row("1", "9"))).isEmpty();
      assertThat(reasons(sample.row("0", "5"))).isEmpty();
      assertThat(reasons(sample.row("5", "5")))
          .containsExactly("within: expected a place within " + name);
      assertThat(reasons(sample.row("11", "5"))).hasSize(1);
    }
  }
}
