package io.citylake.publish.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code apply} would do. Equal plans do the same.
 *
 * @param tables those with at least one change, in the order of their names, themes first
 * @param unmanaged tables in the catalog that no contract declares; never touched
 */
public record LakePlan(List<TablePlan> tables, List<String> unmanaged) {
  public LakePlan {
    tables = List.copyOf(tables);
    unmanaged = List.copyOf(unmanaged);
  }

  /** One change as a listing shows it; rows, bytes and files are those that it touches. */
  public record Line(
      String table,
      String symbol,
      String change,
      String description,
      long rows,
      long bytes,
      long filesRewritten,
      long tableRows,
      long tableBytes,
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
      for (Change change : table.changes()) {
        lines.add(
            new Line(
                table.table(),
                change.symbol(),
                change.getClass().getSimpleName(),
                change.describe(),
                change.touchesRows() ? table.rows() : 0,
                0,
                0,
                table.rows(),
                table.bytes().bytes(),
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
          table.rows() == 0
              ? table.table()
              : "%s (%,d rows, %s in %,d files)"
                  .formatted(table.table(), table.rows(), table.bytes(), table.files()));
      for (Change change : table.changes()) {
        String reason = change.blocked() == null ? "" : "  BLOCKED: " + change.blocked();
        String touched = change.touchesRows() ? "%,d rows".formatted(table.rows()) : "no rows";
        text.add(
            "  %s %s  [%s, 0 B, 0 files rewritten]%s"
                .formatted(change.symbol(), change.describe(), touched, reason));
      }
    }
    unmanaged.forEach(
        table -> text.add("? %s is in the catalog but not declared".formatted(table)));
    return text;
  }
}
