package io.citylake.read.format;

import io.citylake.model.RowOrigin;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file's content that one cursor reads.
 *
 * @param firstLine the physical line that it starts with, from 1
 * @param middle what the head of the file said, for a part that does not begin there; null for one
 *     that does
 */
public record SplitRange(RowOrigin origin, long firstLine, @Nullable Middle middle)
    implements Serializable {

  /** The whole content. */
  public static SplitRange whole(RowOrigin origin) {
    return new SplitRange(origin, 1, null);
  }

  /**
   * What the head of a file says about its middle.
   *
   * @param charset after a look at the byte-order mark
   * @param header null for formats without one
   */
  public record Middle(String charset, @Nullable HeaderText header) implements Serializable {}
}
