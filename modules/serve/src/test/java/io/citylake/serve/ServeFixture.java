package io.citylake.serve;

import io.citylake.contract.Title;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Chart;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.Choices;
import io.citylake.contract.application.Comparison;
import io.citylake.contract.application.Drill;
import io.citylake.contract.application.PanelColumn;
import io.citylake.contract.application.PanelLook;
import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.application.TimeWindow;
import io.citylake.contract.application.WindowedQuery;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.settings.ResultSettings;
import io.citylake.contract.settings.ServeLimits;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.lineage.TableLinks;
import io.citylake.lake.hold.ReleaseReaders.Reading;
import io.citylake.model.DataSize;
import io.citylake.model.Release;
import io.citylake.model.TableName;
import io.citylake.serve.engine.CatalogSearch;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.Catalogue;
import io.citylake.serve.engine.KeptResults;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.Releases;
import io.citylake.serve.engine.Sessions;
import io.citylake.serve.engine.Shares;
import io.citylake.serve.engine.StageShare;
import io.citylake.serve.engine.TaskChecks;
import io.citylake.serve.engine.Visibility;
import io.citylake.serve.flight.FlightFront;
import io.citylake.serve.http.HealthServer;
import io.citylake.serve.http.HttpFront;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.LocalLake;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.spark.sql.SparkSession;

/** A small lake on Iceberg, an engine over it and, where asked for, its servers. */
public final class ServeFixture implements AutoCloseable {
  static {
    // Iceberg turns the check off for every Arrow of its JVM, and the driver relies on it; in life
    // the driver is in another one.
    System.setProperty("arrow.enable_null_check_for_get", "true");
  }

  /** Of a stage's results together. */
  public static final DataSize LARGEST_RESULT = DataSize.parse("32MB");

  public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  public final SparkSession spark;
  public final OpenGate gate;
  public final Logins logins = new Logins();

  /** What callers looked at beside statements. */
  public final List<AccessEntry> looked = new CopyOnWriteArrayList<>();

  final AccessJournal journal = new AccessJournal(looked::add, Clock.systemUTC());
  public final BufferAllocator allocator = new RootAllocator();
  public final QueryEngine engine;

  /** Little room, so that it is used up. */
  public final KeptResults results;

  public final Workspace workspace;
  public volatile ResourceLimits limits =
      new ResourceLimits(Duration.ofSeconds(60), 20_000_000, DataSize.parse("2GB"), 8, 100);
  private volatile Release release = new Release(1, Instant.EPOCH, new TreeMap<>());
  public volatile boolean ready = true;
  public volatile Duration httpPatience = Duration.ofSeconds(10);
  public volatile ServeLimits serveLimits = ServeLimits.standard();
  private final Shares calls = new Shares(serveLimits.callsPerUser());

  /** How many readings of each release are open. */
  public final Map<Long, Integer> reading = new ConcurrentHashMap<>();

  private FlightFront flight;
  private HttpFront http;

  private ServeFixture(SparkSession spark, Workspace workspace) {
    this.spark = spark;
    this.workspace = workspace;
    this.gate = new OpenGate(spark);
    this.results =
        new KeptResults(
            workspace.home().resolve("results"),
            new ResultSettings(
                DataSize.parse("4MB"), DataSize.parse("6MB"), Duration.ofMinutes(30)));
    this.engine =
        new QueryEngine(
            new QueryEngine.Parts(gate, caller -> limits, releases()),
            allocator,
            Clock.systemUTC(),
            DataSize.parse("16MB"));
  }

  public static ServeFixture open(Path home) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.scheduler.mode", "FAIR");
    settings.put("spark.sql.shuffle.partitions", "2");
    settings.put("spark.executor.killOnFatalError.depth", "0");
    // No task may return an answer: they are handed over while they are made.
    settings.put("spark.driver.maxResultSize", Long.toString(LARGEST_RESULT.bytes()));
    settings.put("spark.sql.warehouse.dir", home.resolve("spark").toString());
    settings.put(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
            + StageShare.class.getName()
            + ","
            + TaskChecks.class.getName());
    // Half of what the context has.
    settings.put("spark.default.parallelism", "1");
    settings.put("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    settings.put("spark.sql.catalog.lake.type", "hadoop");
    settings.put("spark.sql.catalog.lake.warehouse", home.resolve("warehouse").toString());
    settings.put("spark.sql.defaultCatalog", "lake");
    settings.put("spark.sql.session.timeZone", ZONE.getId());
    SparkSession spark = LocalLake.session(settings);
    Workspace workspace =
        withScreen(Contracts.workspace(home, LocalLake.settings(home), readings(), concealed()));
    ServeFixture fixture = new ServeFixture(spark, workspace);
    spark.sql("CREATE NAMESPACE IF NOT EXISTS air");
    spark.sql(
        "CREATE TABLE air.ods_reading (station STRING, taken_at TIMESTAMP, value INT,"
            + " price DECIMAL(12,2), tags ARRAY<STRING>) USING iceberg");
    spark.sql(
        "INSERT INTO air.ods_reading VALUES"
            + " ('天府一街', TIMESTAMP '2026-05-01 08:30:00.123456', 41, 12.50, array('甲', null)),"
            + " ('O''Brien', null, null, null, null),"
            + " ('s3', TIMESTAMP '2026-05-02 00:00:00', 7, -0.01, array())");
    return fixture;
  }

