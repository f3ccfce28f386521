package io.citylake.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record as its source delivered it: text by source name, and where it stood. Cursors reuse one
 * instance, so it holds only until the next record; whoever keeps something copies it. Not
 * thread-safe.
 */
public interface RawRow {
  /** The source's names; the same list instance as long as the header holds. */
  List<String> names();

  /** How many values arrived; a ragged record has more or fewer than there are names. */
  int width();

  /** The text at a name's index, null where the source has none there (also for a short record). */
  @Nullable String value(int index);

  /** Line, row or ordinal in the source, from 1: the first line of a record that spans several. */
  long place();

  /** Why the reader itself refuses the record (ragged, not JSON, not decodable), or null. */
  @Nullable String malformed();

  /**
   * The whole record as one JSON object: source name to text in source order; surplus values under
   * {@code _extra}, text that could not be split under {@code _text}. Rendered when asked for, so
   * only refused rows pay.
   */
  String raw();
}
