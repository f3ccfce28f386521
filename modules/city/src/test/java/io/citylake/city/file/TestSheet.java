package io.citylake.city.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.CityRequest;
import io.citylake.city.JobCount;
import io.citylake.city.JobTruth;
import io.citylake.city.Part;
import io.citylake.city.Revision;
import io.citylake.city.entity.Dice;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The CSV is read back and counted again. */
class TestSheet {
  private static final int ROWS = 20_000;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(1, "昨天", "day:type")
          .fault(2, "-9", "amount:range")
          .ragged()
          .sloppy(2, 3)
          .nullable(3)
          .again()
          .bad(200);

  @TempDir private Path dir;

  private record Sums(BigDecimal amount, BigDecimal tax) {}

  @Test
  void dirtIsCountedExactly() throws IOException {
    JobCount count = new JobCount("a.b");
    Sums sums = write("first", Revision.FIRST, count);
    JobTruth truth = count.truth();

    Map<String, Long> reasons = new TreeMap<>();
    Set<String> keys = new HashSet<>();
    long duplicates = 0;
    long skipped = 0;
    long nothing = 0;
    BigDecimal amount = BigDecimal.ZERO;
    BigDecimal tax = BigDecimal.ZERO;
    List<List<String>> lines = read("first");
    for (List<String> cells : lines.subList(2, lines.size())) {
      if (!cells.get(0).matches("K\\d+")) {
        skipped++;
      } else if (cells.size() == 5) {
        reasons.merge("record", 1L, Long::sum);
      } else if (cells.get(1).equals("昨天")) {
        reasons.merge("day:type", 1L, Long::sum);
      } else if (cells.get(2).equals("-9")) {
        reasons.merge("amount:range", 1L, Long::sum);
      } else if (!keys.add(cells.get(0))) {
        duplicates++;
      } else {
        amount = amount.add(number(cells.get(2)));
        if (List.of("-", "/", "无", "").contains(cells.get(3))) {
          nothing++;
        } else {
          tax = tax.add(number(cells.get(3)));
        }
      }
    }
    assertThat(truth.reasons()).isEqualTo(reasons).hasSize(3);
    assertThat(truth.quarantined()).isBetween(ROWS / 60L, ROWS / 40L);
    assertThat(truth.duplicates()).isEqualTo(duplicates).isPositive();
    assertThat(truth.accepted()).isEqualTo(keys.size());
    // 19 repeated headers, a total and a footnote.
    assertThat(truth.skipped()).isEqualTo(skipped).isEqualTo(21);
    assertThat(truth.records()).isEqualTo(ROWS + duplicates);
    assertThat(sums.amount()).isEqualByComparingTo(amount);
    assertThat(sums.tax()).isEqualByComparingTo(tax);
    assertThat(nothing).isBetween(ROWS / 60L, ROWS / 40L);
  }

  @Test
  void correctionMendsBadRowsAndLeavesTheRest() throws IOException {
    write("first", Revision.FIRST, new JobCount("a.b"));
    JobCount count = new JobCount("a.b");
    write("corrected", Revision.CORRECTED, count);
    List<List<String>> first = read("first");
    List<List<String>> corrected = read("corrected");
    assertThat(count.truth().quarantined()).isZero();
    assertThat(count.truth().accepted()).isEqualTo(ROWS);
    Set<List<String>> before = new HashSet<>(first);
    List<List<String>> changed = corrected.stream().filter(row -> !before.contains(row)).toList();
    assertThat(changed).hasSizeBetween(ROWS / 60, ROWS / 40);
  }

  @Test
  void sloppyNumbersAreWrittenInEveryWay() throws IOException {
    write("first", Revision.FIRST, new JobCount("a.b"));
    List<String> amounts = read("first").stream().map(row -> row.get(2)).toList();
    assertThat(amounts)
        .anyMatch(text -> text.matches("\\d+\\.\\d\\d"))
        .anyMatch(text -> text.matches("\\d+,\\d{3}\\.\\d\\d"))
        .anyMatch(text -> text.matches(" \\d+\\.\\d\\d "))
        .anyMatch(text -> text.matches("[０-９]+．[０-９]{2}"));
  }

