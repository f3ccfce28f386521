package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.lake.io.Warehouse;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a lake keeps what nobody else on its machine may read: the state directory, and a warehouse
 * that is a directory. On a cluster tasks may run under another account, so there the warehouse is
 * as its maker's umask says, and a state directory around it can be gone through, not listed.
 */
public final class PrivatePlaces {
  private PrivatePlaces() {}

  /**
   * Makes those that are missing.
   *
   * @throws CityLakeException STORAGE_FAILED
   */
  public static void make(Settings settings) {
    Path state = settings.stateDir();
    Optional<Path> warehouse = warehouse(settings);
    boolean within = warehouse.filter(each -> each.startsWith(state)).isPresent();
    try {
      if (!Files.exists(state)) {
        if (within && settings.isOnCluster()) {
          PrivateFiles.createPassage(state);
        } else {
          PrivateFiles.createDirectories(state);
        }
      }
      if (warehouse.isPresent() && !within && !settings.isOnCluster()) {
        if (!Files.exists(warehouse.get())) {
          PrivateFiles.createDirectories(warehouse.get());
        }
      }
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot write to the state directory, where the catalog, the users and the logs are (directory=%s, %s: %s); let this account write there, or name another as state-dir"
              .formatted(state, e.getClass().getSimpleName(), e.getMessage()),
          e);
    }
  }

  /** Those that others may read or write, with their permissions. */
  public static SortedMap<Path, String> openToOthers(Settings settings) {
    SortedMap<Path, String> open = new TreeMap<>();
    Path state = settings.stateDir();
    look(state, open);
    look(state.resolve("logs"), open);
    if (!settings.isOnCluster()) {
      warehouse(settings).ifPresent(each -> look(each, open));
    }
    // What lies in a directory that nobody else may enter is as safe as that.
    open.keySet()
        .removeIf(
            each ->
                !each.equals(state)
                    && each.startsWith(state)
                    && !open.containsKey(state)
                    && !settings.isOnCluster());
    return open;
  }

  private static void look(Path place, SortedMap<Path, String> open) {
    PrivateFiles.openToOthers(place).ifPresent(each -> open.put(place, each));
  }

  private static Optional<Path> warehouse(Settings settings) {
    String location = Warehouse.location(settings.warehouse());
    return LocalPaths.isLocal(location)
        ? Optional.of(LocalPaths.path(location).toAbsolutePath().normalize())
        : Optional.empty();
  }
}
