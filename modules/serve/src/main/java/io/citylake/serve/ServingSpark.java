package io.citylake.serve;

import io.citylake.contract.settings.Settings;
import io.citylake.serve.engine.StageShare;
import io.citylake.serve.engine.TaskChecks;
import java.util.Map;
import java.util.TreeMap;

/** What Spark is told beside the usual where it serves many at once, each with its reason. */
public final class ServingSpark {
  /**
   * Tasks for each core. A stage takes as many as there are cores, so that it takes as many heavy
   * queries at once to leave none for a light one.
   */
  private static final int TASKS_A_CORE = 16;

  private ServingSpark() {}

  /** The same with ours; what the deployment says itself wins. */
  public static Settings settings(Settings plain) {
    Map<String, String> spark = new TreeMap<>();
    int cores = Runtime.getRuntime().availableProcessors();
    spark.put("spark.master", "local[%d]".formatted(TASKS_A_CORE * cores));
    spark.put(
        "spark.sql.extensions", StageShare.class.getName() + "," + TaskChecks.class.getName());
    // Jobs of different users take turns instead of standing in one line.
    spark.put("spark.scheduler.mode", "FAIR");
    // A query that asks for more memory than there is ends itself, not the server.
    spark.put("spark.executor.killOnFatalError.depth", "0");
    // Compiled plans: the screens alone have more stages than the hundred that Spark keeps.
    spark.put("spark.sql.codegen.cache.maxEntries", "2000");
    spark.putAll(plain.spark());
    return plain.withSpark(spark);
  }
}
