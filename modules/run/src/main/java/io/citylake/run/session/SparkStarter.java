package io.citylake.run.session;

import io.citylake.engine.start.CompiledContext;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** How a process comes by its Spark session, and how it leaves it. */
public interface SparkStarter {
  SparkSession start(Map<String, String> settings);

  void stop(SparkSession session);

  /**
   * The pool of Spark's fair scheduler that tasks of its sessions are in; empty for that which
   * threads say themselves.
   */
  default String pool() {
    return "";
  }

  /** Starts Spark for one lake alone, and ends it with the lake. */
  static SparkStarter owned() {
    return new SparkStarter() {
      @Override
      public SparkSession start(Map<String, String> settings) {
        SparkConf conf = new SparkConf();
        settings.forEach(conf::set);
        return SparkSession.builder().sparkContext(CompiledContext.start(conf)).getOrCreate();
      }

      @Override
      public void stop(SparkSession session) {
        session.stop();
      }
    };
  }
}
