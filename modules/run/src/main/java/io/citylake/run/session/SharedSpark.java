package io.citylake.run.session;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * One Spark for several lakes of a process, each with sessions of its own: started with settings of
 * its own by whoever asks first, and ended when this is closed. Safe for threads.
 */
public final class SharedSpark implements AutoCloseable {
  private final SparkStarter starter;

  private final Map<String, String> settings;

  /** Set under the lock, and read without it: a start may take minutes. */
  private volatile @Nullable SparkSession first;

  /**
   * @param settings that Spark starts with, whatever the lakes' own say
   */
  public SharedSpark(SparkStarter starter, Map<String, String> settings) {
    this.starter = starter;
    this.settings = settings;
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
      public SparkSession start(Map<String, String> own) {
        return session();
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

  private synchronized SparkSession session() {
    SparkSession present = first;
    if (present == null) {
      present = starter.start(settings);
      first = present;
    }
    return present.newSession();
  }

  /** Whether it was started and has ended, so that whatever is asked of it fails. */
  public boolean isLost() {
    SparkSession present = first;
    return present != null && present.sparkContext().isStopped();
  }

  @Override
  public synchronized void close() {
    SparkSession present = first;
    if (present != null) {
      starter.stop(present);
      first = null;
    }
  }
}
