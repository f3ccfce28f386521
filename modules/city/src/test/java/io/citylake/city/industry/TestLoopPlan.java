package io.citylake.city.industry;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.city.entity.Firm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TestLoopPlan {
  private static final int LONGEST = 5;

  @Test
  void holdsNoRingsButThosePlanted() {
    LoopPlan plan = LoopPlan.of(42);
    Set<String> planted = new TreeSet<>();
    plan.rings().forEach(ring -> planted.add(name(ring.material(), indexes(ring.firms()))));
    for (int year : List.of(2025, 2026)) {
      assertThat(found(plan, year)).isEqualTo(planted);
    }
  }

  /** All rings of at most five firms, by trying every way. */
  private static Set<String> found(LoopPlan plan, int year) {
    List<LoopPlan.Edge> edges =
        plan.edges().stream().filter(edge -> edge.years().has(year)).toList();
    Set<String> rings = new TreeSet<>();
    for (LoopPlan.Edge edge : edges) {
      walk(edges, edge, new ArrayDeque<>(List.of(edge.from().index())), rings);
    }
    return rings;
  }

  private static void walk(
      List<LoopPlan.Edge> edges, LoopPlan.Edge last, Deque<Integer> way, Set<String> rings) {
    int at = last.to().index();
    if (at == way.getFirst()) {
      rings.add(name(last.material(), new ArrayList<>(way)));
    }
    if (way.contains(at) || way.size() == LONGEST) {
      return;
    }
    way.addLast(at);
    for (LoopPlan.Edge next : edges) {
      if (next.from().index() == at && next.material().equals(last.material())) {
        walk(edges, next, way, rings);
      }
    }
    way.removeLast();
  }

  private static List<Integer> indexes(List<Firm> firms) {
    return firms.stream().map(Firm::index).toList();
  }

  /** The same for every rotation. */
  private static String name(String material, List<Integer> ring) {
    int least = ring.indexOf(ring.stream().min(Integer::compare).orElseThrow());
    List<Integer> turned = new ArrayList<>(ring.subList(least, ring.size()));
    turned.addAll(ring.subList(0, least));
    return material + turned;
  }
}
