package io.citylake.contract.shape;

import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;
import io.citylake.contract.shape.Shape.Scalar;
import io.citylake.contract.shape.Shape.Secrecy;

/** Says in words what a shape is, and puts words into the rows of a Markdown table. */
final class ShapeText {
  private ShapeText() {}

  /** The default as a cell: code where a file would say it so, else words; empty for none. */
  static String fallback(Field field) {
    String fallback = field.fallback();
    if (fallback != null && !fallback.equals(Integer.toString(Integer.MAX_VALUE))) {
      return fallback.isBlank() ? "`" + JsonText.of(fallback).strip() + "`" : "`" + fallback + "`";
    }
    return field.fallbackNote() == null ? "" : field.fallbackNote();
  }

  static String holds(Option option) {
    if (option.arguments().fields().isEmpty()) {
      return "the name alone";
    }
    return option.bare() ? "the name alone, or keys" : holds(option.arguments());
  }

  static String holds(Shape shape) {
    if (shape instanceof Scalar scalar) {
      return scalar.noun() + (scalar.secret() == Secrecy.PLAIN ? "" : " (*secret*)");
    } else if (shape instanceof ListOf list) {
      return (list.orOne() ? holds(list.item()) + ", or a list: " : "list: ") + holds(list.item());
    } else if (shape instanceof MapOf map) {
      return map.keyNoun() + " with " + holds(map.value());
    } else if (shape instanceof Fields fields) {
      String shorthand = fields.shorthand();
      return shorthand == null ? "keys" : "keys, or `" + shorthand + "` alone";
    } else {
      return ((Choice) shape).noun();
    }
  }

  /** The key as a cell, bold where it is required. */
  static String key(String path, Field field) {
    return field.required() ? "**`" + path + "`**" : "`" + path + "`";
  }

  /** A row of a Markdown table. */
  static String row(String... cells) {
    StringBuilder row = new StringBuilder();
    for (String each : cells) {
      row.append("| ").append(each.replace("|", "\\|").replace("\n", " ")).append(' ');
    }
    return row.append("|\n").toString();
  }

  /** The rows that a Markdown table begins with. */
  static String head(String... cells) {
    return row(cells) + "|---".repeat(cells.length) + "|\n";
  }
}
