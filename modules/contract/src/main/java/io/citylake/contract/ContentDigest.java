package io.citylake.contract;

import io.citylake.model.Sha256;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A digest of records by their content. Every part goes in with its length, so that two contents
 * never give one text: {@code [a, b]} is not {@code ["a, b"]}.
 */
public final class ContentDigest {
  private final Sha256 digest = new Sha256();

  public static String of(Record content) {
    ContentDigest digest = new ContentDigest();
    digest.add(content);
    return digest.digest.hex();
  }

  private void add(@Nullable Object part) {
    if (part instanceof Record value) {
      digest.add(value.getClass().getSimpleName());
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        digest.add(component.getName());
        add(component(value, component));
      }
    } else if (part instanceof Map<?, ?> map) {
      digest.add("map " + map.size());
      map.forEach(
          (key, value) -> {
            add(key);
            add(value);
          });
    } else if (part instanceof Collection<?> list) {
      digest.add("list " + list.size());
      list.forEach(this::add);
    } else {
      digest.add(part == null ? "null" : part.getClass().getSimpleName() + " " + part);
    }
  }

  private static @Nullable Object component(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a public record's accessor can be called", e);
    }
  }
}
