package io.citylake.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;

/**
 * Ends what Spark can't go on without, once a file says what: {@code scheduler}, the thread that an
 * OutOfMemoryError ends and nobody misses, or {@code context}. Spark makes it by name.
 */
public final class EndsSpark extends SparkListener {
  static final String FILE = "spark.citylake.test.ends";

  public EndsSpark(SparkConf conf) {
    Path file = Path.of(conf.get(FILE));
    Thread thread = new Thread(() -> await(file), "ends-spark");
    thread.setDaemon(true);
    thread.start();
  }

  private static void await(Path file) {
    try {
      while (!Files.exists(file)) {
        new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
      }
      if (file.toString().endsWith("context")) {
        SparkContext.getOrCreate().stop();
        return;
      }
      Thread.getAllStackTraces().keySet().stream()
          .filter(each -> each.getName().equals("dag-scheduler-event-loop"))
          .forEach(Thread::interrupt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
