package io.citylake.model;

import java.io.Serializable;

/** A table of a theme, printed and parsed as {@code theme.table}. */
public record TableName(String theme, String table) implements Comparable<TableName>, Serializable {
  private static final String QUARANTINE = "__quarantine";
  private static final String TOMBSTONES = "__deleted";

  public TableName {
    Names.check("theme", theme);
    Names.check("table", table);
  }

  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException(
          "Cannot read '%s' as a table name: expected theme.table".formatted(text));
    }
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  /** Where the refused rows of this table are kept. */
  public TableName quarantine() {
    return new TableName(theme, table + QUARANTINE);
  }

  /** Where the keys that were deleted are remembered, so that a late row cannot revive them. */
  public TableName tombstones() {
    return new TableName(theme, table + TOMBSTONES);
  }

  /** Whether the platform made this table beside one that a contract declares. */
  public boolean isCompanion() {
    return table.endsWith(QUARANTINE) || table.endsWith(TOMBSTONES);
  }

  @Override
  public int compareTo(TableName other) {
    int byTheme = theme.compareTo(other.theme);
    return byTheme != 0 ? byTheme : table.compareTo(other.table);
  }

  @Override
  public String toString() {
    return theme + "." + table;
  }
}
