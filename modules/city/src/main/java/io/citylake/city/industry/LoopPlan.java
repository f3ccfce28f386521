package io.citylake.city.industry;

import io.citylake.city.entity.Firm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who gives what to whom each month: rings that must be found, and traps that must not. Firms of
 * rings give to sinks and take from collectors, but no sink gives and no collector takes, so that
 * there are no rings but those planted.
 */
final class LoopPlan {
  /**
   * One firm gives to another.
   *
   * @param sinceMonth of the year from which on it does
   * @param tonnes a month, about
   */
  record Edge(String material, Firm from, Firm to, int sinceMonth, Years years, int tonnes) {}

  /** In which years an edge is there: a ring that never closes within one year is none. */
  enum Years {
    ALL,
    ODD,
    EVEN;

    boolean has(int year) {
      return this == ALL || (year % 2 == 1) == (this == ODD);
    }
  }

  record Ring(String material, List<Firm> firms) {}

  private record Plan(String material, List<Integer> lengths) {}

  private static final List<Plan> PLANS =
      List.of(
          new Plan("废塑料", List.of(3, 3, 4, 2)),
          new Plan("废纸", List.of(2, 3)),
          new Plan("废金属", List.of(3, 5)),
          new Plan("废玻璃", List.of(4)),
          new Plan("废橡胶", List.of(3, 2)),
          new Plan("废电池", List.of(5, 3)));

  /** Collectors, modifiers and makers of chains: so many of each. */
  static final int TIER = 300;

  private static final int FIRST_CHAIN_FIRM = 3_000;

  private final long seed;
  private final List<Firm> chain;
  private final List<Ring> rings = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private int next;

  private LoopPlan(long seed) {
    this.seed = seed;
    this.chain =
        IntStream.range(0, 3 * TIER)
            .map(i -> FIRST_CHAIN_FIRM + 2 * i)
            .mapToObj(i -> Firm.of(seed, i))
            .map(firm -> firm.spoiledCode() ? Firm.of(seed, firm.index() + 1) : firm)
            .toList();
  }

  static LoopPlan of(long seed) {
    LoopPlan plan = new LoopPlan(seed);
    for (Plan each : PLANS) {
      for (int length : each.lengths()) {
        plan.ring(each.material(), plan.firms(length));
      }
    }
    plan.sharedEdge();
    plan.traps();
    return plan;
  }

  List<Ring> rings() {
    return rings;
  }

  /** A tier of collectors, one of modifiers and one of makers, none of whom is on a ring. */
  List<Firm> chain() {
    return chain;
  }

  List<Edge> edges() {
    return edges;
  }

  private void ring(String material, List<Firm> firms) {
    rings.add(new Ring(material, firms));
    // Every third ring closes only in the second month.
    round(material, firms, rings.size() % 3 == 0 ? 2 : 1);
    Firm collector = firm();
    Firm sink = firm();
    int tonnes = 4 + rings.size() % 5;
    edges.add(new Edge(material, collector, firms.get(0), 1, Years.ALL, tonnes));
    edges.add(new Edge(material, firms.get(firms.size() - 1), sink, 1, Years.ALL, tonnes));
  }

  private void round(String material, List<Firm> firms, int closedSince) {
    for (int i = 0; i < firms.size(); i++) {
      boolean closes = i == firms.size() - 1;
      edges.add(
          new Edge(
              material,
              firms.get(i),
              firms.get((i + 1) % firms.size()),
              closes ? closedSince : 1,
              Years.ALL,
              30 - 4 * i + edges.size() % 7));
    }
  }

  /** Two rings that have one edge in common. */
  private void sharedEdge() {
    List<Firm> firms = firms(4);
    Firm first = firms.get(0);
    Firm second = firms.get(1);
    rings.add(new Ring("废塑料", firms.subList(0, 3)));
    rings.add(new Ring("废塑料", List.of(first, second, firms.get(3))));
    edges.add(new Edge("废塑料", first, second, 1, Years.ALL, 25));
    for (Firm third : firms.subList(2, 4)) {
      edges.add(new Edge("废塑料", second, third, 1, Years.ALL, 18));
      edges.add(new Edge("废塑料", third, first, 1, Years.ALL, 15));
    }
  }

  /** What looks like a ring: six firms, two materials, two years, and a way that ends. */
  private void traps() {
    round("废纸", firms(6), 1);
    List<Firm> mixed = firms(3);
    edges.add(new Edge("废玻璃", mixed.get(0), mixed.get(1), 1, Years.ALL, 20));
    edges.add(new Edge("废玻璃", mixed.get(1), mixed.get(2), 1, Years.ALL, 20));
    edges.add(new Edge("废橡胶", mixed.get(2), mixed.get(0), 1, Years.ALL, 20));
    List<Firm> never = firms(2);
    edges.add(new Edge("废金属", never.get(0), never.get(1), 1, Years.ODD, 20));
    edges.add(new Edge("废金属", never.get(1), never.get(0), 1, Years.EVEN, 20));
    List<Firm> way = firms(5);
    for (int i = 0; i + 1 < way.size(); i++) {
      edges.add(new Edge("废电池", way.get(i), way.get(i + 1), 1, Years.ALL, 20));
    }
  }

  private List<Firm> firms(int count) {
    List<Firm> firms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      firms.add(firm());
    }
    return List.copyOf(firms);
  }

  /** The next firm that nobody has. */
  private Firm firm() {
    return Makers.of(seed).small(next++);
  }
}
