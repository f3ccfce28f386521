package io.citylake.lake.health;

import io.citylake.model.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it was written.
 *
 * @param table null where it is not of one table
 * @param file null where it is not of one file
 * @param kind such as {@code data} or {@code manifest_list}
 * @param snapshots that read the file
 * @param current whether what the table shows now depends on it
 * @param rows where the rows of a damaged data file came from, as far as it can still be read
 */
public record Finding(
    @Nullable TableName table,
    @Nullable String file,
    String kind,
    String problem,
    List<Long> snapshots,
    boolean current,
    List<RowOrigin> rows,
    String remedy) {
  public Finding {
    snapshots = List.copyOf(snapshots);
    rows = List.copyOf(rows);
  }

  /** What is at stake, the worst first. */
  public enum Harm {
    /** What a table shows now can't be read, or is wrong. */
    ROWS,
    /** What the lake knows of itself, or earlier snapshots. */
    STATE,
    /** What keeps it from working, soon or now. */
    OPERATION,
    /** What takes up room. */
    LEFTOVER
  }

  /** By what kind it is of. */
  public Harm harm() {
    return switch (kind) {
      case "metadata", "manifest_list", "manifest", "data", "deletes", "position", "rows" ->
          current ? Harm.ROWS : Harm.STATE;
      case "disk", "clock", "reservation", "hold" -> Harm.OPERATION;
      case "branch", "orphans", "scratch", "earlier_metadata", "statistics" -> Harm.LEFTOVER;
      default -> Harm.STATE;
    };
  }

  /** How many rows a run brought from a source. */
  public record RowOrigin(String source, String run, long rows) {}

  /** What concerns no file. */
  public static Finding of(@Nullable TableName table, String kind, String problem, String remedy) {
    return new Finding(table, null, kind, problem, List.of(), true, List.of(), remedy);
  }
}
