package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.CodeTable;
import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.CatalogueEntry;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Erasure;
import io.citylake.contract.dataset.Openness;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.PartitionField.Transform;
import io.citylake.contract.dataset.Retention;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.contract.dataset.ShareType;
import io.citylake.contract.dataset.SortField;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.Mapping.Origin;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Thresholds;
import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.settings.Environment;
import io.citylake.model.DataSize;
import io.citylake.model.JobName;
import io.citylake.model.Secret;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example of every kind of file, field by field. */
class TestWorkspaceLoader {
  private static final Path HOME =
      Path.of(System.getProperty("citylake.repository"))
          .resolve("modules/contract/src/test/resources/workspace");
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final Environment ENVIRONMENT =
      Environment.of(
          Map.of(
              "LANDING_DIR", "/landing",
              "CATALOG_PASSWORD", "s3cret-catalog",
              "MARKET_PASSWORD", "s3cret-market",
              "S3_KEY", "s3cret-key"));

  private final Workspace workspace =
      WorkspaceLoader.loadOrThrow(HOME, ENVIRONMENT, LocalDate.of(2026, 3, 1));

  private ColumnContract column(String name) {
    return dataset().findColumn(name).orElseThrow();
  }

  private DatasetContract dataset() {
    return workspace.loadDataset(TableName.parse("enterprise.ods_firm"));
  }

  private Job job(String name) {
    return workspace.loadJob(JobName.parse("enterprise." + name));
  }

  private Mapping mapping(String column) {
    return job("firm_register").findMapping(column).orElseThrow();
  }

  @Test
  void readsSettingsWithPathsFromHome() {
    var settings = workspace.settings();
    assertThat(settings.stateDir()).isEqualTo(HOME.resolve(".state"));
    assertThat(settings.catalog().uri()).isEqualTo("jdbc:sqlite:" + HOME + "/.state/x/catalog.db");
    assertThat(settings.catalog().user()).isEqualTo("lake");
    assertThat(settings.catalog().password()).isEqualTo(new Secret("s3cret-catalog"));
    assertThat(settings.warehouse()).hasToString("file://" + HOME + "/.state/tables");
    assertThat(settings.sourceRoots()).containsExactly(HOME + "/landing", "/landing");
    assertThat(settings.zone()).isEqualTo(SHANGHAI);
    assertThat(settings.thresholds()).isEqualTo(new Thresholds(10000L, new BigDecimal("0.05"), 3L));
    assertThat(settings.caps())
        .isEqualTo(
            new SourceSpec.Caps(DataSize.parse("64GB"), 200, 10000, 10000, DataSize.parse("16MB")));
    assertThat(settings.spark())
        .isEqualTo(Map.of("spark.master", "local[*]", "spark.sql.shuffle.partitions", "4"));
    assertThat(settings.hadoop())
        .isEqualTo(
            Map.of(
                "fs.s3a.endpoint",
                new Secret("http://localhost:9000"),
                "fs.s3a.secret.key",
                new Secret("s3cret-key")));
  }

  @Test
  void printsNoSecret() {
    assertThat(workspace.toString()).contains("***").doesNotContain("s3cret");
  }

