package io.citylake.engine;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Work of a thread under a session's settings. Spark reads SQL that stands in a column ({@code
 * expr}) by the session that is active in the thread, and in a thread that has none by its own
 * defaults: there a timestamp's text is in the zone of the machine.
 */
public final class ActiveSession {
  private ActiveSession() {}

  /** Does something under a session's settings; the thread has its own again afterwards. */
  public static <T> T call(SparkSession session, Supplier<T> work) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return work.get();
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
