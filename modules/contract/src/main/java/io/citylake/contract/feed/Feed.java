package io.citylake.contract.feed;

import io.citylake.contract.Title;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code conf/feeds/NAME.yaml}: what senders push, kept until every job that reads it has published
 * it.
 *
 * @param senders who pushes by HTTP: their keys, by their names
 * @param format what senders push
 * @param viid who pushes by GA/T 1400; null for nobody
 * @param mqtt what comes by MQTT
 */
public record Feed(
    String name,
    Title title,
    SortedMap<String, Secret> senders,
    Limits limits,
    Room room,
    BodyFormat format,
    @Nullable Viid viid,
    Mqtt mqtt) {
  public Feed {
    senders = Collections.unmodifiableSortedMap(new TreeMap<>(senders));
  }

  /** A feed of JSON messages that senders push. */
  public Feed(
      String name, Title title, SortedMap<String, Secret> senders, Limits limits, Room room) {
    this(name, title, senders, limits, room, BodyFormat.JSON, null, Mqtt.none());
  }

  /**
   * What a sender may do.
   *
   * @param message how large one may be
   * @param body how large one request may be
   * @param messages how many one request may hold
   * @param depth how deep the values of a message may be nested
   * @param rate messages a second of a sender by HTTP, publications a second of a connection by
   *     MQTT, on the long run
   */
  public record Limits(DataSize message, DataSize body, int messages, int depth, int rate) {}

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

  /** The feeds that have a spool, whatever is declared. */
  public static List<String> spools(Path stateDir) {
    Path all = stateDir.resolve("spool");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> spools = Files.list(all)) {
      return spools
          .filter(Files::isDirectory)
          .map(each -> each.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED, "Cannot list the spools of feeds: %s".formatted(e), e);
    }
  }
}
