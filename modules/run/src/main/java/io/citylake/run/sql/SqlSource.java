package io.citylake.run.sql;

import java.util.List;

/** Whom the person at the terminal asks. One statement at a time. */
public interface SqlSource {
  /**
   * Runs one statement.
   *
   * @throws io.citylake.model.CityLakeException SQL_INVALID with a sentence where it cannot be run
   */
  SqlEngine.Answer query(String statement);

  /** Stops what runs now, from another thread. */
  void cancel();

  /** All tables as {@code theme.table}, for completion. */
  List<String> tableNames();
}
