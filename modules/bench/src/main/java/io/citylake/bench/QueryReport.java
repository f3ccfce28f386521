package io.citylake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.bench.BenchQuery.Group;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How long each answer took, and ratios question by question to the first way in the same state and
 * among as many clients. Safe for threads.
 */
public final class QueryReport {
  private final String title;

  @GuardedBy("this")
  private final List<Asked> all = new ArrayList<>();

  @GuardedBy("this")
  private final Map<Series, Double> rates = new TreeMap<>();

  @GuardedBy("this")
  private final Map<String, Map<String, String>> left = new TreeMap<>();

  /** In which state a question meets a contestant; the order is that of the table. */
  enum State {
    COLD,
    WARM,
    CACHED
  }

  /** What was measured alike. */
  record Series(int clients, State state, String way) implements Comparable<Series> {
    @Override
    public int compareTo(Series other) {
      return (clients + "-" + state + way).compareTo(other.clients + "-" + other.state + other.way);
    }
  }

  private record Asked(Series series, BenchQuery query, double millis) {}

  QueryReport(String title) {
    this.title = title;
  }

  synchronized void add(Series series, BenchQuery query, double millis) {
    all.add(new Asked(series, query, millis));
  }

  /** How many answers a second all clients had together. */
  synchronized void rate(Series series, double perSecond) {
    rates.put(series, perSecond);
  }

  /** Says why a way's times with a question aren't compared. */
  synchronized void leave(String way, String question, String why) {
    left.computeIfAbsent(way, each -> new TreeMap<>()).put(question, why);
  }

  /** One line of the table. */
  private record Line(
      Group group, Series series, int questions, List<Double> millis, List<Double> ratios) {
    String text() {
      return String.format(
          Locale.ROOT,
          "%-19s %7d  %-6s %-24s %5d %8.1f %8.1f %8.1f %24s%n",
          group.title,
          series.clients(),
          series.state().name().toLowerCase(Locale.ROOT),
          series.way(),
          millis.size(),
          at(millis, 50),
          at(millis, 95),
          at(millis, 99),
          ratios.isEmpty()
              ? ""
              : String.format(
                  Locale.ROOT,
                  "%.2f (%.2f - %.2f)",
                  at(ratios, 50),
                  at(ratios, 5),
                  at(ratios, 95)));
    }

    void write(ObjectNode node) {
      node.put("questions", group.title);
      node.put("clients", series.clients());
      node.put("state", series.state().name().toLowerCase(Locale.ROOT));
      node.put("way", series.way());
      node.put("different", questions);
      node.put("asked", millis.size());
      node.put("p50_ms", at(millis, 50));
      node.put("p95_ms", at(millis, 95));
      node.put("p99_ms", at(millis, 99));
      node.put("most_ms", at(millis, 100));
      if (!ratios.isEmpty()) {
        node.put("ratio_p5", at(ratios, 5));
        node.put("ratio_median", at(ratios, 50));
        node.put("ratio_p95", at(ratios, 95));
      }
    }
  }

  /**
   * A table: milliseconds at three percentiles, and times as a multiple of the first way's. A way
   * that only keeps answers is compared with the first one warm.
   */
  public synchronized String text() {
    StringBuilder text = new StringBuilder(title).append(System.lineSeparator());
    text.append(
        "%-19s %7s  %-6s %-24s %5s %8s %8s %8s %24s%n"
            .formatted(
                "questions",
                "clients",
                "state",
                "way",
                "asked",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "vs Spark (p5 - p95)"));
    lines().forEach(line -> text.append(line.text()));
    rates.forEach(
        (series, rate) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%d clients, %s, %s: %,.0f answers/s%n",
                    series.clients(),
                    series.state().name().toLowerCase(Locale.ROOT),
                    series.way(),
                    rate)));
    left.forEach(
        (way, questions) ->
            text.append(
                "Not compared with %s: %d questions (see the JSON for why)%n"
                    .formatted(way, questions.size())));
    return text.toString();
  }

  /** Writes all figures as JSON. */
  public synchronized Path write(Path file) {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("title", title);
    root.put("processors", Runtime.getRuntime().availableProcessors());
    root.put("java", System.getProperty("java.version"));
    var lines = root.putArray("lines");
    lines().forEach(line -> line.write(lines.addObject()));
    var together = root.putArray("answers_a_second");
    rates.forEach(
        (series, rate) ->
            together
                .addObject()
                .put("clients", series.clients())
                .put("state", series.state().name().toLowerCase(Locale.ROOT))
                .put("way", series.way())
                .put("rate", rate));
    root.set("not_compared", json.valueToTree(left));
    var questions = root.putObject("median_ms");
    for (Asked each : all) {
      String key =
          "%d %s %s".formatted(each.series.clients(), each.series.state(), each.series.way());
      ObjectNode of = questions.withObjectProperty(each.query.name());
      if (!of.has(key)) {
        of.put(key, median(each.series, each.query));
      }
    }
    return BenchReport.written(json, root, file);
  }

  @GuardedBy("this")
  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Group group : Group.values()) {
      Set<Series> series =
          all.stream()
              .filter(each -> each.query.group() == group)
              .map(Asked::series)
              .collect(Collectors.toCollection(TreeSet::new));
      for (Series each : series) {
        lines.add(line(group, each));
      }
    }
    return lines;
  }

  @GuardedBy("this")
  private Line line(Group group, Series series) {
    List<Asked> own =
        all.stream()
            .filter(each -> each.query.group() == group && each.series.equals(series))
            .toList();
    Set<BenchQuery> queries = own.stream().map(Asked::query).collect(Collectors.toSet());
    State peers = series.state() == State.CACHED ? State.WARM : series.state();
    Series first = new Series(series.clients(), peers, all.get(0).series.way());
    List<Double> ratios = new ArrayList<>();
    for (BenchQuery each : queries) {
      double ratio = median(series, each) / median(first, each);
      if (Double.isFinite(ratio)) {
        ratios.add(ratio);
      }
    }
    Collections.sort(ratios);
    List<Double> millis = own.stream().map(Asked::millis).sorted().toList();
    return new Line(group, series, queries.size(), millis, ratios);
  }

  @GuardedBy("this")
  private double median(Series series, BenchQuery query) {
    List<Double> millis =
        all.stream()
            .filter(each -> each.series.equals(series) && each.query.equals(query))
            .map(Asked::millis)
            .sorted()
            .toList();
    return millis.isEmpty() ? Double.NaN : at(millis, 50);
  }

  /** The nearest rank. */
  private static double at(List<Double> sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }
}