  private static Workspace withScreen(Workspace plain) {
    Panel all =
        new Panel(
            "all",
            new Title("全部", "All"),
            Chart.TABLE,
            null,
            List.of(),
            "SELECT station, value FROM air.ods_reading ORDER BY value NULLS LAST",
            List.of(),
            "air.yaml");
    Panel above =
        new Panel(
            "above",
            new Title("以上", "Above"),
            Chart.TABLE,
            null,
            List.of(),
            "SELECT station FROM air.ods_reading WHERE value >= :least AND station <> :but",
            List.of(
                new PanelParameter("least", ColumnType.Simple.INT, null),
                new PanelParameter("but", ColumnType.Simple.STRING, "nowhere")),
            "air.yaml");
    Panel joined =
        new Panel(
            "joined",
            new Title("合并", "Joined"),
            Chart.TABLE,
            null,
            List.of(),
            "SELECT station FROM air.ods_reading UNION SELECT station FROM air.concealed",
            List.of(),
            "air.yaml");
    Panel unseen =
        new Panel(
            "unseen",
            new Title("未见", "Unseen"),
            Chart.TABLE,
            null,
            List.of(),
            "SELECT station FROM air.concealed",
            List.of(),
            "air.yaml");
    Application screen =
        new Application(
            "air", new Title("空气", "Air"), "生态环境局", List.of(all, above, joined, unseen));
    return new Workspace(
        plain.home(),
        plain.settings(),
        plain.themes(),
        plain.datasets(),
        plain.jobs(),
        plain.steps(),
        plain.codeTables(),
        plain.calendars(),
        new TreeMap<>(Map.of("air", screen, "watch", watch())),
        plain.feeds(),
        plain.map(),
        plain.policies(),
        plain.broken());
  }

  /** A screen that looks through a window, at the newest day where nobody says which. */
  private static Application watch() {
    TimeWindow window =
        new TimeWindow(TimeWindow.By.DAY, "SELECT max(date(taken_at)) FROM air.ods_reading", 1);
    WindowedQuery query =
        new WindowedQuery(
            "SELECT date(taken_at) AS day, max(value) AS value FROM air.ods_reading"
                + " WHERE date(taken_at) BETWEEN :from AND :until AND (:station IS NULL OR station = :station)"
                + " GROUP BY 1 ORDER BY 1",
            window);
    List<PanelParameter> parameters = new ArrayList<>(query.bounds());
    Choices stations =
        new Choices("SELECT DISTINCT station FROM air.ods_reading ORDER BY 1", List.of());
    parameters.add(
        new PanelParameter("station", ColumnType.Simple.STRING, null, false, null, stations));
    PanelLook look =
        new PanelLook(
            Map.of(
                "value",
                new PanelColumn(null, null, BigDecimal.TEN, BigDecimal.ONE, PanelColumn.Bad.LOW)),
            new Comparison(
                Comparison.To.YESTERDAY,
                Comparison.As.SERIES,
                List.of("day"),
                List.of("value"),
                query.earlier(Comparison.To.YESTERDAY)),
            null,
            List.of(
                new Drill.ToScreen("air", "all", Map.of()),
                new Drill.ToRows(
                    TableName.parse("air.ods_reading"), Map.of("station", "day"), "taken_at", true),
                new Drill.ToRows(TableName.parse("air.concealed"), Map.of(), null, true),
                new Drill.ToMap("nowhere", Map.of())));
    Panel days =
        new Panel(
            "days",
            new Title("逐日", "By day"),
            Chart.LINE,
            "day",
            List.of("value"),
            query.sql(),
            parameters,
            "watch.yaml",
            look);
    return new Application("watch", new Title("值守", "Watch"), "生态环境局", window, List.of(days));
  }

