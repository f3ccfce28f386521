package io.citylake.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A digest of records by their content. Every part goes in with its length, so that two contents
 * never give one text: {@code [a, b]} is not {@code ["a, b"]}.
 */
final class ContentDigest {
  private final MessageDigest digest;

  private ContentDigest(MessageDigest digest) {
    this.digest = digest;
  }

  static String of(Record content) {
    try {
      ContentDigest digest = new ContentDigest(MessageDigest.getInstance("SHA-256"));
      digest.add(content);
      return HexFormat.of().formatHex(digest.digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void add(@Nullable Object part) {
    if (part instanceof Record value) {
      text(value.getClass().getSimpleName());
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        text(component.getName());
        add(component(value, component));
      }
    } else if (part instanceof Map<?, ?> map) {
      text("map " + map.size());
      map.forEach(
          (key, value) -> {
            add(key);
            add(value);
          });
    } else if (part instanceof Collection<?> list) {
      text("list " + list.size());
      list.forEach(this::add);
    } else {
      text(part == null ? "null" : part.getClass().getSimpleName() + " " + part);
    }
  }

  private static @Nullable Object component(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a public record's accessor can be called", e);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
