package io.citylake.transform.disclosure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of counts in one to three dimensions, and which of its cells are suppressed: the small
 * ones, and for each of them the other corners of one hypercube (Giessing and Repsilber, "Tools and
 * strategies to protect multiple tables with the GHQUAR cell suppression engine", 2002). One more
 * and one less by turns at its corners leaves every total as it was, so that each of them has
 * another value that fits all that is told. Whoever reads a table knows that what is suppressed is
 * no 0, for that is told: so a corner of which one is taken is at least 2.
 */
final class CountTable {
  private final List<Cell> cells;
  private final long minimum;
  private final Map<List<String>, Integer> places = new HashMap<>();
  private final BitSet suppressed = new BitSet();

  private CountTable(List<Cell> cells, long minimum) {
    this.cells = cells;
    this.minimum = minimum;
    for (int i = 0; i < cells.size(); i++) {
      places.put(cells.get(i).at(), i);
    }
  }

  /**
   * A count.
   *
   * @param at its place in each dimension
   * @param total whether it is a total, by dimension
   */
  record Cell(List<String> at, List<Boolean> total, long count) {
    Cell {
      at = List.copyOf(at);
      total = List.copyOf(total);
    }
  }

  /**
   * Which are suppressed; the same whatever the order of the cells. Where a small count has no
   * hypercube, nothing of the table is told but what is 0.
   */
  static BitSet suppressed(List<Cell> cells, long minimum) {
    CountTable table = new CountTable(cells, minimum);
    table.suppress();
    return table.suppressed;
  }

  private void suppress() {
    List<Integer> small = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).count() > 0 && cells.get(i).count() < minimum) {
        small.add(i);
        suppressed.set(i);
      }
    }
    small.sort(
        Comparator.comparingLong((Integer i) -> cells.get(i).count())
            .thenComparing(i -> cells.get(i).at().toString()));
    for (int each : small) {
      Optional<Hypercube> best = hypercube(each);
      if (best.isEmpty()) {
        suppressEverything();
        return;
      }
      best.get().corners().forEach(suppressed::set);
    }
  }

  private void suppressEverything() {
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).count() > 0) {
        suppressed.set(i);
      }
    }
  }

  /**
   * What has to go with a cell.
   *
   * @param totals how many totals would be lost, of which people ask first
   * @param lost the sum of what would be
   */
  private record Hypercube(List<Integer> corners, long totals, long lost, String at) {
    static final Comparator<Hypercube> CHEAPEST =
        Comparator.comparingLong(Hypercube::totals)
            .thenComparingLong(Hypercube::lost)
            .thenComparing(Hypercube::at);
  }

  private Optional<Hypercube> hypercube(int cell) {
    List<Hypercube> found = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      hypercube(cell, i).ifPresent(found::add);
    }
    return found.stream().min(Hypercube.CHEAPEST);
  }

  /** That of which two cells are opposite corners; empty where a corner is missing or 0. */
  private Optional<Hypercube> hypercube(int from, int to) {
    List<String> one = cells.get(from).at();
    List<String> other = cells.get(to).at();
    for (int d = 0; d < one.size(); d++) {
      if (one.get(d).equals(other.get(d))) {
        return Optional.empty();
      }
    }
    List<Integer> corners = new ArrayList<>();
    boolean mayRise = true;
    boolean mayFall = true;
    for (int corner = 0; corner < 1 << one.size(); corner++) {
      Integer place = places.get(corner(one, other, corner));
      if (place == null || cells.get(place).count() == 0) {
        return Optional.empty();
      }
      // A total rises with its parts, and an inner cell falls where its neighbour rises.
      long turns =
          Integer.bitCount(corner) + cells.get(place).total().stream().filter(t -> t).count();
      boolean with = turns % 2 == 0;
      boolean lone = cells.get(place).count() == 1;
      mayFall &= !(with && lone);
      mayRise &= with || !lone;
      corners.add(place);
    }
    return mayRise || mayFall ? Optional.of(made(corners, other)) : Optional.empty();
  }

  private static List<String> corner(List<String> one, List<String> other, int corner) {
    List<String> at = new ArrayList<>();
    for (int d = 0; d < one.size(); d++) {
      at.add((corner >> d & 1) == 0 ? one.get(d) : other.get(d));
    }
    return at;
  }

  private Hypercube made(List<Integer> corners, List<String> other) {
    long totals = 0;
    long lost = 0;
    for (int each : corners) {
      if (!suppressed.get(each)) {
        totals += cells.get(each).total().contains(true) ? 1 : 0;
        lost += cells.get(each).count();
      }
    }
    return new Hypercube(corners, totals, lost, other.toString());
  }
}
