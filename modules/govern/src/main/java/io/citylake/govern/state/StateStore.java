package io.citylake.govern.state;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.Dialect;
import java.nio.file.Path;

/** Where a lake keeps its users and keys. */
@FunctionalInterface
public interface StateStore {
  /** One of them, by name. */
  StateEntry entry(String name);

  /** Files of a directory. */
  static StateStore of(Path stateDir) {
    return name -> new StateFile(stateDir.resolve(name));
  }

  /**
   * The catalog's database where that is a server, so that all machines have the same users and
   * keys; what an earlier program left in files is taken over. Else files of the state directory.
   */
  static StateStore of(CatalogDatabase database, Path stateDir) {
    return database.dialect() == Dialect.SQLITE
        ? of(stateDir)
        : name -> new DatabaseEntry(database, name, new StateFile(stateDir.resolve(name)));
  }
}
