package io.citylake.read.file;

import io.citylake.read.file.DeliveredFiles.Delivered;
import java.util.function.Predicate;

/**
 * What may become of files that were loaded.
 *
 * @param missing of those that are not there any more, in a full refresh
 * @param isFinal which must stay as they were read: another content of such a file is refused as a
 *     whole
 */
public record EarlierFiles(Missing missing, Predicate<Delivered> isFinal) {
  /** All of it may be corrected, and what is not there any more stays. */
  public static final EarlierFiles OPEN = new EarlierFiles(Missing.KEEP, file -> false);
}
