package io.citylake.read.jdbc;

import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;

/** One range of a table, read over one connection. */
record QueryTask(Database database, QueryText query, RowOrigin origin, Share share, int fetchSize)
    implements RecordTask {

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
  public RecordCursor open() {
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
