package io.citylake.contract.settings;

import java.util.Map;
import java.util.Optional;

/**
 * Where {@code ${NAME}} is looked up. Asked while a workspace is loaded, by several threads at
 * once.
 */
@FunctionalInterface
public interface Environment {
  Optional<String> find(String name);

  /** The variables of this process. */
  static Environment system() {
    return name -> Optional.ofNullable(System.getenv(name));
  }

  static Environment of(Map<String, String> values) {
    Map<String, String> copy = Map.copyOf(values);
    return name -> Optional.ofNullable(copy.get(name));
  }
}
