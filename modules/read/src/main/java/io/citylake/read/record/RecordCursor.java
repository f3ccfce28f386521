package io.citylake.read.record;

import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a source, one at a time, used by one thread. It delivers every record: one
 * that cannot be read comes out as a {@link RawRow#malformed()} one, and a line that is no record
 * by the job's own words comes out as {@link #skipped()}; only wholly empty lines are passed over.
 */
public interface RecordCursor extends Closeable {
  /**
   * Moves to the next record.
   *
   * @throws IOException where the storage fails or the container (gzip, zip, Parquet) is broken
   * @throws io.citylake.model.CityLakeException where the source as a whole cannot be read
   */
  boolean next() throws IOException;

  /** The current record; the same instance is filled again by {@link #next()}. */
  RawRow row();

  /** Where the current record comes from; the same instance as long as the source is the same. */
  RowOrigin origin();

  /** Whether the current record is a repeated header, a total line, a footnote or the like. */
  default boolean skipped() {
    return false;
  }

  /**
   * Names that must be there and that no record so far has had; empty where the header vouches for
   * them, and before the first record.
   */
  default List<String> missing() {
    return List.of();
  }

  /**
   * How much of what its task weighs was read so far, for display; 0 where nobody counts before the
   * end.
   */
  default long bytes() {
    return 0;
  }

  /** The quarantined row that the current record tries again, or null. */
  default @Nullable Retry retry() {
    return null;
  }

  /**
   * A quarantined row on its way through the job again.
   *
   * @param id of the quarantined row
   * @param attempt how often it was refused, from 1
   */
  record Retry(String id, int attempt) {}
}
