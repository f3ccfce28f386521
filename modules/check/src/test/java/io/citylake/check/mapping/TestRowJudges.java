package io.citylake.check.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.check.Sample;
import io.citylake.check.Sample.Change;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.Mapping.Origin;
import io.citylake.contract.job.SourceName;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JudgedRow;
import io.citylake.model.Reason;
import io.citylake.model.RowJudge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From text to value: what a mapping does, what is refused and how it is told. */
class TestRowJudges {
  private static Sample one(String type, Mapping mapping, Rule... rules) {
    return new Sample().column("x", type, 1, false, mapping, rules);
  }

  private static Object value(Mapping mapping, String text) {
    JudgedRow row = one("string", mapping).row(text);
    assertThat(row.refusals()).isEmpty();
    return row.values()[0];
  }

  /** A fault of these may be the key's: a rule looks at both. */
  @Test
  void tellsTheColumnsWhoseFaultsSayNothingOfTheKey() {
    Sample sample =
        new Sample()
            .key("person", "opened_on", "lon")
            .column("person", "string")
            .column("opened_on", "date")
            .column("closed_on", "date", new Rule.After("opened_on", false, Severity.QUARANTINE))
            .column("asked_on", "date", new Rule.Before("closed_on", false, Severity.QUARANTINE))
            .column("begun_on", "date", new Rule.Before("opened_on", false, Severity.WARN))
            .column("lon", "double")
            .column(
                "lat",
                "double",
                new Rule.Within(
                    "lon",
                    "lat",
                    List.of(
                        new BigDecimal(103),
                        new BigDecimal(30),
                        new BigDecimal(104),
                        new BigDecimal(31)),
                    null,
                    Severity.QUARANTINE))
            .column("level", "int", new Rule.Range("0", "9", false, false, Severity.QUARANTINE))
            .column("note", "string", new Rule.Expression("note <> person", Severity.QUARANTINE));
    assertThat(RowJudges.apartFromKey(sample.dataset())).containsExactly("asked_on", "level");
  }

  @Test
  void trimsUnicodeWhiteSpace() {
    assertThat(value(Sample.from("x"), "　 \u00a0\t甲 乙\u2003\n")).isEqualTo("甲 乙");
    assertThat(value(Change.of("x").untrimmed().done(), " 甲 ")).isEqualTo(" 甲 ");
  }

  /** They keep keys apart that look alike. */
  @Test
  void removesMarksThatNobodySeesInsideTexts() {
    for (String mark : List.of("\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad")) {
      assertThat(value(Sample.from("x"), mark + "川A" + mark + "123" + mark)).isEqualTo("川A123");
      assertThat(one("int", Sample.from("x")).row("1" + mark + "2").values()[0]).isEqualTo(12);
      assertThat(value(Sample.from("x"), mark)).isNull();
    }
  }

  @Test
  void readsNullMarkersBeforeAndAfterTrimming() {
    Mapping mapping = Change.of("x").markers("-", "N/A", " . ").done();
    assertThat(value(mapping, "-")).isNull();
    assertThat(value(mapping, " N/A\u3000")).isNull();
    assertThat(value(mapping, " . ")).isNull();
    assertThat(value(mapping, ".")).isEqualTo(".");
    assertThat(value(mapping, "n/a")).isEqualTo("n/a");
    assertThat(value(mapping, "")).isNull();
    assertThat(value(mapping, "\u3000")).isNull();
    assertThat(value(mapping, null)).isNull();
  }

  @Test
  void normalisesFullWidthTexts() {
    Mapping mapping = Change.of("x").normalize().markers("-").done();
    assertThat(value(mapping, "（ＡＢ１２）")).isEqualTo("(AB12)");
    assertThat(value(mapping, "－")).isNull();
    assertThat(one("int", mapping).row("１２３").values()[0]).isEqualTo(123);
    assertThat(one("int", Sample.from("x")).row("１２３").accepted()).isFalse();
  }

  @Test
  void capturesThenLooksUpThenFolds() {
    Mapping mapping =
        Change.of("x").capture("^类型:(\\w*)").lookup(Map.of("a", "alpha")).upper().done();
    assertThat(value(mapping, "类型:a")).isEqualTo("ALPHA");
    assertThat(value(mapping, "类型:b")).isEqualTo("B");
    assertThat(value(mapping, "类型:")).isNull();
    JudgedRow row = one("string", mapping).row("a");
    assertThat(row.refusals())
        .containsExactly(
            new Reason(
                "x", "a", "type", "expected text that the capture ^类型:(\\w*) finds, found none"));
  }

