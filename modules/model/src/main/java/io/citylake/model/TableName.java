package io.citylake.model;

import java.io.Serializable;
import java.util.List;

/** A table of a theme, printed and parsed as {@code theme.table}. */
public record TableName(String theme, String table) implements Comparable<TableName>, Serializable {
  /** Where the platform's own tables are. No workspace can have a theme of this name. */
  public static final String SYSTEM = "_sys";

  private static final String QUARANTINE = "__quarantine";
  private static final String TOMBSTONES = "__deleted";
  private static final String DISPLACED = "__displaced";

  /** What the names of tables end in that the platform makes beside others. */
  public static final List<String> COMPANION_SUFFIXES = List.of(QUARANTINE, TOMBSTONES, DISPLACED);

  public TableName {
    if (!theme.equals(SYSTEM)) {
      Names.check("theme", theme);
    }
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

  /** Whether it is one of the platform's own. */
  public boolean isSystem() {
    return theme.equals(SYSTEM);
  }

  /** Where the refused rows of this table are kept. */
  public TableName quarantine() {
    return new TableName(theme, table + QUARANTINE);
  }

  /** Where the keys that were deleted are remembered, so that a late row cannot revive them. */
  public TableName tombstones() {
    return new TableName(theme, table + TOMBSTONES);
  }

  /** Where rows are kept that rows of other deliveries stand before. */
  public TableName displaced() {
    return new TableName(theme, table + DISPLACED);
  }

  /** Of this table all that the platform may make beside it, in a fixed order. */
  public List<TableName> companions() {
    return List.of(quarantine(), tombstones(), displaced());
  }

  /** This table and its {@link #companions()}. */
  public List<TableName> withCompanions() {
    return List.of(this, quarantine(), tombstones(), displaced());
  }

  /** Whether the platform made this table beside one that a contract declares. */
  public boolean isCompanion() {
    return COMPANION_SUFFIXES.stream().anyMatch(table::endsWith);
  }

  public boolean isQuarantine() {
    return table.endsWith(QUARANTINE);
  }

  /** The table that a contract declares and that this one stands beside, or is. */
  public TableName target() {
    for (String suffix : COMPANION_SUFFIXES) {
      if (table.endsWith(suffix)) {
        return new TableName(theme, table.substring(0, table.length() - suffix.length()));
      }
    }
    return this;
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
