package io.citylake.lake.io;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of every fsync: nobody, or in tests of power loss a class that remembers what would
 * survive. It is named by a setting because file access travels to executors by serialisation.
 */
final class SyncObserver {
  /** Names a class with a public no-argument constructor that is a {@code Consumer<Path>}. */
  static final String PROPERTY = "citylake.sync-observer";

  private static volatile Consumer<Path> current = path -> {};

  private SyncObserver() {}

  static void install(@Nullable String className) {
    if (className == null) {
      return;
    }
    try {
      @SuppressWarnings({"unchecked", "rawtypes"}) // what the setting promises
      Consumer<Path> observer =
          Class.forName(className)
              .asSubclass(Consumer.class)
              .getDeclaredConstructor()
              .newInstance();
      current = observer;
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalArgumentException(
          "Cannot use %s as %s: it must be a Consumer<Path> with a public constructor without arguments"
              .formatted(className, PROPERTY),
          e);
    }
  }

  static void synced(Path path) {
    current.accept(path);
  }
}
