package io.citylake.read.format;

import io.citylake.contract.Suggestion;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
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
 * @param cells as they stand in the file, to know the same line when it comes again
 * @param names stripped, and told apart: a second {@code a} that nobody maps is {@code a (2)}, and
 *     an empty one in the third place is {@code _c3}
 * @param line where it stands
 */
public record HeaderText(List<String> cells, List<String> names, long line)
    implements Serializable {
  private static final int SHOWN = 12;

  public HeaderText {
    cells = List.copyOf(cells);
    names = List.copyOf(names);
  }

  static HeaderText given(List<String> names) {
    return new HeaderText(List.of(), names, 0);
  }

  /** How a header is known. */
  record Search(String source, RequestedFields wanted, int within, @Nullable Pattern unpivot) {

    /**
     * Reads rows until one holds every wanted name, at most {@code within}; null where the source
     * holds no row at all.
     *
     * @throws CityLakeException SOURCE_HEADER_MISSING where none of them does
     */
    @Nullable HeaderText find(CellSource rows, List<Long> passed) throws IOException {
      @Nullable HeaderText nearest = null;
      int fewest = Integer.MAX_VALUE;
      for (int i = 0; i < within && rows.next(); i++) {
        HeaderText candidate = read(rows);
        int missing = missing(candidate).size();
        if (missing == 0 && (unpivot == null || candidate.anyMatches(unpivot))) {
          return candidate.unambiguous(this);
        }
        if (missing < fewest) {
          nearest = candidate;
          fewest = missing;
        }
        passed.add(rows.place());
      }
      if (nearest == null) {
        return null;
      }
      throw absent(nearest);
    }

    private List<String> missing(HeaderText candidate) {
      return wanted.missing(candidate.names);
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
          "Cannot read %s: no header within its first %d rows; the nearest, line %d, %s (found=%s%s). Correct the job's names, its delimiter and encoding, or header.within"
              .formatted(
                  source,
                  within,
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

  private static HeaderText read(CellSource row) {
    List<String> cells = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<String> taken = new LinkedHashSet<>();
    for (int i = 0; i < row.width(); i++) {
      String cell = row.value(i);
      String text = cell == null ? "" : cell;
      cells.add(text);
      String name = stripped(text);
      if (name.isEmpty()) {
        name = "_c" + (i + 1);
      }
      String told = name;
      for (int n = 2; !taken.add(told); n++) {
        told = name + " (" + n + ")";
      }
      names.add(told);
    }
    return new HeaderText(cells, names, row.place());
  }

  private static String stripped(String text) {
    String plain = text.strip();
    return plain.startsWith("\uFEFF") ? plain.substring(1).strip() : plain;
  }

  private boolean anyMatches(Pattern pattern) {
    return names.stream().anyMatch(name -> pattern.matcher(name).find());
  }

  /** A name that the job maps may stand in one place only, or a value would be picked by chance. */
  private HeaderText unambiguous(Search search) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      String name = stripped(cells.get(i));
      Integer earlier = first.putIfAbsent(name, i + 1);
      if (earlier != null && search.wanted().names().contains(name)) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: its header names '%s' twice, in columns %d and %d of line %d, and the job maps that name"
                .formatted(search.source(), name, earlier, i + 1, line));
      }
    }
    return this;
  }

  /** Whether a row is this header again. */
  boolean repeats(CellSource row) {
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