  @Test
  void stylesHaveTheirEncodings() throws IOException {
    Map<SheetStyle, Charset> charsets =
        Map.of(
            SheetStyle.GB18030, Charset.forName("GB18030"),
            SheetStyle.UTF_8, StandardCharsets.UTF_8,
            SheetStyle.UTF_8_BOM, StandardCharsets.UTF_8,
            SheetStyle.UTF_16, StandardCharsets.UTF_16);
    for (Map.Entry<SheetStyle, Charset> each : charsets.entrySet()) {
      String file = each.getKey() + ".csv";
      try (Sheet sheet = landing(Revision.FIRST).sheet(file, each.getKey(), new JobCount("a.b"))) {
        sheet.header("街道", "说明");
        sheet.row(Dirt.none(), Dice.of(1, "row", 1), "合作街道", "甲,\"乙\"\r\n丙");
      }
      String text = Files.readString(dir.resolve(file), each.getValue());
      String mark = each.getKey() == SheetStyle.UTF_8_BOM ? "\uFEFF" : "";
      assertThat(text).isEqualTo(mark + "街道,说明\r\n合作街道,\"甲,\"\"乙\"\"\r\n丙\"\r\n");
    }
  }

  @Test
  void refusesRowOfAnotherWidth() throws IOException {
    try (Sheet sheet =
        landing(Revision.FIRST).sheet("w.csv", SheetStyle.UTF_8, new JobCount("a.b"))) {
      sheet.header("a", "b");
      assertThatThrownBy(() -> sheet.row(Dirt.none(), Dice.of(1, "row", 1), "1"))
          .hasMessageContaining("(cells=1, header=2)");
    }
  }

  private Sums write(String name, Revision revision, JobCount count) throws IOException {
    BigDecimal amounts = BigDecimal.ZERO;
    BigDecimal taxes = BigDecimal.ZERO;
    try (Sheet sheet = landing(revision).sheet(name + ".csv", SheetStyle.GB18030, count)) {
      sheet.line("某月报表", "", "", "");
      sheet.header("编号", "日期", "金额", "税");
      sheet.repeatHeaderEvery(1_000);
      for (int i = 0; i < ROWS; i++) {
        Dice dice = Dice.of(3, "row", i);
        BigDecimal amount = BigDecimal.valueOf(dice.between(100, 10_000_000), 2);
        BigDecimal tax = BigDecimal.valueOf(dice.between(0, 100_000), 2);
        Row row =
            sheet.row(
                DIRT, dice, "K" + i, "2026-01-01", amount.toPlainString(), tax.toPlainString());
        amounts = row.accepted() ? amounts.add(amount) : amounts;
        taxes = row.accepted() && row.kept(3) ? taxes.add(tax) : taxes;
      }
      sheet.total("合计", "", amounts.toPlainString());
      sheet.footnote("注：快报数");
    }
    return new Sums(amounts, taxes);
  }

  private Landing landing(Revision revision) {
    CityRequest request = new CityRequest(dir, 1, 1, LocalDate.of(2026, 1, 1), 1, revision);
    return new Landing(
        new Part(request, request.from().atStartOfDay(), request.until().atStartOfDay(), true));
  }

  /** Enough of CSV for texts without quotes inside. */
  private List<List<String>> read(String name) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve(name + ".csv"), Charset.forName("GB18030"))) {
      List<String> cells = new ArrayList<>();
      for (String cell : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
        cells.add(cell.startsWith("\"") ? cell.substring(1, cell.length() - 1) : cell);
      }
      rows.add(cells);
    }
    return rows;
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(
        Normalizer.normalize(text, Normalizer.Form.NFKC).strip().replace(",", ""));
  }
}