  @Test
  void takesTheFirstNameThatHasAValue() {
    Mapping mapping = new Change("x", new Origin.From(List.of("a", "b"))).markers("-").done();
    Sample sample = one("int", mapping);
    assertThat(sample.under(List.of("a", "b"), "1", "2").values()[0]).isEqualTo(1);
    assertThat(sample.under(List.of("b", "a"), "2", " - ").values()[0]).isEqualTo(2);
    assertThat(sample.under(List.of("b"), "2").values()[0]).isEqualTo(2);
    assertThat(sample.under(List.of("a", "b"), "-", null).values()[0]).isNull();
  }

  @Test
  void fillsTemplatesPathsAndConstants() {
    Mapping time =
        new Change("t", new Origin.Template("{y}-{m}-{d} {h}")).formats("yyyy-M-d H").done();
    Sample sample =
        new Sample()
            .column("t", "timestamp", 1, false, time)
            .column("year", "int", 1, false, path("ent/(\\d{4})/"))
            .column("by", "string", 1, false, Sample.mapping("by", new Origin.Constant("局")));
    List<String> header = List.of("y", "m", "d", "h");
    Object[] values = sample.under(header, "2026", "3", " 1 ", "0").values();
    assertThat(values).containsExactly(1_772_294_400_000_000L, 1978, "局");
    assertThat(sample.under(header, "2026", "", "1", "0").values()[0]).isNull();
  }

  private static Mapping path(String pattern) {
    return Sample.mapping("year", new Origin.PathMatch(pattern));
  }

  @Test
  void refusesAFileWhosePathDoesNotMatch() {
    Sample sample = new Sample().column("year", "int", 1, false, path("csv/(\\d{5})/"));
    assertThatThrownBy(() -> sample.row("1"))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("its path doesn't match the path-match of column year");
  }

