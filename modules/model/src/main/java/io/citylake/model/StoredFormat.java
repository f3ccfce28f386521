package io.citylake.model;

/**
 * The form in which something is kept from one program to a later one. A program reads each form up
 * to the one it writes, and refuses a later one, because it would misread it, or damage it, in
 * silence. That is another message than damage: nothing has to be restored.
 *
 * @param what as a sentence names it: {@code the lake}
 * @param known the latest, which this program writes; the first is 1
 */
public record StoredFormat(String what, int known) {
  /**
   * Called before anything else of it is read.
   *
   * @param writer the program that wrote it, as {@code CityLake 1.2}
   * @param place where it is kept
   * @throws CityLakeException LAKE_NEWER
   */
  public void requireKnown(int found, String writer, String place) {
    if (found > known) {
      throw new CityLakeException(
          ErrorCode.LAKE_NEWER,
          "Cannot open %s: it was written by %s in format %d, this program knows up to %d; use that version or a later one (%s)"
              .formatted(what, writer, found, known, place));
    }
  }
}
