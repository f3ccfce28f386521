package io.citylake.city.industry;

import io.citylake.city.JobCount;
import io.citylake.city.entity.Firm;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was accepted of a year's transfers, and what follows from it for the planted rings. */
final class Flows {
  private static final Map<String, String> CODES =
      Map.of(
          "废金属", "metal", "废纸", "paper", "废塑料", "plastic", "再生塑料", "plastic", "废玻璃", "glass", "废橡胶",
          "rubber", "废电池", "battery");

  private record Edge(String stream, String from, String to) {}

  private final List<LoopPlan.Ring> rings;
  private final Map<Edge, BigDecimal> weights = new HashMap<>();

  Flows(LoopPlan plan) {
    this.rings = plan.rings();
  }

  void add(String material, Firm from, Firm to, BigDecimal tonnes) {
    Edge edge = new Edge(CODES.get(material), from.creditCode(), to.creditCode());
    weights.merge(edge, tonnes, BigDecimal::add);
  }

  void clear() {
    weights.clear();
  }

  /**
   * The rings all of whose edges are there, with their weakest edge; and the share that returns.
   */
  void say(int year, JobCount count) {
    Map<Edge, BigDecimal> returned = new HashMap<>();
    for (LoopPlan.Ring ring : rings) {
      List<Edge> edges = edges(ring);
      if (weights.keySet().containsAll(edges)) {
        BigDecimal least = edges.stream().map(weights::get).min(BigDecimal::compareTo).get();
        String subject = year + " " + edges.get(0).stream() + " " + path(ring);
        count.find("circular_economy.loops", subject, least);
        edges.forEach(edge -> returned.merge(edge, least, BigDecimal::add));
      }
    }
    TreeMap<String, BigDecimal> all = new TreeMap<>();
    TreeMap<String, BigDecimal> circulating = new TreeMap<>();
    weights.forEach(
        (edge, weight) -> {
          all.merge(edge.stream(), weight, BigDecimal::add);
          BigDecimal round = returned.getOrDefault(edge, BigDecimal.ZERO);
          circulating.merge(edge.stream(), weight.min(round), BigDecimal::add);
        });
    all.forEach(
        (stream, total) ->
            count.find(
                "circular_economy.return_share",
                year + " " + stream,
                circulating.get(stream).divide(total, 4, RoundingMode.HALF_UP)));
  }

  private static List<Edge> edges(LoopPlan.Ring ring) {
    List<Edge> edges = new ArrayList<>();
    List<Firm> firms = ring.firms();
    for (int i = 0; i < firms.size(); i++) {
      Firm to = firms.get((i + 1) % firms.size());
      edges.add(new Edge(CODES.get(ring.material()), firms.get(i).creditCode(), to.creditCode()));
    }
    return edges;
  }

  /** From its smallest credit code on. */
  private static String path(LoopPlan.Ring ring) {
    List<String> codes = ring.firms().stream().map(Firm::creditCode).toList();
    int first = codes.indexOf(codes.stream().min(String::compareTo).get());
    List<String> turned = new ArrayList<>(codes.subList(first, codes.size()));
    turned.addAll(codes.subList(0, first));
    return String.join(">", turned);
  }
}
