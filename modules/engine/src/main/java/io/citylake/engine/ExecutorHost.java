package io.citylake.engine;

import java.util.Optional;
import org.apache.spark.SparkEnv;

/** Where a task runs that doesn't run in the process of whoever asked for it. */
public final class ExecutorHost {
  private static final String DRIVER = "driver";

  private ExecutorHost() {}

  /** The host that Spark calls this process by; empty where it is not an executor's own. */
  public static Optional<String> find() {
    return Optional.ofNullable(SparkEnv.get())
        .filter(spark -> !spark.executorId().equals(DRIVER))
        .map(spark -> spark.blockManager().blockManagerId().host());
  }
}
