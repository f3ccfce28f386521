package io.citylake.engine.start;

import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which classes and resources there are not: the class path holds hundreds of jars, each
 * of which is asked for what none has. Spark's compiler guesses at the packages of every name, and
 * Hadoop looks for its site files, thousands of times in a load. Nothing is added to the class path
 * of a running process, so what is absent stays absent. Hadoop's default settings, read as often,
 * come {@linkplain TerseDefaults without their explanations}.
 */
public final class KnownAbsent extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  /** Names come from our own queries and settings; the bound is for what nobody thought of. */
  private static final int MOST = 50_000;

  private final Set<String> classes = ConcurrentHashMap.newKeySet();
  private final Set<String> resources = ConcurrentHashMap.newKeySet();
  private final Map<String, URL> defaults = new ConcurrentHashMap<>();

  private KnownAbsent(ClassLoader parent) {
    super("known-absent", parent);
  }

  /** Puts one before what this thread, and every thread that it starts, loads by. */
  public static void install() {
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(new KnownAbsent(thread.getContextClassLoader()));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (classes.contains(name)) {
      throw new ClassNotFoundException(name);
    }
    try {
      return getParent().loadClass(name);
    } catch (ClassNotFoundException e) {
      note(classes, name);
      throw e;
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    if (resources.contains(name)) {
      return null;
    }
    URL found =
        TerseDefaults.is(name)
            ? defaults.computeIfAbsent(name, this::terse)
            : getParent().getResource(name);
    if (found == null) {
      note(resources, name);
    }
    return found;
  }

  private @Nullable URL terse(String name) {
    URL file = getParent().getResource(name);
    return file == null ? null : TerseDefaults.of(file);
  }

  private static void note(Set<String> absent, String name) {
    if (absent.size() < MOST) {
      absent.add(name);
    }
  }
}
