package io.citylake.govern.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.govern.catalogue.DatasetFacts.Runs;
import io.citylake.model.TableName;
import io.citylake.testkit.HandClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCatalogue {
  private static final TableName TAX = TableName.parse("fiscal_tax.ods_tax_receipt");
  private static final Instant MORNING = Instant.parse("2026-03-01T00:00:00Z");
  private static Workspace city;

  @BeforeAll
  static void readsTheReferenceCity() {
    city =
        WorkspaceLoader.loadOrThrow(
            Path.of(System.getProperty("citylake.repository")),
            Environment.of(Map.of()),
            LocalDate.parse("2026-03-01"));
  }

  @ParameterizedTest
  @CsvSource({
    "税收入库, fiscal_tax.ods_tax_receipt",
    "tax receipts, fiscal_tax.ods_tax_receipt",
    "百亿企业, enterprise.ads_leader",
    "TAX_RECEIPT, fiscal_tax.ods_tax_receipt",
    "视频点位, video_analytics.dim_camera",
    "receip, fiscal_tax.ods_tax_receipt",
    "shuishou, fiscal_tax.ods_tax_receipt",
    "ssrk, fiscal_tax.ods_tax_receipt",
  })
  void findsADatasetInEitherLanguage(String words, String table) {
    try (DatasetSearch search = new DatasetSearch(city)) {
      assertThat(search.find(words, 10)).contains(TableName.parse(table));
    }
  }

  @Test
  void findsNothingOfWhatNobodyDeclared() {
    try (DatasetSearch search = new DatasetSearch(city)) {
      assertThat(search.find("zeppelin", 3)).isEmpty();
      assertThat(search.find("* ( \" ~ ?", 3)).isEmpty();
      assertThat(search.find("q", 3)).isEmpty();
    }
  }

  @Test
  void scoresRunsAndRecords() {
    assertThat(new DatasetFacts(1L, MORNING, new Runs(0, 0, 0, 0)).quality()).isEmpty();
    assertThat(new DatasetFacts(1L, MORNING, new Runs(10, 10, 0, 0)).quality()).contains(100);
    assertThat(new DatasetFacts(1L, MORNING, new Runs(10, 9, 1000, 950)).quality()).contains(85);
    // One bad record of a million is no full mark.
    assertThat(new DatasetFacts(1L, MORNING, new Runs(1, 1, 1_000_000, 999_999)).quality())
        .contains(99);
  }

  @Test
  void isLateAfterTwiceItsCycle() {
    DatasetFacts facts = new DatasetFacts(1L, MORNING, new Runs(0, 0, 0, 0));

    assertThat(facts.late("daily", new HandClock("2026-03-03T00:00:00Z"))).contains(false);
    assertThat(facts.late("daily", new HandClock("2026-03-03T00:00:01Z"))).contains(true);
    // What was loaded today and tells of January is January's.
    DatasetFacts old =
        new DatasetFacts(1L, MORNING, Instant.parse("2026-01-01T00:00:00Z"), new Runs(0, 0, 0, 0));
    assertThat(old.late("daily", new HandClock("2026-03-01T00:00:01Z"))).contains(true);
    assertThat(facts.late("irregular", new HandClock("2036-03-03T00:00:00Z"))).isEmpty();
    assertThat(DatasetFacts.NONE.late("daily", new HandClock("2026-03-03T00:00:00Z"))).isEmpty();
  }

  @Test
  void writesARowForEachDatasetAndEachItem() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DatasetFacts.Source facts =
        table ->
            table.equals(TAX)
                ? new DatasetFacts(123L, MORNING, new Runs(10, 10, 100, 98))
                : DatasetFacts.NONE;
    new CatalogueWorkbook(city, facts, new HandClock("2026-03-09T00:00:00Z")).write(out);

    try (ReadableWorkbook book =
        new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
      Sheet datasets = book.findSheet("政务数据资源目录").orElseThrow();
      assertThat(datasets.read()).hasSize(city.datasets().size() + 1);
      assertThat(cells(find(datasets, TAX.toString())))
          .startsWith(TAX.toString(), "税收入库明细", "Tax receipts")
          .contains("税务局", "有条件共享", "每日")
          .endsWith("123", "2026-03-01T08:00", "是", "98");
      Sheet items = book.findSheet("信息项").orElseThrow();
      assertThat(items.read())
          .hasSize(
              city.datasets().values().stream().mapToInt(each -> each.columns().size()).sum() + 1);
      assertThat(Optional.of(cells(find(items, TAX.toString()))))
          .hasValueSatisfying(item -> assertThat(item).hasSizeGreaterThan(8));
    }
  }

  @Test
  void writesARowForEachCodeWithItsDays() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CatalogueWorkbook(city, table -> DatasetFacts.NONE, new HandClock("2026-03-09T00:00:00Z"))
        .write(out);

    try (ReadableWorkbook book =
        new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
      List<List<String>> codes =
          book.findSheet("代码").orElseThrow().read().stream().map(TestCatalogue::cells).toList();
      assertThat(codes)
          .hasSize(
              city.codeTables().values().stream().mapToInt(each -> each.entries().size()).sum() + 1)
          .contains(
              List.of(
                  "gbt2260",
                  "行政区划代码（成都市）",
                  "GB/T 2260-2007",
                  "510122",
                  "双流县",
                  "Shuangliu (county)",
                  "510100",
                  "2008-02-01",
                  "2015-12-03"));
    }
  }

  @Test
  void codesOfTheReferenceCityHaveAFirstDayAndASource() {
    assertThat(city.codeTables().values())
        .allSatisfy(
            table -> {
              assertThat(table.standard()).as(table.name()).isNotEmpty();
              assertThat(table.entries()).as(table.name()).allMatch(each -> each.from() != null);
            });
  }

  private static Row find(Sheet sheet, String code) throws IOException {
    return sheet.read().stream()
        .filter(row -> row.getCellText(0).equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> cells(Row row) {
    return row.stream().map(cell -> cell == null ? "" : cell.getText()).toList();
  }
}
