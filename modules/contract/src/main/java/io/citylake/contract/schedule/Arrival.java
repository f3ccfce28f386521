package io.citylake.contract.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What must be there before a slot runs. Paths are under the source roots, and as the files read
 * for the slot's business date.
 *
 * @param files a glob; null for the job's own path
 * @param count how many files that are whole must match at least; 0 for none
 * @param doneFlag a file that whoever delivers writes last, as {@code _SUCCESS}; null for none
 * @param control that lists what was delivered; null for none
 */
public record Arrival(
    @Nullable String files, int count, @Nullable String doneFlag, @Nullable Control control) {

  /**
   * A CSV file in UTF-8 with a header, which names files beside it.
   *
   * @param file the column with their names
   * @param bytes the column with their sizes; null where it has none
   */
  public record Control(String path, String file, @Nullable String bytes) {}
}
