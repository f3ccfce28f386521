package io.citylake.lake.io;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A file in a warehouse on a disk, by which a process on another machine sees that it has the same
 * disk before it: else it would write rows into a directory of its own, which nobody reads.
 */
public final class WarehouseMark {
  /** The setting of the tables' file access that holds what the file says. */
  public static final String PROPERTY = "citylake.warehouse-mark";

  private static final String FILE = ".citylake-mark";

  private WarehouseMark() {}

  /**
   * Leaves a mark where there is none; does nothing for a warehouse that is no directory.
   *
   * @return what the mark says
   */
  public static Optional<String> leave(URI warehouse) {
    String location = Warehouse.location(warehouse);
    if (!LocalPaths.isLocal(location)) {
      return Optional.empty();
    }
    Path file = LocalPaths.path(location).resolve(FILE);
    try {
      Files.createDirectories(file.getParent());
      try {
        Files.writeString(file, UUID.randomUUID().toString(), StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        // Left before.
      }
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot mark the warehouse: %s (file=%s)".formatted(StorageFault.reason(e), file),
          e);
    }
  }

  /**
   * Looks for the mark from where this process runs.
   *
   * @throws CityLakeException STORAGE_FAILED where it is not there or another's
   */
  static void require(String warehouse, String mark) {
    String found;
    try {
      found = Files.readString(LocalPaths.path(warehouse).resolve(FILE));
    } catch (IOException e) {
      found = "";
    }
    if (!found.equals(mark)) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot use the warehouse from %s: that machine of the cluster has another directory there, or none (warehouse=%s); put the warehouse on a disk that all of them share under one path, or on HDFS or S3"
              .formatted(host(), LocalPaths.path(warehouse)));
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "a host without a name";
    }
  }
}
