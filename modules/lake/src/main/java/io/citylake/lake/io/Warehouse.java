package io.citylake.lake.io;

import java.net.URI;

/** Where tables go. */
public final class Warehouse {
  private Warehouse() {}

  /** The location that tables are made under: a plain path where it is on this machine. */
  public static String location(URI warehouse) {
    return LocalPaths.location(warehouse);
  }
}
