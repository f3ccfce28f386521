package io.citylake.contract.shape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes what is generated from code: JSON Schemas for editors, pages of the reference. */
public final class ReferenceWriter {
  private ReferenceWriter() {}

  /** Path under the repository to content; the same in every run. */
  public static SortedMap<String, String> contents() {
    SortedMap<String, String> contents = new TreeMap<>();
    for (FileKind kind : FileKind.ALL) {
      contents.put("conf/schema/" + kind.schemaFile(), JsonSchemas.of(kind));
    }
    contents.put("docs/reference/settings.md", SettingsPage.text());
    contents.put("docs/reference/formats.md", FormatsPage.text());
    contents.put("docs/reference/rules.md", RulesPage.text());
    contents.put("docs/reference/errors.md", ErrorsPage.text());
    return Collections.unmodifiableSortedMap(contents);
  }

  /** Writes all of them; raises UncheckedIOException where one can't be written. */
  public static void write(Path repository) {
    write(repository, contents());
  }

  /** Writes these, by their paths; raises UncheckedIOException where one can't be written. */
  public static void write(Path repository, SortedMap<String, String> contents) {
    for (Map.Entry<String, String> each : contents.entrySet()) {
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