  @Test
  void suggestsTheNameThatAHeaderProbablyMeans() {
    Sample sample = one("int", Sample.mapping("x", new Origin.From(List.of("注册资本"))));
    assertThatThrownBy(() -> sample.under(List.of("企业名称", "注册资金"), "a", "1"))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_HEADER_MISSING))
        .hasMessage(
            "Cannot read ent/a.csv: its header lacks 注册资本, which column x is mapped from;"
                + " did you mean 注册资金? (header=[企业名称, 注册资金])");
  }

  @Test
  void leavesOptionalColumnsNullWhereTheHeaderLacksThem() {
    Mapping mapping = Change.of("x").optional().done();
    assertThat(one("int", mapping).under(List.of("y"), "1").values()[0]).isNull();
    Sample required = new Sample().column("x", "int", 1, true, mapping);
    assertThat(required.under(List.of("y"), "1").refusals())
        .containsExactly(new Reason("x", null, "required", "expected a value, found none"));
  }

  @Test
  void namesWhatAJobAsksOfItsSource() {
    Sample sample =
        new Sample()
            .column("a", "int", 1, false, new Change("a", from("p", "q")).optional().done())
            .column("b", "int", 1, false, new Change("b", from("p", "q")).done())
            .column("c", "int", 1, false, Sample.mapping("c", new Origin.Template("{p}/{r}")))
            .column("d", "int", 1, false, Sample.mapping("d", new Origin.Constant("1")));
    assertThat(sample.job().sourceNames())
        .containsExactly(
            new SourceName(List.of("p", "q"), false),
            new SourceName(List.of("p"), false),
            new SourceName(List.of("r"), false));
  }

  private static Origin from(String... names) {
    return new Origin.From(List.of(names));
  }

  @Test
  void collectsEveryReasonOfEveryColumn() {
    Sample sample =
        new Sample()
            .column("a", "int", range("0", "9"), new Rule.In(List.of("1", "2"), Severity.WARN))
            .column("b", "decimal(12,2)", range("0", "9"))
            .column("c", "date", new Rule.After("d", false, Severity.QUARANTINE))
            .column("d", "date")
            .column("e", "string", 1, true, Sample.from("e"));
    JudgedRow row = sample.row("12", "1,5", "2020-01-01", "x", "");
    assertThat(row.refusals())
        .containsExactly(
            new Reason("b", "1,5", "type", "expected decimal(12,2), found text that is no number"),
            new Reason(
                "d",
                "x",
                "type",
                "expected date as iso or yyyy-MM-dd HH:mm:ss, found text of another shape"),
            new Reason("a", "12", "range", "expected at least 0 and at most 9"),
            new Reason("e", "", "required", "expected a value, found none"));
    assertThat(row.warnings()).containsExactly(new Reason("a", "12", "in", "expected one of 1, 2"));
    assertThat(row.fatal()).isFalse();
  }

  private static Rule range(String min, String max) {
    return new Rule.Range(min, max, false, false, Severity.QUARANTINE);
  }

  @Test
  void aFailingRuleIsFatal() {
    JudgedRow row =
        one("int", Sample.from("x"), new Rule.Range("0", null, false, false, Severity.FAIL))
            .row("-1");
    assertThat(row.fatal()).isTrue();
    assertThat(row.refusals()).hasSize(1);
  }

  @Test
  void neverShowsPersonalValues() {
    Rule citizen = new Rule.CitizenId(Severity.QUARANTINE);
    JudgedRow byRule = one("string", Sample.from("x"), citizen).row("510107199001011234");
    assertThat(byRule.refusals().get(0).value()).isEqualTo("510***********1234");
    JudgedRow byGrade =
        new Sample().column("x", "int", 3, false, Sample.from("x")).row("13812345678");
    assertThat(byGrade.refusals().get(0).value()).isEqualTo("1*********8");
    assertThat(byGrade.refusals().get(0).message()).doesNotContain("138");
    JudgedRow shorter = new Sample().column("x", "int", 4, false, Sample.from("x")).row("𠮷三丰");
    assertThat(shorter.refusals().get(0).value()).isEqualTo("***");
  }

  @Test
  void refusesHalfOfASurrogatePair() {
    JudgedRow row = one("string", Sample.from("x")).row("a\ud800b");
    assertThat(row.refusals().get(0).message())
        .isEqualTo("expected text, found half of a surrogate pair, which UTF-8 cannot hold");
    assertThat(one("string", Sample.from("x")).row("𠮷").values()[0]).isEqualTo("𠮷");
  }

  @Test
  void readsBooleansByTheirTexts() {
    Mapping mapping = Change.of("x").formats("是/否", "Y/N").done();
    assertThat(one("boolean", mapping).row("是").values()[0]).isEqualTo(true);
    assertThat(one("boolean", mapping).row("n").values()[0]).isEqualTo(false);
    assertThat(one("boolean", mapping).row("true").refusals().get(0).message())
        .isEqualTo("expected boolean as 是/否 or Y/N, found another text");
    assertThat(one("boolean", Sample.from("x")).row("TRUE").values()[0]).isEqualTo(true);
  }

  @Test
  void givesTheSameAnswerForARepeatedText() {
    RowJudge.BoundJudge judge =
        one("int", Sample.from("x")).judge().bind(Sample.ORIGIN, List.of("x"));
    for (String text : Arrays.asList("1", "1", "a", "a", null, null, "1")) {
      JudgedRow row = new JudgedRow(1);
      judge.judge(new Sample.TextRow(List.of("x"), Arrays.asList(text), null), row);
      assertThat(row.accepted()).as("%s", text).isEqualTo(!"a".equals(text));
      assertThat(row.values()[0]).isEqualTo("1".equals(text) ? 1 : null);
    }
  }

  @Test
  void travelsToExecutors() throws Exception {
    RowJudge judge =
        new Sample()
            .column("a", "timestamp", new Rule.NotFuture(java.time.Duration.ZERO, Severity.WARN))
            .column("b", "string", new Rule.Matches("[a-z]+", Severity.QUARANTINE))
            .judge();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(judge);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      RowJudge copy = (RowJudge) in.readObject();
      JudgedRow row = new JudgedRow(copy.columns());
      List<String> header = List.of("a", "b");
      copy.bind(Sample.ORIGIN, header)
          .judge(new Sample.TextRow(header, List.of("2026-03-01", "x"), null), row);
      assertThat(row.accepted()).isTrue();
    }
  }

  @Test
  void refusesContractsThatCannotWork() {
    assertInvalid(one("int", Change.of("x").capture("[0-9]+").done()), "has no group");
    assertInvalid(one("int", Change.of("x").capture("(").done()), "column x: Unclosed group");
    assertInvalid(one("boolean", Change.of("x").formats("是").done()), "true-text/false-text");
    assertInvalid(one("date", Change.of("x").formats("HH:mm").done()), "has no year");
    assertInvalid(
        one("string", Sample.from("x"), range("0", "1")), "rule range: it does not apply");
    assertInvalid(
        one("string", Sample.from("x"), new Rule.Before("y", false, Severity.WARN)),
        "rule before: the dataset has no column y");
    assertInvalid(
        one("string", Sample.from("x"), new Rule.Code("gbt", null, Severity.WARN)),
        "there is no code table gbt");
    assertInvalid(
        one(
            "double",
            Sample.from("x"),
            new Rule.Within("x", "x", null, "../../etc/passwd", Severity.WARN)),
        "there is no polygon file");
    assertInvalid(one("int", Sample.from("z")), "column z: table ent.ods_firm doesn't have it");
  }

  private static void assertInvalid(Sample sample, String message) {
    assertThatThrownBy(sample::judge)
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTRACT_INVALID))
        .hasMessageStartingWith("Cannot compile job ent.firm: ")
        .hasMessageContaining(message);
  }
}
