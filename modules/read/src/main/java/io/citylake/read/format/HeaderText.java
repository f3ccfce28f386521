package io.citylake.read.format;

import io.citylake.contract.Suggestion;
import io.citylake.contract.job.SourceSpec.Header;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A header as found.
 *
 * @param rows their cells as they stand in the file, to know the same lines when they come again
 * @param names stripped, and told apart: a second {@code a} that nobody maps is {@code a (2)}, and
 *     an empty one in the third place is {@code _c3}
 * @param line where it begins
 */
public record HeaderText(List<List<String>> rows, List<String> names, long line)
    implements Serializable {
  private static final int SHOWN = 12;

  public HeaderText {
    rows = rows.stream().map(List::copyOf).toList();
    names = List.copyOf(names);
  }

  static HeaderText given(List<String> names) {
    return new HeaderText(List.of(), names, 0);
  }

  /**
   * How a header is known.
   *
   * @param unpivot what the names of the columns match that become records
   * @param made names that the records get in their place
   */
  record Search(
      String source,
      RequestedFields wanted,
      Header look,
      @Nullable Pattern unpivot,
      List<String> made) {

    /**
     * Reads rows until as many as a header has hold every wanted name, at most {@code within}.
     *
     * @throws CityLakeException SOURCE_HEADER_MISSING where none of them does; SOURCE_UNREADABLE
     *     where the source holds no row at all
     */
    HeaderText find(CellSource rows, List<Long> passed) throws IOException {
      @Nullable HeaderText nearest = null;
      int fewest = Integer.MAX_VALUE;
      HeaderRows latest = new HeaderRows(look);
      for (int i = 0; i < Math.max(1, look.within()) && rows.next(); i++) {
        latest.take(rows).ifPresent(passed::add);
        if (!latest.isWhole()) {
          continue;
        }
        List<String> plain = latest.names();
        HeaderText candidate = new HeaderText(latest.cells(), toldApart(plain), latest.place());
        int missing = missing(candidate).size();
        if (missing == 0 && (unpivot == null || candidate.anyMatches(unpivot))) {
          requireUnambiguous(plain, candidate.line);
          return candidate;
        }
        if (missing < fewest) {
          nearest = candidate;
          fewest = missing;
        }
      }
      if (nearest == null) {
        if (latest.isEmpty()) {
          throw FormatTask.empty(source, "a header");
        }
        throw new CityLakeException(
            ErrorCode.SOURCE_HEADER_MISSING,
            "Cannot read %s: it ends within its header, which has %d rows (header.rows)"
                .formatted(source, look.rows()));
      }
      throw absent(nearest);
    }

    private List<String> missing(HeaderText candidate) {
      return wanted.missing(candidate.names);
    }

    /**
     * A name that the job maps or unpivots may stand in one place only, and one that unpivoting
     * makes in none, or a value would be picked by chance.
     */
    private void requireUnambiguous(List<String> plain, long line) {
      Map<String, Integer> first = new HashMap<>();
      for (int i = 0; i < plain.size(); i++) {
        String name = plain.get(i);
        Integer earlier = first.putIfAbsent(name, i + 1);
        boolean melts = unpivot != null && unpivot.matcher(name).find();
        if (!melts && made.contains(name)) {
          throw new CityLakeException(
              ErrorCode.SOURCE_UNREADABLE,
              "Cannot read %s: its header names '%s', in column %d of line %d, which is the name that unpivot gives to a column of its own; give unpivot another name"
                  .formatted(source, name, i + 1, line));
        }
        if (earlier != null && ((melts && !name.isEmpty()) || wanted.names().contains(name))) {
          throw new CityLakeException(
              ErrorCode.SOURCE_UNREADABLE,
              "Cannot read %s: its header names '%s' twice, in columns %d and %d of line %d, and the job %s that name"
                  .formatted(source, name, earlier, i + 1, line, melts ? "unpivots" : "maps"));
        }
      }
    }

    private CityLakeException absent(HeaderText nearest) {
      List<String> missing = missing(nearest);
      String what =
          missing.isEmpty()
              ? "has no column that matches unpivot.columns (" + unpivot + ")"
              : missing.stream()
                  .map(name -> name + meant(name, nearest.names))
                  .collect(Collectors.joining(", ", "lacks ", ""));
      String found = nearest.names.stream().limit(SHOWN).collect(Collectors.joining(", "));
      return new CityLakeException(
          ErrorCode.SOURCE_HEADER_MISSING,
          "Cannot read %s: no header within its first %d rows; the nearest, line %d, %s (found=%s%s). Correct the job's names, its delimiter and encoding, header.rows or header.within"
              .formatted(
                  source,
                  look.within(),
                  nearest.line,
                  what,
                  found,
                  nearest.names.size() > SHOWN ? ", …" : ""));
    }

    private static String meant(String name, List<String> found) {
      return Suggestion.nearest(name, found)
          .map(near -> " (did you mean " + near + "?)")
          .orElse("");
    }
  }

  private static List<String> toldApart(List<String> plain) {
    Set<String> taken = new LinkedHashSet<>();
    for (int i = 0; i < plain.size(); i++) {
      String name = plain.get(i).isEmpty() ? "_c" + (i + 1) : plain.get(i);
      String told = name;
      for (int n = 2; !taken.add(told); n++) {
        told = name + " (" + n + ")";
      }
    }
    return List.copyOf(taken);
  }

  private boolean anyMatches(Pattern pattern) {
    return names.stream().anyMatch(name -> pattern.matcher(name).find());
  }

  /** Whether a row is one of this header again. */
  boolean repeats(CellSource row) {
    // Asked for every record: no iterator.
    for (int i = 0; i < rows.size(); i++) {
      if (repeats(rows.get(i), row)) {
        return true;
      }
    }
    return false;
  }

  private static boolean repeats(List<String> cells, CellSource row) {
    if (cells.isEmpty() || row.width() != cells.size()) {
      return false;
    }
    for (int i = 0; i < cells.size(); i++) {
      if (!row.holds(i, cells.get(i))) {
        return false;
      }
    }
    return true;
  }
}