  /** Nobody is told of it. */
  private static DatasetContract concealed() {
    DatasetContract plain = Contracts.readings();
    return new DatasetContract(
        TableName.parse("air.concealed"),
        plain.title(),
        plain.layer(),
        plain.grain(),
        plain.owner(),
        plain.key(),
        plain.sequence(),
        plain.writeMode(),
        plain.deletes(),
        plain.columns(),
        plain.partitionBy(),
        plain.sortBy(),
        plain.updateCycle(),
        plain.retention(),
        plain.zone(),
        plain.tags(),
        plain.expressions(),
        plain.audits());
  }

  private static DatasetContract readings() {
    DatasetContract plain = Contracts.readings();
    List<ColumnContract> columns = new ArrayList<>(plain.columns());
    ColumnContract station = columns.get(0);
    columns.set(
        0,
        new ColumnContract(
            station.name(),
            station.type(),
            new Title("站点", "Station"),
            null,
            true,
            1,
            null,
            List.of(),
            List.of()));
    columns.add(Contracts.column("price", new ColumnType.Decimal(12, 2), false));
    columns.add(
        new ColumnContract(
            "hidden",
            ColumnType.Simple.STRING,
            new Title("住址", "Residence"),
            null,
            false,
            3,
            null,
            List.of(),
            List.of()));
    return Contracts.withColumns(plain, columns);
  }

  /** Starts the Flight server once; answers its port. */
  public int flight(Duration patience) {
    if (flight == null) {
      FlightFront.Parts parts =
          new FlightFront.Parts(
              engine, releases(), shelf(), logins, new Sessions(), calls, Clock.systemUTC());
      ListenAddress door = new ListenAddress("127.0.0.1", 0, null, ZONE, patience, serveLimits);
      flight = FlightFront.open(parts, door, allocator);
    }
    return flight.port();
  }

  /** Starts the HTTP server once; answers its port. */
  public int http() {
    if (http == null) {
      http =
          HttpFront.open(
              new HttpFront.Parts(
                  engine,
                  releases(),
                  catalogue(),
                  logins,
                  calls,
                  () -> ready ? HealthServer.READY : "warming",
                  0,
                  new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                  results),
              new ListenAddress("127.0.0.1", 0, null, ZONE, httpPatience, serveLimits),
              allocator);
    }
    return http.port();
  }

  public int healthPort() {
    return http.healthPort();
  }

  public Releases releases() {
    return new Releases() {
      @Override
      public Release latest() {
        return release;
      }

      @Override
      public Optional<Release> find(long id) {
        return list(1).stream()
            .filter(each -> id >= 1 && id <= each.id())
            .map(each -> made(id))
            .findFirst();
      }

      @Override
      public Optional<Release> at(Instant time) {
        return find(Math.min(release.id(), time.getEpochSecond()));
      }

      @Override
      public List<Release> list(int limit) {
        return List.of(release);
      }

      @Override
      public Reading read(Release of) {
        reading.merge(of.id(), 1, Integer::sum);
        return () -> reading.merge(of.id(), -1, Integer::sum);
      }
    };
  }

  public CatalogView shelf() {
    return new CatalogView(workspace, new AllButHidden(), journal);
  }

  /** Its links as the statements' texts have them. */
  public Catalogue catalogue() {
    CatalogView shelf = shelf();
    return new Catalogue(
        shelf,
        new CatalogSearch(workspace, shelf),
        new TableLinks(
            workspace,
            (sql, source) ->
                workspace.datasets().keySet().stream()
                    .filter(each -> sql.contains(each.toString()))
                    .collect(Collectors.toCollection(TreeSet::new))));
  }

  /** Serves a release: its number is the second of 1970 at which it was made. */
  public void release(long id) {
    release = made(id);
  }

  private static Release made(long id) {
    return new Release(id, Instant.EPOCH.plusSeconds(id), new TreeMap<>());
  }

  /** Fails where Arrow memory has leaked. */
  @Override
  public void close() {
    engine.close();
    if (flight != null) {
      flight.close();
    }
    if (http != null) {
      http.close();
    }
    results.close();
    allocator.close();
  }

  private static final class AllButHidden implements Visibility {
    @Override
    public boolean shows(Caller caller, TableName table) {
      return !caller.user().equals("stranger")
          && !table.isSystem()
          && !table.toString().equals("air.concealed");
    }

    @Override
    public boolean shows(Caller caller, TableName table, String column) {
      return !column.equals("hidden");
    }

    @Override
    public boolean reads(Caller caller, TableName table, String column) {
      return shows(caller, table, column) && (!column.equals("price") || caller.purpose() != null);
    }

    @Override
    public boolean tellsPersons(Caller caller, TableName table) {
      return caller.purpose() != null;
    }

    @Override
    public Optional<Set<String>> unmasked(Caller caller, TableName table, Set<String> columns) {
      return columns.stream().allMatch(each -> reads(caller, table, each))
          ? Optional.of(columns)
          : Optional.empty();
    }
  }
}
