package io.citylake.contract.shape;

import io.citylake.contract.shape.Shape.Option;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The examples of the reference, by what they show. They are documents of one YAML file, each of
 * which begins with {@code --- # NAME}, so that an editor reads it too; a test puts each through
 * the check of its shape.
 */
final class Examples {
  private static final String FILE = "examples.yaml";
  private static final Pattern BEGIN = Pattern.compile("^--- # ", Pattern.MULTILINE);

  private Examples() {}

  /** In the order of the file; each ends with a line break. */
  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    // What comes before the first is about the file.
    BEGIN
        .splitAsStream(text())
        .skip(1)
        .forEach(
            document -> {
              int end = document.indexOf('\n');
              String name = document.substring(0, end).strip();
              if (all.put(name, document.substring(end + 1).strip() + "\n") != null) {
                throw new IllegalStateException("Two examples have one name: " + name);
              }
            });
    return Collections.unmodifiableMap(all);
  }

  /** What the example of a format is called: those of files by the format alone. */
  static String format(Option source, Option format) {
    return source.key().equals("files") ? format.key() : source.key() + "." + format.key();
  }

  private static String text() {
    try (InputStream file = Examples.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("Cannot find the examples: " + FILE);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
