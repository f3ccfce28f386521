package io.citylake.lake.io;

import java.net.URI;

/** Where tables go. */
public final class Warehouse {
  private Warehouse() {}

  /** How it is known: a plain path where it is on this machine. */
  public static String location(URI warehouse) {
    return LocalPaths.location(warehouse);
  }

  /** The location that tables are made under. */
  public static String ofTables(URI warehouse) {
    String location = location(warehouse);
    return LocalPaths.isLocal(location) ? LocalPaths.uri(LocalPaths.path(location)) : location;
  }
}
