package io.citylake.publish.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step from the catalog as it is to what the contracts ask for. None of them rewrites a data
 * file: Iceberg keeps old files readable under a new schema, partitioning or sort order.
 */
public sealed interface Change {
  /** The character that starts its line: {@code +}, {@code ~} or {@code -}. */
  default String symbol() {
    return "~";
  }

  /** What happens, in one line. */
  String describe();

  /** Why it cannot be applied, or null where it can. */
  default @Nullable String blocked() {
    return null;
  }

  /** Whether queries of today's rows answer differently afterwards. */
  default boolean touchesRows() {
    return false;
  }

  /** Whether a run would write other rows, or fail, while this is not applied. */
  default boolean neededByRuns() {
    return true;
  }

  /** A theme that the catalog does not have yet. */
  record CreateNamespace(String name) implements Change {
    @Override
    public String symbol() {
      return "+";
    }

    @Override
    public String describe() {
      return "create theme " + name;
    }
  }

  /** A table that the catalog does not have yet; blocked where the warehouse has it. */
  record CreateTable(List<String> columns, @Nullable String blocked) implements Change {
    public CreateTable {
      columns = List.copyOf(columns);
    }

    @Override
    public String symbol() {
      return "+";
    }

    @Override
    public String describe() {
      return "create table with %d columns".formatted(columns.size());
    }
  }

  /** A new column; rows of today have no value in it. */
  record AddColumn(String column, String type, boolean required) implements Change {
    @Override
    public String symbol() {
      return "+";
    }

    @Override
    public String describe() {
      return "add column %s %s%s".formatted(column, type, required ? " required" : "");
    }
  }

  /** A type that holds every value of the earlier one. */
  record WidenColumn(String column, String from, String to) implements Change {
    @Override
    public String describe() {
      return "widen column %s from %s to %s".formatted(column, from, to);
    }
  }

  /** A type that does not: the table has to be made anew. */
  record ChangeType(String column, String from, String to) implements Change {
    @Override
    public String describe() {
      return "change column %s from %s to %s".formatted(column, from, to);
    }

    @Override
    public String blocked() {
      return "rows of today may not fit; citylake table recreate TABLE looks whether they do, and makes the table anew with them";
    }
  }

  /** A new name for a column, declared by {@code was:}. */
  record RenameColumn(String from, String to) implements Change {
    @Override
    public String describe() {
      return "rename column %s to %s".formatted(from, to);
    }
  }

  /** A column that no contract declares any more. */
  record DropColumn(String column, @Nullable String blocked) implements Change {
    @Override
    public String symbol() {
      return "-";
    }

    @Override
    public String describe() {
      return "drop column " + column;
    }

    @Override
    public boolean touchesRows() {
      return true;
    }
  }

  /** A column that must have a value from now on; only for tables without rows. */
  record RequireColumn(String column) implements Change {
    @Override
    public String describe() {
      return "require column " + column;
    }
  }

  /** A column that may be null from now on. */
  record RelaxColumn(String column) implements Change {
    @Override
    public String describe() {
      return "no longer require column " + column;
    }
  }

  /** Titles and units of columns. */
  record ChangeComments(List<String> columns) implements Change {
    public ChangeComments {
      columns = List.copyOf(columns);
    }

    @Override
    public String describe() {
      return "change titles of columns " + String.join(", ", columns);
    }

    @Override
    public boolean neededByRuns() {
      return false;
    }
  }

  /** The columns that name a row. */
  record ChangeKey(List<String> from, List<String> to) implements Change {
    public ChangeKey {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public String describe() {
      return to.isEmpty()
          ? "no longer name key %s in the table, which names keys of required columns only; runs go by the contract's"
              .formatted(from)
          : "change key from %s to %s".formatted(from, to);
    }
  }

  /** Partitioning of files to come. */
  record ChangePartitioning(List<String> from, List<String> to) implements Change {
    public ChangePartitioning {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public String describe() {
      return "partition new files by %s instead of %s".formatted(to, from);
    }
  }

  /** Sort order of files to come. */
  record ChangeSortOrder(List<String> from, List<String> to) implements Change {
    public ChangeSortOrder {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public String describe() {
      return "sort new files by %s instead of %s".formatted(to, from);
    }

    @Override
    public boolean neededByRuns() {
      return false;
    }
  }

  /** Title, owner, grades and storage settings; a null value removes the property. */
  record ChangeProperties(Map<String, @Nullable String> properties) implements Change {
    public ChangeProperties {
      properties = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(properties));
    }

    @Override
    public String describe() {
      return "change properties " + String.join(", ", properties.keySet());
    }

    @Override
    public boolean neededByRuns() {
      return false;
    }
  }
}
