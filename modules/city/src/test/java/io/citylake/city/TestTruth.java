package io.citylake.city;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.entity.CreditCode;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Person;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Counts the generated files again, by other means than those that wrote them. */
class TestTruth {
  private static final Charset GB18030 = Charset.forName("GB18030");

  @TempDir private static Path dir;

  private static CityTruth truth;

  @BeforeAll
  static void generate() {
    truth = CityGenerator.generate(new CityRequest(dir, 5, 0.004, LocalDate.of(2026, 1, 1), 3));
  }

  @Test
  void readings() throws IOException {
    JobTruth job = job("iot_sensing.readings");
    Pattern good =
        Pattern.compile(
            "\\{\"device\":\\{\"id\":\"(HT-\\d{6})\",.*\"ts\":\"(202[^\"]+)\".*"
                + "\"value\":(\\d{1,4}\\.\\d\\d),\"battery\":(\\d{1,2}|100),.*}");
    Set<String> keys = new HashSet<>();
    long records = 0;
    long duplicates = 0;
    BigDecimal sum = BigDecimal.ZERO;
    for (String file : job.files()) {
      for (String line : Files.readAllLines(dir.resolve(file))) {
        records++;
        Matcher matcher = good.matcher(line);
        if (matcher.matches()) {
          if (keys.add(matcher.group(1) + matcher.group(2))) {
            sum = sum.add(new BigDecimal(matcher.group(3)));
          } else {
            duplicates++;
          }
        }
      }
    }
    assertThat(job.files()).hasSize(72);
    assertThat(job.records()).isEqualTo(records);
    assertThat(job.duplicates()).isEqualTo(duplicates).isPositive();
    assertThat(job.accepted()).isEqualTo(keys.size());
    assertThat(job.sums().get("value")).isEqualByComparingTo(sum);
    assertThat(job.reasons())
        .containsOnlyKeys(
            "event_time:range",
            "value:range",
            "value:type",
            "device_id:required",
            "battery:range",
            "record");
    assertThat(job.remarks()).containsKeys("late", "stuck");
  }

  @Test
  void registerKeepsTheNewestOfEachFirm() throws SQLException {
    JobTruth job = job("enterprise.firm_register");
    String good =
        "from reg_firm_change where op in ('I', 'U', 'D') and reg_capital >= 0"
            + " and reg_state <> '未知'";
    String newest =
        "from (select op, reg_capital, max(upd_time) "
            + good
            + " group by uniscid) where op <> 'D'";
    assertThat(number("select count(*) from reg_firm_change")).isEqualTo(job.records());
    assertThat(number("select count(distinct uniscid) " + good)).isEqualTo(job.accepted());
    assertThat(number("select count(*) " + newest)).isEqualTo(job.rows());
    assertThat(number("select sum(reg_capital) " + newest))
        .isEqualTo(job.sums().get("registered_capital").longValueExact());
    assertThat(number("select count(*) " + good)).isEqualTo(job.accepted() + job.duplicates());
    assertThat(number("select count(*) - count(distinct uniscid || upd_time) " + good)).isZero();
    assertThat(job.reasons()).containsOnlyKeys("op:in", "registered_capital:range", "status:in");
    assertThat(job.remarks()).containsKey("arrived_after_a_newer_one");
  }

  @Test
  void industryOutput() throws IOException {
    JobTruth job = job("economic_operation.industry_output");
    long records = 0;
    long lines = 0;
    long bad = 0;
    BigDecimal sum = BigDecimal.ZERO;
    for (String file : job.files()) {
      List<String> all = Files.readAllLines(dir.resolve(file), GB18030);
      lines += all.size();
      for (String line : all) {
        List<String> fields = fields(line);
        if (!Normalizer.normalize(fields.get(0), Normalizer.Form.NFKC).matches("\\d+年\\d+月")) {
          continue;
        }
        records++;
        String output = Normalizer.normalize(fields.get(5), Normalizer.Form.NFKC).strip();
        if (output.equals("*") || fields.get(4).equals("-3") || fields.get(3).equals("Z")) {
          bad++;
        } else {
          sum = sum.add(new BigDecimal(output.replace(",", "")));
        }
      }
    }
    assertThat(job.records()).isEqualTo(records);
    assertThat(job.quarantined()).isEqualTo(bad).isPositive();
    assertThat(job.sums().get("output")).isEqualByComparingTo(sum);
    // Title, unit line and header of each file are neither records nor skipped.
    assertThat(job.records() + job.skipped() + 3L * job.files().size()).isEqualTo(lines);
  }

