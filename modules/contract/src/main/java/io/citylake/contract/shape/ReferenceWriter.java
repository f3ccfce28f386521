package io.citylake.contract.shape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes what is generated from the shapes: JSON Schemas for editors, the settings page. */
public final class ReferenceWriter {
  private ReferenceWriter() {}

  /** Path under the repository to content; the same in every run. */
  public static SortedMap<String, String> contents() {
    SortedMap<String, String> contents = new TreeMap<>();
    for (FileKind kind : FileKind.ALL) {
      contents.put("conf/schema/" + kind.schemaFile(), JsonSchemas.of(kind));
    }
    contents.put("docs/settings.md", SettingsPage.text());
    return Collections.unmodifiableSortedMap(contents);
  }

  /** Writes all of them; raises UncheckedIOException where one can't be written. */
  public static void write(Path repository) {
    for (Map.Entry<String, String> each : contents().entrySet()) {
      Path file = repository.resolve(each.getKey());
      try {
        Files.createDirectories(file.getParent());
        Files.writeString(file, each.getValue());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
