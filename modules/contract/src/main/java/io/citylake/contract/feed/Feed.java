package io.citylake.contract.feed;

import io.citylake.contract.Title;
import io.citylake.model.DataSize;
import io.citylake.model.Secret;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code conf/feeds/NAME.yaml}: what senders push, kept until every job that reads it has published
 * it.
 *
 * @param senders their keys, by their names
 */
public record Feed(
    String name, Title title, SortedMap<String, Secret> senders, Limits limits, Room room) {
  public Feed {
    senders = Collections.unmodifiableSortedMap(new TreeMap<>(senders));
  }

  /**
   * What a sender may do.
   *
   * @param message how large one may be
   * @param body how large one request may be
   * @param depth how deep the values of a message may be nested
   * @param rate messages a second, on the long run
   */
  public record Limits(DataSize message, DataSize body, int depth, int rate) {}

  /**
   * What the spool may take of the disk.
   *
   * @param most bytes at most
   * @param slowFrom bytes from which more and more senders are asked to wait
   * @param keepFree bytes of the disk that are left to others
   * @param segment bytes of one file
   */
  public record Room(DataSize most, DataSize slowFrom, DataSize keepFree, DataSize segment) {}

  /** Where the spool of a feed is. */
  public static Path spool(Path stateDir, String feed) {
    return stateDir.resolve("spool").resolve(feed);
  }
}
