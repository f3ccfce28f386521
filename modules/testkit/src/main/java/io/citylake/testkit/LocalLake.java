package io.citylake.testkit;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.Thresholds;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.engine.start.CompiledContext;
import io.citylake.engine.start.KnownAbsent;
import io.citylake.model.DataSize;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** A lake in a directory of a test, and the one Spark session of the test JVM. */
public final class LocalLake {
  private LocalLake() {}

  /** Settings of a workspace in a directory, on SQLite, with everything at its default. */
  public static Settings settings(Path home) {
    return settings(home, "jdbc:sqlite:" + home.resolve(".citylake/catalog.db"), Map.of());
  }

  /** Settings with faults: see {@link Faults}. */
  public static Settings faultySettings(Path home, String fileIo) {
    Map<String, String> spark = new TreeMap<>();
    spark.put("spark.sql.catalog.lake.io-impl", FaultInjectingFileIo.class.getName());
    spark.put("spark.sql.catalog.lake." + FaultInjectingFileIo.DELEGATE, fileIo);
    String uri =
        FaultInjectingDriver.PREFIX + "jdbc:sqlite:" + home.resolve(".citylake/catalog.db");
    return settings(home, uri, spark);
  }

  public static Settings settings(Path home, String catalog, Map<String, String> spark) {
    Path state = home.resolve(".citylake");
    return new Settings(
        state,
        new CatalogSettings(catalog, null, null),
        state.resolve("warehouse").toUri(),
        List.of("landing"),
        ZoneId.of("Asia/Shanghai"),
        Thresholds.NONE,
        new Caps(DataSize.parse("1GB"), 200, 10_000, 10_000, DataSize.parse("16MB")),
        spark,
        Map.of());
  }

  /**
   * A session for a lake. The JVM has one Spark context; each lake gets a session of its own, so
   * that each has its own catalog.
   *
   * @param spark as {@code SparkSettings} gives them
   */
  public static SparkSession session(Map<String, String> spark) {
    SparkSession session = first(spark).newSession();
    spark.entrySet().stream()
        .filter(entry -> isOfSession(entry.getKey()))
        .forEach(entry -> session.conf().set(entry.getKey(), entry.getValue()));
    SparkSession.setActiveSession(session);
    return session;
  }

  /** The session that the JVM's context has; it is made as commands make theirs. */
  private static SparkSession first(Map<String, String> spark) {
    Option<SparkSession> there = SparkSession.getDefaultSession();
    if (there.isDefined() && !there.get().sparkContext().isStopped()) {
      return there.get();
    }
    SparkConf conf = new SparkConf().setAppName("citylake-tests");
    spark.entrySet().stream()
        .filter(entry -> !isOfSession(entry.getKey()))
        .forEach(entry -> conf.set(entry.getKey(), entry.getValue()));
    // Tests look at task retries: two cores, three tries for each task.
    conf.set("spark.master", "local[2,3]");
    // The context outlives the first test's directory.
    conf.set("spark.local.dir", System.getProperty("java.io.tmpdir"));
    KnownAbsent.install();
    return SparkSession.builder().sparkContext(CompiledContext.start(conf)).getOrCreate();
  }

  /** What one lake's session must not leave to another's. */
  private static boolean isOfSession(String key) {
    return key.startsWith("spark.sql.catalog.")
        || key.equals("spark.sql.defaultCatalog")
        || key.equals("spark.sql.session.timeZone");
  }
}
