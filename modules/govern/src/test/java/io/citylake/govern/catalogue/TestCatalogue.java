package io.citylake.govern.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Openness;
import io.citylake.contract.dataset.ShareType;
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
import java.util.stream.Collectors;
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
  private static final long UNCONDITIONAL = 81;
  private static final long CONDITIONAL = 92;
  private static final long NOT_SHARED = 14;
  private static final long OPEN = 54;
  private static final long OPEN_IF = 27;
  private static final long CLOSED = 106;
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
    new CatalogueWorkbook(city, facts, table -> List.of(), new HandClock("2026-03-09T00:00:00Z"))
        .write(out);

    try (ReadableWorkbook book =
        new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
      Sheet datasets = book.findSheet("政务数据资源目录").orElseThrow();
      assertThat(datasets.read()).hasSize(city.datasets().size() + 1);
      assertThat(cells(find(datasets, TAX.toString())))
          .startsWith(TAX.toString(), "税收入库明细", "Tax receipts")
          .contains(
              "税务局",
              "11510109MB9900195B",
              "数据管理岗",
              "每笔税款入库的纳税人、税种和金额",
              "有条件共享",
              "供财政部门用于入库对账",
              "不开放",
              "单户纳税信息依《税收征收管理法》保密",
              "2026-11-30",
              "每日")
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
    new CatalogueWorkbook(
            city,
            table -> DatasetFacts.NONE,
            table -> List.of(),
            new HandClock("2026-03-09T00:00:00Z"))
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

  /** A number that changes is a decision that somebody made: change it with the decision. */
  @Test
  void countsWhatIsSharedAndOpenInTheWorkbook() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CatalogueWorkbook(
            city,
            table -> DatasetFacts.NONE,
            table -> List.of(TAX),
            new HandClock("2026-03-09T00:00:00Z"))
        .write(out);

    try (ReadableWorkbook book =
        new ReadableWorkbook(new ByteArrayInputStream(out.toByteArray()))) {
      List<Row> rows = book.findSheet("政务数据资源目录").orElseThrow().read();
      List<String> titles = cells(rows.get(0));
      assertThat(counts(rows, titles.indexOf("共享类型")))
          .isEqualTo(Map.of("无条件共享", UNCONDITIONAL, "有条件共享", CONDITIONAL, "不予共享", NOT_SHARED));
      assertThat(counts(rows, titles.indexOf("开放类型")))
          .isEqualTo(Map.of("无条件开放", OPEN, "有条件开放", OPEN_IF, "不开放", CLOSED));
      assertThat(counts(rows, titles.indexOf("是否向社会开放")))
          .isEqualTo(Map.of("是", OPEN + OPEN_IF, "否", CLOSED));
      for (String told : List.of("资源提供方代码", "责任人", "资源摘要", "决定理由", "发布日期", "关联资源代码")) {
        assertThat(counts(rows, titles.indexOf(told)).keySet()).as(told).doesNotContain("");
      }
      // An abstract is Chinese.
      assertThat(counts(rows, titles.indexOf("资源摘要")).keySet())
          .allMatch(text -> text.codePoints().anyMatch(Character::isIdeographic));
    }
  }

  private static Map<String, Long> counts(List<Row> rows, int column) {
    return rows.stream()
        .skip(1)
        .collect(Collectors.groupingBy(row -> row.getCellText(column), Collectors.counting()));
  }

  @Test
  void everyDatasetIsDecidedWithAReasonOfItsOwn() {
    assertThat(city.datasets()).hasSize(187);
    assertThat(city.datasets().values())
        .allSatisfy(
            dataset -> {
              assertThat(dataset.catalogue().isDecided()).as(dataset.name().toString()).isTrue();
              assertThat(dataset.catalogue().summary()).as(dataset.name().toString()).isNotNull();
            });
  }

  /**
   * By kind, with why: what a contract says of them can be changed, this can't without a reason.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "traces of persons | digital_identity.ods_proof rail_transit.ods_gate traffic.ods_passage"
            + " video_analytics.ods_event video_analytics.dws_incident community_safety.ods_event"
            + " community_safety.ads_dossier hydrogen_fleet.ods_telemetry",
        "persons by number, name or telephone | population.ods_resident"
            + " population.ods_floating_resident population.dwd_person talent_employment.ods_talent"
            + " hotline_service.ods_case hotline_service.ads_repeat_caller dim.dim_vehicle"
            + " community_safety.ods_registration enterprise.ods_firm enterprise.ods_firm_change"
            + " enterprise.dwd_firm_history smart_logistics.ods_waybill",
        "groups of one person | population.ads_street_age talent_employment.ads_talent_arrival"
            + " community_safety.ads_community",
        "where and when nobody watches | video_analytics.ods_outage video_analytics.dws_stream_day"
            + " video_analytics.ads_stream_day unmanned_patrol.ads_route_day"
            + " iot_sensing.dws_device_day iot_sensing.ads_device_state",
        "where watching stands | video_analytics.dim_camera traffic.dim_checkpoint dim.dim_device"
            + " unmanned_patrol.dim_route_point unmanned_patrol.ods_track",
        "control of plants | water_flood.ods_pump_command water_flood.ads_remote_control"
            + " water_flood.ods_pump_state water_flood.ads_pump_now traffic.ods_signal"
            + " rail_transit.ods_train",
        "where plants and reserves stand | water_flood.dim_facility emergency_response.dim_resource"
            + " iot_sensing.dim_device emergency_response.ads_nearest_resource",
        "secrets of firms | industrial_internet.ods_telemetry industrial_internet.dws_machine_day"
            + " industrial_park.ods_park_firm green_finance.ods_credit_event"
            + " green_finance.ods_green_rating fiscal_tax.ods_tax_receipt"
            + " energy_carbon.ods_meter_reading circular_economy.ods_transfer"
            + " social_credit.ads_firm_credit investment_promotion.ods_admission"
            + " enterprise.ods_above_scale",
        "faults of proof chains | digital_identity.dwd_proof_break digital_identity.ads_chain",
      })
  void isNeverOpen(String kind, String tables) {
    for (String table : tables.split(" ", -1)) {
      DatasetContract dataset = city.loadDataset(TableName.parse(table));
      assertThat(dataset.catalogue().open()).as(kind + ": " + table).isEqualTo(Openness.NONE);
      assertThat(dataset.catalogue().share())
          .as(kind + ": " + table)
          .isNotEqualTo(ShareType.UNCONDITIONAL);
    }
  }

  /** Whatever is added later. */
  @Test
  void noDatasetThatTellsOfPersonsIsOpen() {
    assertThat(city.datasets().values())
        .filteredOn(DatasetContract::isPersonal)
        .hasSizeGreaterThan(30)
        .allMatch(dataset -> dataset.catalogue().open() == Openness.NONE)
        .allMatch(dataset -> dataset.catalogue().share() != ShareType.UNCONDITIONAL);
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
