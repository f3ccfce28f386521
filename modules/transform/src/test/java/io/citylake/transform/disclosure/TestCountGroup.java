package io.citylake.transform.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.dataset.Suppression;
import io.citylake.contract.dataset.Suppression.Parts;
import io.citylake.transform.disclosure.CountTable.Line;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No suppressed count, and no small number that parts leave of theirs, can be worked out by whoever
 * knows all that is told, every total, and that parts come to no more than their number: for each
 * of them other rows are looked for that tell the same.
 */
class TestCountGroup {
  private static final long SEED = Long.getLong("citylake.seed", 20261201L);

  /** {@code -Dcitylake.count.tables=N} draws more. */
  static LongStream seeds() {
    return new Random(SEED).longs(Integer.getInteger("citylake.count.tables", 300));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noCountCanBeWorkedOutOfTheOthersOfItsRow(long seed) {
    Random draw = new Random(seed);
    boolean counted = draw.nextBoolean();
    boolean twice = draw.nextBoolean();
    List<Parts> parts = new ArrayList<>();
    parts.add(new Parts("whole", twice ? List.of("a") : List.of("a", "b")));
    if (twice) {
      parts.add(new Parts("whole", List.of("b")));
    }
    List<String> counts = counted ? List.of("whole", "a", "b") : List.of("a", "b");
    CountGroup group =
        CountGroup.of(
                new Suppression(5, counts, parts, List.of("by"), List.of(), List.of(), "few", null))
            .get(0);
    boolean square = draw.nextBoolean();
    List<Line> lines = new ArrayList<>();
    List<long[]> rows = new ArrayList<>();
    for (int i = 0; i < (square ? 4 : 3); i++) {
      long a = drawn(draw);
      long b = drawn(draw);
      long whole = (twice ? Math.max(a, b) : a + b) + drawn(draw);
      rows.add(new long[] {whole, a, b});
      lines.add(
          new Line(
              square ? List.of("r" + i / 2, "c" + i % 2) : List.of("r" + i),
              square ? List.of(false, false) : List.of(false),
              group.counts(name -> name.equals("whole") ? whole : name.equals("a") ? a : b)));
    }
    BitSet suppressed = CountTable.suppressed(lines, group.moves(), 5);
    Told told = new Told(rows, hidden(group, suppressed), parts, square);
    int width = group.columns().size() + parts.size();
    List<String> wrong = new ArrayList<>();
    for (int cell = 0; cell < rows.size() * width; cell++) {
      int of = cell % width;
      long count = lines.get(cell / width).counts().get(of);
      boolean column = of < group.columns().size();
      boolean small = count > 0 && count < 5;
      if (column && small) {
        assertThat(suppressed.get(cell)).as("%s of %s", cell, lines).isTrue();
      }
      if (column && suppressed.get(cell) || small) {
        if (!told.nothing()
            && !told.mayBeAnother(
                cell / width,
                column ? group.columns().get(of) : null,
                of - group.columns().size())) {
          wrong.add(group.columns() + " " + cell / width + "/" + of);
        }
      }
    }
    assertThat(wrong).as("%s, suppressed %s", lines, suppressed).isEmpty();
  }

  /** One of 30 who is neither doctor nor master is told by 29 who are. */
  @Test
  void whatIsLeftIsHiddenByItsNeighbours() {
    CountGroup group =
        CountGroup.of(
                new Suppression(
                    5,
                    List.of("a", "b"),
                    List.of(new Parts("whole", List.of("a", "b"))),
                    List.of("by"),
                    List.of(),
                    List.of(),
                    "few",
                    null))
            .get(0);
    assertThat(group.moves())
        .containsExactly(List.of(1, -1, 0), List.of(1, 0, -1), List.of(0, 1, -1));
    List<Line> lines =
        List.of(
            new Line(List.of("x"), List.of(false), List.of(9L, 20L, 1L)),
            new Line(List.of("y"), List.of(false), List.of(30L, 30L, 30L)));
    assertThat(CountTable.suppressed(lines, group.moves(), 5).stream()).containsExactly(0, 2, 3, 5);
  }

  private static long drawn(Random draw) {
    return draw.nextInt(6) == 0 ? draw.nextInt(5) : 5 + draw.nextInt(12);
  }

  /** By row: which of whole, a and b are not told. */
  private static List<BitSet> hidden(CountGroup group, BitSet suppressed) {
    int width = group.columns().size() + group.divisions().size();
    List<String> names = List.of("whole", "a", "b");
    List<BitSet> hidden = new ArrayList<>();
    for (int cell = 0; cell <= suppressed.length() / width * width + width; cell += width) {
      BitSet row = new BitSet();
      int from = cell;
      IntStream.range(0, group.columns().size())
          .filter(i -> suppressed.get(from + i))
          .forEach(i -> row.set(names.indexOf(group.columns().get(i))));
      hidden.add(row);
    }
    return hidden;
  }

  /** What a reader knows. */
  private static final class Told {
    private final List<long[]> rows;
    private final List<BitSet> hidden;
    private final List<Parts> parts;
    private final boolean square;

    Told(List<long[]> rows, List<BitSet> hidden, List<Parts> parts, boolean square) {
      this.rows = rows;
      this.hidden =
          IntStream.range(0, rows.size())
              .mapToObj(i -> i < hidden.size() ? hidden.get(i) : new BitSet())
              .toList();
      this.parts = parts;
      this.square = square;
    }

    /** Whether every count is left out of all lines, of which a total told elsewhere may tell. */
    boolean nothing() {
      return !columnTold(1) && !columnTold(2);
    }

    private boolean columnTold(int column) {
      return IntStream.range(0, rows.size())
          .anyMatch(r -> rows.get(r)[column] > 0 && !hidden.get(r).get(column));
    }

    boolean mayBeAnother(int row, String column, int division) {
      List<int[]> open = new ArrayList<>();
      for (int r = 0; r < rows.size(); r++) {
        int at = r;
        hidden.get(r).stream().forEach(c -> open.add(new int[] {at, c}));
      }
      List<long[]> tried =
          rows.stream().map(long[]::clone).collect(Collectors.toCollection(ArrayList::new));
      return found(tried, open, 0, row, column, division);
    }

    private boolean found(
        List<long[]> tried, List<int[]> open, int from, int row, String column, int division) {
      if (from == open.size()) {
        return value(tried, row, column, division) != value(rows, row, column, division)
            && fits(tried);
      }
      int[] place = open.get(from);
      long count = rows.get(place[0])[place[1]];
      for (long by = 1; by >= -1; by--) {
        if (count + by >= 1) {
          tried.get(place[0])[place[1]] = count + by;
          if (found(tried, open, from + 1, row, column, division)) {
            return true;
          }
        }
      }
      tried.get(place[0])[place[1]] = count;
      return false;
    }

    private long value(List<long[]> of, int row, String column, int division) {
      return column == null
          ? left(of.get(row), parts.get(division))
          : of.get(row)[List.of("whole", "a", "b").indexOf(column)];
    }

    private static long left(long[] row, Parts division) {
      return row[0]
          - division.are().stream().mapToLong(part -> part.equals("a") ? row[1] : row[2]).sum();
    }

    private boolean fits(List<long[]> tried) {
      boolean whole =
          tried.stream().allMatch(row -> parts.stream().allMatch(each -> left(row, each) >= 0));
      return whole && lines().stream().allMatch(line -> sums(tried, line).equals(sums(rows, line)));
    }

    private List<List<Integer>> lines() {
      return square
          ? List.of(List.of(0, 1), List.of(2, 3), List.of(0, 2), List.of(1, 3))
          : List.of(List.of(0, 1, 2));
    }

    private List<Long> sums(List<long[]> rows, List<Integer> line) {
      return IntStream.range(0, 3)
          .filter(this::columnTold)
          .mapToObj(c -> line.stream().mapToLong(r -> rows.get(r)[c]).sum())
          .toList();
    }
  }
}