  @Test
  void indicatorsInExcel() throws IOException {
    JobTruth job = job("economic_operation.monthly_indicator");
    Pattern spoken = Pattern.compile("<c r=\"E\\d+\" t=\"s\"><v>(\\d+)</v>");
    Pattern toDate = Pattern.compile("<c r=\"F\\d+\" t=\"n\"><v>([^<]+)</v>");
    Pattern units = Pattern.compile("<c r=\"D\\d+\" t=\"s\"><v>(\\d+)</v>");
    long rows = 0;
    long bad = 0;
    long otherUnit = 0;
    BigDecimal sum = BigDecimal.ZERO;
    for (String file : job.files()) {
      try (ZipFile workbook = new ZipFile(dir.resolve(file).toFile())) {
        List<String> strings = sharedStrings(workbook);
        for (String row : between("<row ", "</row>", text(workbook, "xl/worksheets/sheet1.xml"))) {
          rows++;
          Matcher text = spoken.matcher(row);
          Matcher number = toDate.matcher(row);
          Matcher unit = units.matcher(row);
          if (text.find() && strings.get(Integer.parseInt(text.group(1))).startsWith("约")) {
            bad++;
          } else if (unit.find() && strings.get(Integer.parseInt(unit.group(1))).equals("万元")) {
            otherUnit++;
          } else if (number.find()) {
            sum = sum.add(new BigDecimal(number.group(1)));
          }
        }
        assertThat(strings).contains("月份", "合计");
        assertThat(text(workbook, "docProps/core.xml")).contains(">2025-01-01T00:00:00Z<");
      }
    }
    // Title, unit line and header of each file are neither records nor skipped.
    assertThat(job.records() + job.skipped() + 3L * job.files().size()).isEqualTo(rows);
    assertThat(job.reasons())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("value:type", bad, "unit:expression", otherUnit));
    assertThat(job.sums().get("value_to_date")).isEqualByComparingTo(sum);
  }

  @Test
  void aboveScaleFirms() throws IOException {
    JobTruth job = job("enterprise.above_scale");
    Set<String> keys = new HashSet<>();
    long records = 0;
    long good = 0;
    for (String file : job.files()) {
      List<String> lines = Files.readAllLines(dir.resolve(file), GB18030);
      records += lines.size() - 1;
      for (String line : lines.subList(1, lines.size())) {
        List<String> fields = fields(line);
        boolean bad =
            fields.get(1).isEmpty()
                || fields.get(4).startsWith("约")
                || fields.get(5).equals("510199999");
        if (!bad) {
          good++;
          keys.add(fields.get(0) + fields.get(1));
        }
      }
    }
    assertThat(job.records()).isEqualTo(records);
    assertThat(job.accepted()).isEqualTo(keys.size());
    assertThat(job.duplicates()).isEqualTo(good - keys.size()).isPositive();
  }

  @Test
  void residents() throws IOException {
    JobTruth job = job("population.residents");
    List<String> lines = Files.readAllLines(dir.resolve(job.files().get(0)));
    lines.remove(0);
    long spoiled = 0;
    long bad = 0;
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      boolean refused = fields[2].isEmpty() || fields[4].equals("不详");
      bad += refused ? 1 : 0;
      String number = fields[1];
      boolean right = Person.citizenCheck(number.substring(0, 17)) == number.charAt(17);
      spoiled += !refused && !right ? 1 : 0;
    }
    assertThat(job.records()).isEqualTo(lines.size());
    assertThat(job.quarantined()).isEqualTo(bad).isPositive();
    assertThat(job.warned()).isEqualTo(spoiled).isPositive();
  }

  @Test
  void hotlineCases() throws IOException {
    JobTruth job = job("hotline_service.cases");
    Set<String> numbers = new HashSet<>();
    long starts = 0;
    for (String file : job.files()) {
      String text = Files.readString(dir.resolve(file));
      assertThat(text).startsWith("\uFEFF工单编号,");
      Matcher matcher = Pattern.compile("(?m)^HL\\d{14}").matcher(text);
      while (matcher.find()) {
        starts++;
        numbers.add(matcher.group());
      }
    }
    assertThat(job.records()).isEqualTo(starts);
    assertThat(job.accepted() + job.duplicates() + job.quarantined()).isEqualTo(starts);
    // A case is unknown where all its rows are bad.
    assertThat(job.accepted()).isBetween(numbers.size() - job.quarantined(), numbers.size() - 1L);
  }

  @Test
  void codesAndNumbersKeepTheirCheckDigits() {
    // The examples that go with GB 32100-2015 and GB 11643-1999.
    assertThat(CreditCode.check("91350100M000100Y4")).isEqualTo('3');
    assertThat(Person.citizenCheck("11010519491231002")).isEqualTo('X');
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < Firm.COUNT; i++) {
      Firm firm = Firm.of(5, i);
      String code = firm.creditCode();
      codes.add(code.substring(0, 17));
      assertThat(CreditCode.check(code.substring(0, 17)) == code.charAt(17))
          .isEqualTo(!firm.spoiledCode());
    }
    assertThat(codes).hasSize(Firm.COUNT);
  }

  @Test
  void textsAreInTheirEncodings() throws IOException {
    byte[] list = Files.readAllBytes(dir.resolve(job("enterprise.above_scale").files().get(0)));
    assertThat(new String(list, GB18030)).startsWith("月份,统一社会信用代码,企业名称");
    assertThat(new String(list, StandardCharsets.UTF_8)).contains("\uFFFD");
  }

  private static JobTruth job(String name) {
    return truth.findJob(name).orElseThrow();
  }

  private static List<String> sharedStrings(ZipFile workbook) throws IOException {
    try {
      NodeList texts =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(workbook.getInputStream(workbook.getEntry("xl/sharedStrings.xml")))
              .getElementsByTagName("t");
      return IntStream.range(0, texts.getLength())
          .mapToObj(i -> texts.item(i).getTextContent())
          .toList();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  private static List<String> between(String start, String end, String text) {
    return Pattern.compile(start + "(.*?)" + end, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static String text(ZipFile zip, String entry) throws IOException {
    return new String(
        zip.getInputStream(zip.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("enterprise/registry.db"));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Enough of CSV for one line without doubled quotes. */
  private static List<String> fields(String line) {
    return Pattern.compile("(?:^|,)(?:\"([^\"]*)\"|([^,]*))")
        .matcher(line)
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .toList();
  }
}
