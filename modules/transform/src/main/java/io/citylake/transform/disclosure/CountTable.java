package io.citylake.transform.disclosure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A table of counts in one to three dimensions, and which of its cells are suppressed: the small
 * ones, and for each of them the other corners of one hypercube (Giessing and Repsilber, "Tools and
 * strategies to protect multiple tables with the GHQUAR cell suppression engine", 2002). One more
 * and one less by turns at its corners leaves every total as it was, so that each of them has
 * another value that fits all that is told. Where counts of one line follow from each other, more
 * than one of a line change at a corner, as their {@link CountGroup} allows. Whoever reads a table
 * knows that what is suppressed is no 0, for that is told: so a corner of which one is taken is at
 * least 2.
 */
final class CountTable {
  /** In the place of a count that isn't there. */
  static final long NONE = -1;

  private final List<Line> lines;
  private final List<List<Integer>> moves;
  private final long minimum;
  private final int width;
  private final Map<List<String>, Integer> places = new HashMap<>();
  private final BitSet suppressed = new BitSet();
  private final BitSet safe = new BitSet();

  private CountTable(List<Line> lines, List<List<Integer>> moves, long minimum) {
    this.lines = lines;
    this.moves = moves;
    this.minimum = minimum;
    this.width = moves.get(0).size();
    for (int i = 0; i < lines.size(); i++) {
      places.put(lines.get(i).at(), i);
    }
  }

  /**
   * A row.
   *
   * @param at its place in each dimension
   * @param total whether it is a total, by dimension
   * @param counts its counts; {@link #NONE} for one that isn't there
   */
  record Line(List<String> at, List<Boolean> total, List<Long> counts) {
    Line {
      at = List.copyOf(at);
      total = List.copyOf(total);
      counts = List.copyOf(counts);
    }

    int totals() {
      return (int) total.stream().filter(each -> each).count();
    }
  }

  /**
   * Which cells are suppressed, as {@code line * counts + count}; the same whatever the order of
   * the lines. Where a small count has no hypercube, its count is left out of all lines, with
   * others of which each line hides it; where that is not enough, nothing of the table is told but
   * what is 0.
   *
   * @param moves by how much each count of a line may change at once; each is as good the other way
   *     round
   */
  static BitSet suppressed(List<Line> lines, List<List<Integer>> moves, long minimum) {
    CountTable table = new CountTable(lines, moves, minimum);
    table.suppress();
    return table.suppressed;
  }

  private long count(int cell) {
    return lines.get(cell / width).counts().get(cell % width);
  }

  private void suppress() {
    List<Integer> small = new ArrayList<>();
    for (int cell = 0; cell < lines.size() * width; cell++) {
      if (count(cell) > 0 && count(cell) < minimum) {
        small.add(cell);
        suppressed.set(cell);
      }
    }
    small.sort(
        Comparator.comparingLong((Integer cell) -> count(cell))
            .thenComparing(cell -> lines.get(cell / width).at().toString())
            .thenComparing(cell -> cell % width));
    List<Integer> alone = new ArrayList<>();
    for (int each : small) {
      hypercube(each).ifPresentOrElse(this::hide, () -> alone.add(each));
    }
    if (!alone.isEmpty() && !hideWholeCounts(alone)) {
      suppressEverything();
    }
  }

  private void hide(Change change) {
    change.cells().forEach(suppressed::set);
    change.cells().forEach(safe::set);
  }

  /**
   * For what has no hypercube: counts are left out of all lines, so that no total of theirs says
   * anything, and each may change with others of its own line.
   *
   * @return whether that is enough; not so where totals stand in the table
   */
  private boolean hideWholeCounts(List<Integer> alone) {
    if (lines.stream().anyMatch(line -> line.totals() > 0)) {
      return false;
    }
    BitSet whole = new BitSet();
    alone.forEach(cell -> whole.set(cell % width));
    for (OptionalInt next = unsafe(whole); next.isPresent(); next = unsafe(whole)) {
      int cell = next.getAsInt();
      List<Integer> line = List.of(cell / width);
      Optional<Change> best =
          IntStream.range(0, moves.size())
              .filter(move -> moves.get(move).get(cell % width) != 0)
              .mapToObj(move -> change(line, cell / width, move))
              .flatMap(Optional::stream)
              .min(Change.CHEAPEST);
      if (best.isEmpty()) {
        return false;
      }
      hide(best.get());
      best.get().cells().forEach(each -> whole.set(each % width));
    }
    return true;
  }

  /**
   * A cell of what is left out of all lines that nothing hides yet; those before it are out now.
   */
  private OptionalInt unsafe(BitSet whole) {
    for (int cell = 0; cell < lines.size() * width; cell++) {
      if (whole.get(cell % width) && count(cell) > 0) {
        suppressed.set(cell);
        if (!safe.get(cell)) {
          return OptionalInt.of(cell);
        }
      }
    }
    return OptionalInt.empty();
  }

  private void suppressEverything() {
    for (int cell = 0; cell < lines.size() * width; cell++) {
      if (count(cell) > 0) {
        suppressed.set(cell);
      }
    }
  }

  /**
   * What changes at once, so that it has to go together.
   *
   * @param totals how many totals would be lost, of which people ask first
   * @param lost the sum of what would be
   */
  private record Change(List<Integer> cells, long totals, long lost, String at) {
    static final Comparator<Change> CHEAPEST =
        Comparator.comparingLong(Change::totals)
            .thenComparingLong(Change::lost)
            .thenComparing(Change::at);
  }

  private Optional<Change> hypercube(int cell) {
    List<Change> found = new ArrayList<>();
    for (int other = 0; other < lines.size(); other++) {
      List<Integer> corners = corners(cell / width, other);
      for (int move = 0; move < moves.size() && !corners.isEmpty(); move++) {
        if (moves.get(move).get(cell % width) != 0) {
          change(corners, other, move).ifPresent(found::add);
        }
      }
    }
    return found.stream().min(Change.CHEAPEST);
  }

  /** Lines at the corners of what has two lines at opposite ones; none where one is missing. */
  private List<Integer> corners(int from, int to) {
    List<String> one = lines.get(from).at();
    List<String> other = lines.get(to).at();
    for (int d = 0; d < one.size(); d++) {
      if (one.get(d).equals(other.get(d))) {
        return List.of();
      }
    }
    List<Integer> corners = new ArrayList<>();
    for (int corner = 0; corner < 1 << one.size(); corner++) {
      Integer place = places.get(corner(one, other, corner));
      if (place == null) {
        return List.of();
      }
      corners.add(place);
    }
    return corners;
  }

  private static List<String> corner(List<String> one, List<String> other, int corner) {
    List<String> at = new ArrayList<>();
    for (int d = 0; d < one.size(); d++) {
      at.add((corner >> d & 1) == 0 ? one.get(d) : other.get(d));
    }
    return at;
  }

  /** Empty where a cell that would change is missing or 0, or would have to be. */
  private Optional<Change> change(List<Integer> corners, int other, int move) {
    List<Integer> cells = new ArrayList<>();
    boolean mayRise = true;
    boolean mayFall = true;
    for (int corner = 0; corner < corners.size(); corner++) {
      int line = corners.get(corner);
      // A total rises with its parts, and an inner cell falls where its neighbour rises.
      int turns = Integer.bitCount(corner) + lines.get(line).totals();
      for (int count = 0; count < width; count++) {
        int by = moves.get(move).get(count);
        if (by != 0) {
          int cell = line * width + count;
          if (count(cell) <= 0) {
            return Optional.empty();
          }
          boolean with = (turns % 2 == 0) == (by > 0);
          boolean lone = count(cell) == 1;
          mayFall &= !(with && lone);
          mayRise &= with || !lone;
          cells.add(cell);
        }
      }
    }
    return mayRise || mayFall ? Optional.of(made(cells, other, move)) : Optional.empty();
  }

  private Change made(List<Integer> cells, int other, int move) {
    long totals = 0;
    long lost = 0;
    for (int each : cells) {
      if (!suppressed.get(each)) {
        totals += lines.get(each / width).totals() > 0 ? 1 : 0;
        lost += count(each);
      }
    }
    return new Change(cells, totals, lost, lines.get(other).at() + "/" + move);
  }
}
