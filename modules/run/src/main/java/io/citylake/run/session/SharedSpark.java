package io.citylake.run.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * One Spark for several lakes of a process, each with sessions of its own: started by whoever asks
 * first, whose settings count, and ended when this is closed. Safe for threads.
 */
public final class SharedSpark implements AutoCloseable {
  private final SparkStarter starter;

  @GuardedBy("this")
  private @Nullable SparkSession first;

  public SharedSpark(SparkStarter starter) {
    this.starter = starter;
  }

  /**
   * For one of those who share it.
   *
   * @param pool whose tasks have their turn beside those of other pools, where Spark's scheduler is
   *     fair; empty for none of its own
   */
  public SparkStarter share(String pool) {
    return new SparkStarter() {
      @Override
      public SparkSession start(Map<String, String> settings) {
        return session(settings);
      }

      @Override
      public void stop(SparkSession session) {
        // The others go on with it.
      }

      @Override
      public String pool() {
        return pool;
      }
    };
  }

  private synchronized SparkSession session(Map<String, String> settings) {
    SparkSession present = first;
    if (present == null) {
      present = starter.start(settings);
      first = present;
    }
    return present.newSession();
  }

  /** Whether it was started and has ended, so that whatever is asked of it fails. */
  public synchronized boolean isLost() {
    return first != null && first.sparkContext().isStopped();
  }

  @Override
  public synchronized void close() {
    if (first != null) {
      starter.stop(first);
      first = null;
    }
  }
}
