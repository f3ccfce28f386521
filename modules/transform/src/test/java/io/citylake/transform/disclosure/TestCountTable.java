package io.citylake.transform.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.transform.disclosure.CountTable.Line;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No suppressed count can be worked out from what is told, by whoever knows every total, that
 * counts are whole numbers and that what is suppressed is at least 1: for each of them another
 * table is looked for that tells the same.
 */
class TestCountTable {
  private static final long SEED = Long.getLong("citylake.seed", 20260303L);
  private static final String ALL = "全部";

  /** {@code -Dcitylake.count.tables=N} draws more. */
  static LongStream seeds() {
    return new Random(SEED).longs(Integer.getInteger("citylake.count.tables", 400));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noSuppressedCountCanBeWorkedOut(long seed) {
    Random draw = new Random(seed);
    List<Integer> sizes =
        IntStream.rangeClosed(0, draw.nextInt(3)).mapToObj(d -> 2 + draw.nextInt(3)).toList();
    boolean small = sizes.size() == 3;
    List<Integer> bounded = small ? List.of(2, 2, 2 + draw.nextInt(2)) : sizes;
    boolean withTotals = draw.nextBoolean();
    long minimum = 2 + draw.nextInt(4);
    List<Cell> cells = drawn(draw, bounded, withTotals);
    BitSet suppressed = suppressed(cells, minimum);
    for (int i = 0; i < cells.size(); i++) {
      long count = cells.get(i).count();
      assertThat(suppressed.get(i)).as("of 0, %s", cells.get(i)).isIn(false, count > 0);
      if (count > 0 && count < minimum) {
        assertThat(suppressed.get(i)).as("small: %s", cells.get(i)).isTrue();
      }
    }
    boolean nothingTold =
        IntStream.range(0, cells.size())
            .allMatch(i -> suppressed.get(i) || cells.get(i).count() == 0);
    Told told =
        new Told(cells, suppressed, withTotals || nothingTold ? Totals.IN_ROWS : Totals.KNOWN);
    suppressed.stream()
        .forEach(
            each ->
                assertThat(told.mayBeAnother(each))
                    .as("%s of %s, suppressed %s", cells.get(each), cells, suppressed)
                    .isTrue());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void orderOfRowsDecidesNothing(long seed) {
    Random draw = new Random(seed);
    List<Cell> cells = drawn(draw, List.of(3, 3), draw.nextBoolean());
    List<Cell> shuffled = new ArrayList<>(cells);
    Collections.shuffle(shuffled, draw);
    BitSet some = suppressed(cells, 5);
    BitSet others = suppressed(shuffled, 5);
    assertThat(others.stream().mapToObj(shuffled::get))
        .containsExactlyInAnyOrderElementsOf(some.stream().mapToObj(cells::get).toList());
  }

  @Test
  void takesTheCheapestRectangle() {
    List<Cell> cells =
        List.of(
            cell(2, "a", "x"),
            cell(40, "a", "y"),
            cell(9, "a", "z"),
            cell(50, "b", "x"),
            cell(60, "b", "y"),
            cell(70, "b", "z"),
            cell(8, "c", "x"),
            cell(90, "c", "y"),
            cell(7, "c", "z"));
    assertThat(suppressed(cells, 5).stream()).containsExactly(0, 2, 6, 8);
  }

  @Test
  void totalIsTheLastToGo() {
    List<Cell> cells =
        List.of(
            cell(2, "a"), cell(30, "b"), cell(40, "c"), new Cell(List.of(ALL), List.of(true), 72));
    assertThat(suppressed(cells, 5).stream()).containsExactly(0, 1);
    List<Cell> alone =
        List.of(cell(2, "a"), cell(0, "b"), new Cell(List.of(ALL), List.of(true), 2));
    assertThat(suppressed(alone, 5).stream()).containsExactly(0, 2);
  }

  /** Two of which each is known to be at least 1, and whose sum is 2, are 1 and 1. */
  @Test
  void onesHideNoOnes() {
    List<Cell> cells = List.of(cell(1, "a"), cell(1, "b"), cell(20, "c"));
    assertThat(suppressed(cells, 5).stream()).containsExactly(0, 1, 2);
  }

  @Test
  void tellsATableWithoutSmallCountsWhole() {
    assertThat(suppressed(List.of(cell(5, "a"), cell(0, "b")), 5).isEmpty()).isTrue();
  }

  /** A row with one count. */
  private record Cell(List<String> at, List<Boolean> total, long count) {}

  private static BitSet suppressed(List<Cell> cells, long minimum) {
    List<Line> lines =
        cells.stream().map(c -> new Line(c.at(), c.total(), List.of(c.count()))).toList();
    return CountTable.suppressed(lines, List.of(List.of(1)), minimum);
  }

  private static Cell cell(long count, String... at) {
    return new Cell(List.of(at), Collections.nCopies(at.length, false), count);
  }

  /** Some cells are missing, and some are 0; with totals in every dimension or none. */
  private static List<Cell> drawn(Random draw, List<Integer> sizes, boolean withTotals) {
    List<Cell> cells = new ArrayList<>();
    for (List<String> at : places(sizes)) {
      if (draw.nextInt(8) > 0) {
        long count = draw.nextInt(4) == 0 ? draw.nextInt(3) : draw.nextInt(9);
        cells.add(new Cell(at, Collections.nCopies(at.size(), false), count));
      }
    }
    List<Cell> all = new ArrayList<>(cells);
    if (withTotals) {
      for (List<String> at : placesWithTotals(sizes)) {
        if (at.contains(ALL)) {
          long sum = cells.stream().filter(c -> isPart(c, at)).mapToLong(Cell::count).sum();
          all.add(new Cell(at, at.stream().map(ALL::equals).toList(), sum));
        }
      }
    }
    return all;
  }

  private static boolean isPart(Cell cell, List<String> of) {
    return IntStream.range(0, of.size())
        .allMatch(d -> of.get(d).equals(ALL) || of.get(d).equals(cell.at().get(d)));
  }

  private static List<List<String>> places(List<Integer> sizes) {
    return product(sizes, List.of());
  }

  private static List<List<String>> placesWithTotals(List<Integer> sizes) {
    return product(sizes, List.of(ALL));
  }

  private static List<List<String>> product(List<Integer> sizes, List<String> more) {
    List<List<String>> all = List.of(List.of());
    for (int size : sizes) {
      List<String> values = new ArrayList<>(more);
      IntStream.range(0, size).forEach(i -> values.add("v" + i));
      List<List<String>> next = new ArrayList<>();
      for (List<String> each : all) {
        for (String value : values) {
          List<String> longer = new ArrayList<>(each);
          longer.add(value);
          next.add(longer);
        }
      }
      all = next;
    }
    return all;
  }

  private enum Totals {
    /** Only as far as they stand in the table. */
    IN_ROWS,
    /** All that sum over one dimension. */
    KNOWN
  }

  /** What a reader knows, as sums over cells. */
  private static final class Told {
    private final List<Cell> cells;
    private final BitSet hidden;
    private final List<Sum> sums = new ArrayList<>();

    /**
     * @param total what it comes to; -1 where that is hidden too, and at least 1
     */
    private record Sum(List<Integer> parts, long total, int place) {}

    Told(List<Cell> cells, BitSet hidden, Totals totals) {
      this.cells = cells;
      this.hidden = hidden;
      for (int i = 0; i < cells.size(); i++) {
        if (cells.get(i).total().contains(true)) {
          sums.add(new Sum(parts(cells.get(i).at()), hidden.get(i) ? -1 : cells.get(i).count(), i));
        }
      }
      if (totals == Totals.KNOWN) {
        for (Cell each : cells) {
          for (int d = 0; d < each.at().size(); d++) {
            List<String> line = new ArrayList<>(each.at());
            line.set(d, ALL);
            List<Integer> parts = parts(line);
            sums.add(new Sum(parts, parts.stream().mapToLong(p -> cells.get(p).count()).sum(), -1));
          }
        }
      }
    }

    private List<Integer> parts(List<String> line) {
      return IntStream.range(0, cells.size())
          .filter(i -> !cells.get(i).total().contains(true) && isPart(cells.get(i), line))
          .boxed()
          .toList();
    }

    /** Whether some other value of a hidden cell fits all that is told. */
    boolean mayBeAnother(int cell) {
      List<Integer> open =
          hidden.stream()
              .filter(i -> !cells.get(i).total().contains(true) && i != cell)
              .boxed()
              .toList();
      long[] values = cells.stream().mapToLong(Cell::count).toArray();
      if (cells.get(cell).total().contains(true)) {
        return anyOther(cell, open, values);
      }
      for (long value : near(values[cell])) {
        if (value != cells.get(cell).count()) {
          values[cell] = value;
          if (fits(values, open, 0, -1)) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean anyOther(int total, List<Integer> open, long[] values) {
      for (int part : open) {
        for (long value : near(cells.get(part).count())) {
          long[] tried = values.clone();
          tried[part] = value;
          List<Integer> rest = open.stream().filter(i -> i != part).toList();
          if (value != cells.get(part).count() && fits(tried, rest, 0, total)) {
            return true;
          }
        }
      }
      return false;
    }

    /** Values beside one, the nearest first; none is below 1. */
    private static List<Long> near(long value) {
      List<Long> near = new ArrayList<>();
      for (long by = 0; by <= 3; by++) {
        near.add(value + by);
        if (by > 0 && value - by >= 1) {
          near.add(value - by);
        }
      }
      return near;
    }

    /**
     * @param other a total that must not come out as it is; -1 for none
     */
    private boolean fits(long[] values, List<Integer> open, int from, int other) {
      if (from == open.size()) {
        return sums.stream().allMatch(sum -> holds(sum, values, other));
      }
      int place = open.get(from);
      long before = values[place];
      for (long value : near(cells.get(place).count())) {
        values[place] = value;
        List<Integer> rest = open.subList(from + 1, open.size());
        if (possible(values, rest) && fits(values, open, from + 1, other)) {
          return true;
        }
      }
      values[place] = before;
      return false;
    }

    /** Whether no sum of which all parts are chosen is wrong already. */
    private boolean possible(long[] values, List<Integer> rest) {
      return sums.stream()
          .filter(sum -> sum.total() >= 0 && Collections.disjoint(sum.parts(), rest))
          .allMatch(sum -> holds(sum, values, -1));
    }

    private boolean holds(Sum sum, long[] values, int other) {
      long made = sum.parts().stream().mapToLong(p -> values[p]).sum();
      if (sum.place() >= 0 && sum.place() == other && made == cells.get(other).count()) {
        return false;
      }
      return sum.total() < 0 ? made >= 1 : made == sum.total();
    }
  }
}
