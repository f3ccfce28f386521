package io.citylake.lake.session;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.LakeCatalog;
import io.citylake.lake.filter.ExactFilters;
import io.citylake.lake.io.PageChecksums;
import io.citylake.lake.system.SystemCatalog;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Spark is told at its start: the one place for it, each setting with its reason. */
public final class SparkSettings {
  private static final String CATALOG_KEY = "spark.sql.catalog." + Lake.CATALOG;

  private static final String EXTENSIONS = "spark.sql.extensions";

  private SparkSettings() {}

  /**
   * The settings of a session, sorted; those of {@code conf/citylake.yaml} win over ours, and its
   * extensions come beside ours. Hadoop's may hold secrets and go in with their prefix; the
   * catalog's user and password do not go in at all (see {@link LakeCatalog}).
   */
  public static SortedMap<String, String> of(Settings settings) {
    SortedMap<String, String> spark = new TreeMap<>();
    spark.put(Settings.MASTER, settings.master());
    engine(spark, settings);
    catalog(spark, settings);
    PageChecksums.settings().forEach((key, value) -> spark.put("spark.hadoop." + key, value));
    if (!settings.isOnCluster()) {
      oneMachine(spark);
    }
    settings.hadoop().forEach((key, value) -> spark.put("spark.hadoop." + key, value.reveal()));
    spark.putAll(ClusterSettings.of(settings.master(), settings.spark()));
    spark.put(EXTENSIONS, extensions(settings));
    return spark;
  }

  /** Ours first, then those of the deployment: without ours answers are wrong. */
  private static String extensions(Settings settings) {
    Set<String> all = new LinkedHashSet<>();
    all.add("org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    all.add(ExactFilters.class.getName());
    String more = settings.spark().getOrDefault(EXTENSIONS, "");
    Stream.of(more.split(",")).map(String::strip).filter(each -> !each.isEmpty()).forEach(all::add);
    return String.join(",", all);
  }

  private static void engine(Map<String, String> spark, Settings settings) {
    spark.put("spark.app.name", "citylake");
    // Its pages show statements, paths and settings to whoever reaches the port.
    spark.put("spark.ui.enabled", "false");
    // A number that does not fit is an error, never a silent null.
    spark.put("spark.sql.ansi.enabled", "true");
    // A page is by default a share of the heap: 64 MB to zero and to collect for each small sort. A
    // task still addresses 8192 of them.
    spark.put("spark.buffer.pageSize", "4m");
    // Each stage is broadcast, and a broadcast is built in blocks of this size: 4 MB by default.
    spark.put("spark.broadcast.blockSize", "256k");
    // Nobody adds classes to a session, and looking for them there costs each lookup of a class.
    spark.put("spark.sql.artifact.isolation.enabled", "false");
    // Local times in SQL mean the city's, wherever the process runs.
    spark.put("spark.sql.session.timeZone", settings.zone().getId());
    // Whatever Spark writes goes to the workspace's state, not to the current directory.
    spark.put("spark.sql.warehouse.dir", settings.stateDir().resolve("spark").toString());
    spark.put("spark.local.dir", settings.stateDir().resolve("tmp").toString());
    // What only its pages would show: a plan's text is long, and by default a thousand are kept.
    spark.put("spark.sql.ui.retainedExecutions", "10");
    spark.put("spark.sql.ui.explainMode", "simple");
    spark.put("spark.ui.retainedJobs", "10");
    spark.put("spark.ui.retainedStages", "10");
    spark.put("spark.ui.retainedTasks", "100");
    // One bar of our own is enough.
    spark.put("spark.ui.showConsoleProgress", "false");
    // What running tasks have read comes with it, for that bar to move by; every 10 s by default.
    spark.put("spark.executor.heartbeatInterval", "500ms");
    // A query by path would read files past the catalog and whoever guards it.
    spark.put("spark.sql.runSQLOnFiles", "false");
  }

  private static void catalog(Map<String, String> spark, Settings settings) {
    spark.put(CATALOG_KEY, SystemCatalog.class.getName());
    spark.put(CATALOG_KEY + ".catalog-impl", LakeCatalog.class.getName());
    // A commit of another process, or of ours past Spark, must be seen by the next statement.
    spark.put(CATALOG_KEY + ".cache-enabled", "false");
    Lake.catalogProperties(settings)
        .forEach((key, value) -> spark.put(CATALOG_KEY + "." + key, value));
    spark.put("spark.sql.defaultCatalog", Lake.CATALOG);
    // Asking every file's hosts costs planning time, and most stores have none.
    spark.put("spark.sql.iceberg.locality.enabled", "false");
  }

  /** What doesn't hold of a cluster, whose cores and addresses Spark finds out itself. */
  private static void oneMachine(Map<String, String> spark) {
    String cores = Integer.toString(Runtime.getRuntime().availableProcessors());
    // The default of 200 makes 200 tiny tasks of every shuffle.
    spark.put("spark.sql.shuffle.partitions", cores);
    spark.put("spark.default.parallelism", cores);
    // Splits are planned for the cores there are, not for Spark's 200 shuffle partitions.
    spark.put("spark.sql.iceberg.read.adaptive-split-size.parallelism", cores);
    // Embedded: no other machine calls in.
    spark.put("spark.driver.bindAddress", "127.0.0.1");
    spark.put("spark.driver.host", "127.0.0.1");
  }
}
