package io.citylake.govern.state;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.Dialect;
import java.io.IOException;
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

  /**
   * Where the catalog is, whatever the settings say of a state directory: its database where that
   * is a server, else beside its file. What an earlier program left in the state directory is taken
   * over.
   */
  static StateStore ofCatalog(CatalogDatabase database, Path stateDir) {
    return name ->
        database
            .file()
            .map(file -> beside(file, name, new StateFile(stateDir.resolve(name))))
            .orElseGet(() -> of(database, stateDir).entry(name));
  }

  private static StateEntry beside(Path file, String name, StateFile earlier) {
    StateFile entry = new StateFile(real(file).resolveSibling(name));
    if (!entry.path().equals(earlier.path()) && entry.version().isEmpty()) {
      earlier.find().ifPresent(held -> entry.change(now -> now.orElse(held)));
    }
    return entry;
  }

  /** A link to the file is another name of it. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      // It isn't there yet.
      return file;
    }
  }
}
