package io.citylake.run.session;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.metadata.SmallData;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;

/**
 * A second session on the same Spark for jobs of {@link SmallData}, whose time goes into preparing
 * queries: plans are interpreted instead of compiled, run in one partition and are not planned anew
 * half-way. On many rows each of these would cost more than it saves. What a query answers is the
 * same.
 */
public final class SmallSession {
  private static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.of(
              // Compiling a plan takes 50 ms and more, once for each shape of table and statement.
              "spark.sql.codegen.wholeStage", "false",
              "spark.sql.codegen.factoryMode", "NO_CODEGEN",
              // What shuffles are left are one task each, and a query is one Spark job instead of
              // one a stage.
              "spark.sql.shuffle.partitions", "1",
              "spark.sql.adaptive.enabled", "false",
              // What a merge keeps fits, and is read twice: finding how to press it costs more.
              "spark.sql.inMemoryColumnarStorage.compressed", "false"));

  private SmallSession() {}

  /** With the standard session's settings, ours over them, and the deployment's over both. */
  public static SparkSession of(SparkSession standard, Settings settings) {
    SparkSession small = standard.newSession();
    Map<String, String> all = new TreeMap<>();
    scala.jdk.javaapi.CollectionConverters.asJava(standard.conf().getAll()).forEach(all::put);
    all.putAll(SETTINGS);
    all.putAll(settings.spark());
    all.forEach(
        (key, value) -> {
          if (key.startsWith("spark.sql.") && !SQLConf.isStaticConfigKey(key)) {
            small.conf().set(key, value);
          }
        });
    OneTaskScan.install(small);
    return small;
  }
}
