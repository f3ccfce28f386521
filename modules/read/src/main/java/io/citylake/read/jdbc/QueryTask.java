package io.citylake.read.jdbc;

import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordTask;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One range of a table, read over one connection.
 *
 * @param chosen which of its rows
 */
record QueryTask(
    Database database, QueryText query, RowOrigin origin, Share share, int fetchSize, Chosen chosen)
    implements RecordTask {

  /**
   * Rows of a range, and what becomes of them.
   *
   * @param rows by content, each as often as it is there
   * @param form what of them is digested
   * @param refusal why each of them is refused; empty for none
   */
  record Chosen(Which which, RowDigests rows, RowForm form, String refusal)
      implements Serializable {
    static final Chosen ALL = new Chosen(Which.ALL_BUT, RowDigests.NONE, RowForm.WHOLE, "");
  }

  /** How rows are chosen by those that are named. */
  enum Which {
    ONLY,
    ALL_BUT
  }

  /** How many rows there are to read now. */
  long count() {
    if (chosen.which() == Which.ONLY) {
      return chosen.rows().size();
    }
    String sql = "SELECT count(*) FROM (" + query.sql() + ") AS asked";
    try (Connection connection = database.open();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      query.bind(statement, database);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw database.failure(origin.source(), e);
    }
  }

  /**
   * Which of the ranges.
   *
   * @param rowsPerSecond at most, of this range; 0 for no limit
   */
  record Share(int index, int count, long rowsPerSecond) implements Serializable {
    /** Unique over all ranges: their rows take turns. */
    long place(long ordinal) {
      return (ordinal - 1) * count + index + 1;
    }
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public QueryCursor open() {
    try {
      Connection connection = database.open();
      try {
        return new QueryCursor(this, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw database.failure(origin.source(), e);
    }
  }
}
