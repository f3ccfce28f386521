package io.citylake.publish.plan;

import io.citylake.lake.metadata.SnapshotTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code apply} would do. Equal plans do the same.
 *
 * @param tables those with at least one change, in the order of their names, themes first
 * @param unmanaged tables in the catalog that no contract declares; never touched
 * @param notes what nobody but a full refresh changes
 * @param attention what somebody has to look at and apply does nothing about
 */
public record LakePlan(
    List<TablePlan> tables, List<String> unmanaged, List<String> notes, List<String> attention) {
  public LakePlan {
    tables = List.copyOf(tables);
    unmanaged = List.copyOf(unmanaged);
    notes = List.copyOf(notes);
    attention = List.copyOf(attention);
  }

  /**
   * One change as a listing shows it; rows, bytes and files are those that it touches.
   *
   * @param rows null where it isn't known
   * @param tableRows null where it isn't known
   * @param tableBytesEstimate made of the rows
   */
  public record Line(
      String table,
      String symbol,
      String change,
      String description,
      @Nullable Long rows,
      long bytes,
      long filesRewritten,
      @Nullable Long tableRows,
      long tableBytesEstimate,
      @Nullable String blocked) {}

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** Whether something in it cannot be applied. */
  public boolean isBlocked() {
    return lines().stream().anyMatch(line -> line.blocked() != null);
  }

  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (TablePlan table : tables) {
      Long rows = known(table.totals().rows());
      for (Change change : table.changes()) {
        lines.add(
            new Line(
                table.table(),
                change.symbol(),
                change.getClass().getSimpleName(),
                change.describe(),
                change.touchesRows() ? rows : (Long) 0L,
                0,
                0,
                rows,
                table.totals().estimatedSize().bytes(),
                change.blocked()));
      }
    }
    return lines;
  }

  /** As printed: a line for each table, below it one for each change. */
  public List<String> render() {
    List<String> text = new ArrayList<>();
    for (TablePlan table : tables) {
      text.add(
          table.totals().isEmpty()
              ? table.table()
              : "%s (%s, %s)".formatted(table.table(), rows(table.totals()), size(table.totals())));
      for (Change change : table.changes()) {
        String reason = change.blocked() == null ? "" : "  BLOCKED: " + change.blocked();
        String touched = change.touchesRows() ? rows(table.totals()) : "no rows";
        text.add(
            "  %s %s  [%s, 0 B, 0 files rewritten]%s"
                .formatted(change.symbol(), change.describe(), touched, reason));
      }
    }
    unmanaged.forEach(
        table -> text.add("? %s is in the catalog but not declared".formatted(table)));
    notes.forEach(note -> text.add("! " + note));
    attention.forEach(each -> text.add("! " + each));
    return text;
  }

  private static String rows(SnapshotTotals totals) {
    if (totals.rows().isPresent()) {
      return "%,d rows".formatted(totals.rows().getAsLong());
    }
    return totals.mostRows().isPresent()
        ? "unknown rows, at most %,d".formatted(totals.mostRows().getAsLong())
        : "unknown rows";
  }

  private static String size(SnapshotTotals totals) {
    return totals.files().isPresent()
        ? "about %s in %,d files"
            .formatted(totals.estimatedSize().rounded(), totals.files().getAsLong())
        : "unknown bytes in unknown files";
  }

  private static @Nullable Long known(OptionalLong number) {
    return number.isPresent() ? (Long) number.getAsLong() : null;
  }
}