  @Test
  void readsDataset() {
    DatasetContract dataset = dataset();
    assertThat(dataset.title()).isEqualTo(new Title("企业登记", "Enterprise register"));
    assertThat(dataset.layer()).isEqualTo("ods");
    assertThat(dataset.grain()).isEqualTo("one row per credit code");
    assertThat(dataset.owner()).isEqualTo("登记处");
    assertThat(dataset.key()).containsExactly("credit_code");
    assertThat(dataset.sequence()).isEqualTo("updated_at");
    assertThat(dataset.writeMode()).isEqualTo(WriteMode.UPSERT);
    assertThat(dataset.deletes())
        .isEqualTo(new DatasetContract.DeleteCondition("op", List.of("D")));
    assertThat(dataset.partitionBy())
        .containsExactly(
            new PartitionField(Transform.DAY, "updated_at", 0),
            new PartitionField(Transform.BUCKET, "credit_code", 16),
            new PartitionField(Transform.IDENTITY, "area_code", 0));
    assertThat(dataset.sortBy())
        .containsExactly(new SortField("credit_code", false), new SortField("updated_at", true));
    assertThat(dataset.updateCycle()).isEqualTo("daily");
    assertThat(dataset.retention()).isEqualTo(new Retention(Period.ofYears(3), "updated_at"));
    assertThat(dataset.zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(dataset.tags()).containsExactly("x");
    assertThat(dataset.grade()).isEqualTo(2);
    assertThat(dataset.catalogue())
        .isEqualTo(
            new CatalogueEntry(
                "企业登记的现时信息",
                ShareType.CONDITIONAL,
                "供行政机关依法履职",
                Openness.NONE,
                null,
                new CatalogueEntry.Decision(LocalDate.parse("2026-11-30"), "含联系电话")));
    assertThat(dataset.catalogue().share()).isEqualTo(ShareType.CONDITIONAL);
    assertThat(dataset.erasure())
        .isEqualTo(
            new Erasure(
                Erasure.Action.PSEUDONYMISE,
                List.of(new Erasure.LegalHold("区人民法院", LocalDate.parse("2027-06-30"), "案件证据"))));
    assertThat(dataset.expressions())
        .containsExactly(
            new Rule.Expression("closed_on is null or closed_on >= registered_on", Severity.WARN));
  }

  @Test
  void readsColumnsInOrder() {
    assertThat(dataset().columns())
        .extracting(ColumnContract::name)
        .startsWith("credit_code", "area_code", "capital")
        .endsWith("kind", "year");
    ColumnContract code = column("credit_code");
    assertThat(code.type()).isEqualTo(Simple.STRING);
    assertThat(code.title()).isEqualTo(new Title("统一社会信用代码", "Unified social credit code"));
    assertThat(code.required()).isTrue();
    assertThat(code.grade()).isEqualTo(2);
    assertThat(code.was()).containsExactly("uscc");
    assertThat(code.lowered()).isNull();
    assertThat(column("area_code").lowered())
        .isEqualTo(new ColumnContract.Lowered(2, ColumnContract.Reason.GENERALISED));
    assertThat(column("capital").type()).isEqualTo(new ColumnType.Decimal(18, 2));
    assertThat(column("capital").unit()).isEqualTo("万元");
    assertThat(column("year").grade()).isEqualTo(1);
    assertThat(column("year").title()).isEqualTo(new Title("year", "year"));
    assertThat(column("year").required()).isFalse();
  }

  @Test
  void readsRulesInEveryForm() {
    assertThat(column("credit_code").rules())
        .containsExactly(
            new Rule.Uscc(Severity.WARN),
            new Rule.Length(1, 18, Severity.QUARANTINE),
            new Rule.Matches("^[0-9A-Z]{18}$", Severity.WARN));
    assertThat(column("capital").rules())
        .containsExactly(
            new Rule.Range("0", "100", false, false, Severity.WARN),
            new Rule.Expression("capital >= 0", Severity.QUARANTINE));
    assertThat(column("registered_on").rules())
        .containsExactly(
            new Rule.Before("closed_on", false, Severity.QUARANTINE),
            new Rule.NotFuture(Duration.ZERO, Severity.QUARANTINE),
            new Rule.Range("1949-10-01", "2100-01-01", true, true, Severity.QUARANTINE));
    assertThat(column("closed_on").rules())
        .containsExactly(new Rule.After("registered_on", true, Severity.QUARANTINE));
    assertThat(column("updated_at").rules())
        .containsExactly(new Rule.NotFuture(Duration.ofMinutes(5), Severity.QUARANTINE));
    assertThat(column("is_active").rules())
        .containsExactly(new Rule.In(List.of("true", "false"), Severity.WARN));
    assertThat(column("telephone").rules())
        .containsExactly(
            new Rule.Phone(Severity.QUARANTINE),
            new Rule.Expression("telephone <> ''", Severity.WARN));
    assertThat(column("plate").rules())
        .containsExactly(new Rule.Plate(Severity.QUARANTINE), new Rule.CitizenId(Severity.FAIL));
    assertThat(column("lon").rules())
        .containsExactly(
            new Rule.Within(
                "lon",
                "lat",
                List.of(
                    new BigDecimal("103.9"),
                    new BigDecimal("30.4"),
                    new BigDecimal("104.2"),
                    new BigDecimal("30.8")),
                null,
                Severity.QUARANTINE),
            new Rule.Within("lon", "lat", null, "zone.geojson", Severity.QUARANTINE));
  }

  @Test
  void tellsRequiredByFlagUnlessItHasItsOwnSeverity() {
    assertThat(column("op").required()).isTrue();
    assertThat(column("op").rules())
        .containsExactly(new Rule.In(List.of("A", "D"), Severity.QUARANTINE));
    assertThat(column("kind").required()).isFalse();
    assertThat(column("kind").rules()).containsExactly(new Rule.Required(Severity.WARN));
  }

  @Test
  void addsOneCodeRuleForCodeTable() {
    assertThat(column("area_code").rules())
        .containsExactly(
            new Rule.Matches("^[0-9]{6}$", Severity.FAIL),
            new Rule.Code("gbt2260", "registered_on", Severity.QUARANTINE));
  }

  @Test
  void readsAudits() {
    assertThat(dataset().audits())
        .containsExactly(
            new Audit.RowCount(1L, 5000000L, Audit.Level.WARN),
            new Audit.Change(7, new BigDecimal("0.30"), Audit.Level.BLOCK),
            new Audit.Unique(List.of("credit_code"), Audit.Level.BLOCK),
            new Audit.Unique(List.of("credit_code", "op"), Audit.Level.WARN),
            new Audit.References(
                "area_code", TableName.parse("dim.dim_area"), "code", Audit.Level.WARN),
            new Audit.Freshness("updated_at", Duration.ofHours(26), Audit.Level.BLOCK),
            new Audit.ControlTotal(
                "capital", null, "ctl", new BigDecimal("0.01"), Audit.Level.BLOCK),
            new Audit.ControlTotal(null, "123", null, BigDecimal.ZERO, Audit.Level.WARN));
  }

  @Test
  void fillsDefaultsOfDataset() {
    DatasetContract area = workspace.loadDataset(TableName.parse("dim.dim_area"));
    assertThat(area.owner()).isEqualTo("数据局");
    assertThat(area.writeMode()).isEqualTo(WriteMode.APPEND);
    assertThat(area.zone()).isEqualTo(SHANGHAI);
    assertThat(area.sequence()).isNull();
    assertThat(area.retention()).isNull();
    assertThat(area.audits()).isEmpty();
  }

  @Test
  void readsFileJob() {
    Job job = job("firm_register");
    assertThat(job.owner()).isEqualTo("市场监管局");
    assertThat(job.target()).isEqualTo(TableName.parse("enterprise.ods_firm"));
    assertThat(job.schedule())
        .isEqualTo(
            new Schedule(
                Cron.parse("0 30 2 * * *"),
                ZoneId.of("Asia/Shanghai"),
                new Schedule.Days("cn", DayRule.WORKING_DAYS),
                Missed.ALL,
                null,
                Schedule.RETRIES,
                null));
    assertThat(job.quarantine()).isEqualTo(new Thresholds(1000L, new BigDecimal("0.01"), 3L));
    assertThat(job.tags()).containsExactly("daily");
    SourceSpec.Files files = (SourceSpec.Files) job.source();
    assertThat(files.path()).isEqualTo("/landing/ent/20260301/*/*.csv");
    assertThat(files.minAge()).isEqualTo(Duration.ofSeconds(90));
    assertThat(files.format())
        .isEqualTo(
            new SourceSpec.Csv(
                "gb18030",
                "|",
                "'",
                "\\",
                false,
                new SourceSpec.Header(true, 5),
                List.of("a", "b"),
                List.of("^合计", "^注："),
                SourceSpec.Ragged.PAD,
                new SourceSpec.Unpivot("^(\\d{4})年$", "year", "gdp")));
  }

  @Test
  void ordersMappingsAsTheTargetDoes() {
    assertThat(job("firm_register").columns())
        .extracting(Mapping::column)
        .containsExactly(
            "credit_code",
            "area_code",
            "capital",
            "registered_on",
            "updated_at",
            "is_active",
            "op",
            "kind",
            "year");
  }

  @Test
  void readsMappingsInEveryForm() {
    assertThat(mapping("credit_code").origin()).isEqualTo(new Origin.From(List.of("统一社会信用代码")));
    assertThat(mapping("credit_code").nullMarkers()).containsExactly("N/A", "-", "无");
    assertThat(mapping("credit_code").zone()).isEqualTo(ZoneId.of("Asia/Urumqi"));
    assertThat(mapping("credit_code").trim()).isTrue();
    assertThat(mapping("credit_code").textCase()).isEqualTo(Mapping.TextCase.KEEP);
    assertThat(mapping("credit_code").decimalSeparator()).isEqualTo(".");
    assertThat(mapping("area_code").origin()).isEqualTo(new Origin.From(List.of("地区代码", "区划代码")));
    assertThat(mapping("area_code").optional()).isTrue();
    assertThat(mapping("area_code").nullMarkers()).containsExactly("0");
    assertThat(mapping("capital").capture()).isEqualTo("^([0-9.,]+)");
    assertThat(mapping("capital").grouping()).isEqualTo(",");
    assertThat(mapping("capital").percent()).isTrue();
    assertThat(mapping("registered_on").formats()).containsExactly("yyyy-MM-dd", "yyyy年MM月dd日");
    assertThat(mapping("updated_at").origin())
        .isEqualTo(new Origin.Template("{year}-{month}-{day} {hour}"));
    assertThat(mapping("updated_at").zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(mapping("updated_at").formats()).containsExactly("yyyy-M-d H");
    assertThat(mapping("year").origin()).isEqualTo(new Origin.PathMatch("csv/(\\d{4})/"));
    assertThat(mapping("op").origin()).isEqualTo(new Origin.Constant("A"));
    assertThat(mapping("is_active").formats()).containsExactly("是/否");
    Mapping kind = mapping("kind");
    assertThat(kind.lookup()).containsExactly(Map.entry("甲", "A"), Map.entry("乙", "B"));
    assertThat(kind.textCase()).isEqualTo(Mapping.TextCase.UPPER);
    assertThat(kind.trim()).isFalse();
    assertThat(kind.decimalSeparator()).isEqualTo(",");
    assertThat(kind.normalize()).isTrue();
  }

  @Test
  void readsDatabaseJob() {
    Job job = job("firm_database");
    assertThat(job.owner()).isEqualTo("信息中心");
    assertThat(job.quarantine()).isEqualTo(workspace.settings().thresholds());
    assertThat(job.source())
        .isEqualTo(
            new SourceSpec.Jdbc(
                SourceSpec.Product.POSTGRESQL,
                "db.example",
                5432,
                "market",
                "public.reg",
                "reader",
                new Secret("s3cret-market"),
                List.of("a", "b"),
                new SourceSpec.Incremental("upd_time", Duration.ofDays(1)),
                new SourceSpec.Partition("id", 4),
                5000,
                100,
                Map.of("sslmode", "require")));
  }

  @Test
  void fillsDefaultsOfCsv() {
    SourceSpec.Files files = (SourceSpec.Files) job("firm_defaults").source();
    assertThat(files.path()).isEqualTo(HOME + "/landing/*.csv");
    assertThat(files.minAge()).isZero();
    assertThat(files.format())
        .isEqualTo(
            new SourceSpec.Csv(
                "utf-8",
                ",",
                "\"",
                "\"",
                true,
                new SourceSpec.Header(true, 20),
                List.of(),
                List.of(),
                SourceSpec.Ragged.REFUSE,
                null));
  }

  @Test
  void readsCodesOfYamlAndOfCsvWithTheDaysOfTheirTables() {
    LocalDate change = LocalDate.of(2015, 12, 3);
    LocalDate first = LocalDate.of(2008, 2, 1);
    LocalDate end = LocalDate.of(2030, 1, 1);
    CodeTable areas = workspace.codeTables().get("gbt2260");
    assertThat(areas.standard()).isEqualTo("GB/T 2260-2007");
    assertThat(areas.entries())
        .containsExactly(
            new CodeTable.Entry(
                "510107", new Title("武侯区", "Wuhou"), LocalDate.of(1990, 1, 1), end, "510100"),
            new CodeTable.Entry(
                "510122", new Title("双流县", "Shuangliu county"), first, change, null),
            new CodeTable.Entry("510122", new Title("双流", "双流"), change, end, null));
    assertThat(workspace.codeTables().get("industry").entries())
        .containsExactly(
            new CodeTable.Entry(
                "A", new Title("农、林、牧、渔业", "Agriculture"), LocalDate.of(2017, 10, 1), null, null),
            new CodeTable.Entry(
                "A01", new Title("农业", "农业"), LocalDate.of(2011, 11, 1), null, "A"));
  }

  @Test
  void readsThemesAndCalendars() {
    assertThat(workspace.themes()).containsOnlyKeys("dim", "enterprise");
    assertThat(workspace.themes().get("enterprise").tags()).containsExactly("economy");
    var calendar = workspace.calendars().get("cn");
    assertThat(calendar.isWorkingDay(LocalDate.of(2026, 1, 1))).isFalse();
    assertThat(calendar.isWorkingDay(LocalDate.of(2026, 2, 14))).isTrue();
  }
}
