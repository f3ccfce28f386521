package io.citylake.contract.shape;

import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;

/** Makes the page with every key of every file, for people. */
final class SettingsPage {
  private static final String INTRODUCTION =
      """
      # Every key of every file

      Generated from the code that reads the files; `citylake generate-reference` writes it anew.
      Don't edit it by hand: a test compares it.

      A workspace is a directory with `conf/` and `jobs/`. Its files are YAML 1.2 without tags,
      anchors, aliases and merge keys, in UTF-8, at most 4 MB each. A key that isn't below is an error.
      A key with nothing after it is as good as absent. For editors: begin a file with
      `# yaml-language-server: $schema=` and the path to its schema under `conf/schema/`.

      Texts may hold variables: `${NAME}` from the environment, `${NAME:-default}`, `${bizdate}` (the
      business date, yyyyMMdd), `${bizdate-1}` and `${bizdate+1}` (days away), `${bizdate:yyyy-MM-dd}`
      and `${bizdate-1:yyyyMM}` (in a pattern), `${bizmonth}` and `${bizmonth-1}` (yyyyMM). `$${` is a
      literal `${`. Inside `[ ]` and `{ }` YAML wants quotes around them. Keys marked *secret* take
      `${NAME}` only and are never printed.

      In the tables, `[]` stands for each item of a list, `*` for a key of your own choice, and **bold**
      keys are required where what holds them is there.
      """;

  private final StringBuilder out = new StringBuilder(INTRODUCTION);

  private SettingsPage() {}

  static String text() {
    SettingsPage page = new SettingsPage();
    for (FileKind kind : FileKind.ALL) {
      page.file(kind);
    }
    return page.out.toString();
  }

  private void file(FileKind kind) {
    out.append("\n## `").append(kind.path()).append("`\n\n").append(kind.doc()).append("\n\n");
    out.append("Schema: `conf/schema/").append(kind.schemaFile()).append("`.\n\n");
    out.append(ShapeText.head("key", "holds", "default", "meaning"));
    fields("", kind.shape());
  }

  private void fields(String prefix, Fields fields) {
    fields.fields().forEach(field -> field(prefix, field));
  }

  private void field(String prefix, Field field) {
    String path = prefix + field.key();
    out.append(
        ShapeText.row(
            ShapeText.key(path, field),
            ShapeText.holds(field.shape()),
            ShapeText.fallback(field),
            field.doc()));
    parts(path, field.shape());
  }

  private void parts(String path, Shape shape) {
    if (shape instanceof Fields fields) {
      fields(path + ".", fields);
    } else if (shape instanceof ListOf list) {
      parts(path + "[]", list.item());
    } else if (shape instanceof MapOf map) {
      parts(path + ".*", map.value());
    } else if (shape instanceof Choice choice) {
      for (Option option : choice.options()) {
        String key = path + "." + option.key();
        out.append(ShapeText.row("`" + key + "`", ShapeText.holds(option), "", option.doc()));
        fields(key + ".", option.arguments());
      }
      choice.beside().forEach(field -> field(path + ".", field));
    }
  }
}
