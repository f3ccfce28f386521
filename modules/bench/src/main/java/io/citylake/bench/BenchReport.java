package io.citylake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Seconds of every round by contestant, and ratios to the first contestant round by round, so that
 * a machine that slows down for a while slows both sides.
 */
public final class BenchReport {
  private final String title;
  private final Amount amount;
  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** How much work a round is, and what it is called by the second. */
  record Amount(double number, String unit) {}

  BenchReport(String title, long rows) {
    this(title, new Amount(rows, "rows/s"));
  }

  BenchReport(String title, Amount amount) {
    this.title = title;
    this.amount = amount;
  }

  void add(String contestant, double took) {
    seconds.computeIfAbsent(contestant, name -> new ArrayList<>()).add(took);
  }

  /** A sentence below the table. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /**
   * A table: amount by the second (median, least, most) and seconds as a multiple of the first
   * contestant's.
   */
  public String text() {
    StringBuilder text = new StringBuilder(title).append(System.lineSeparator());
    text.append(
        "%-46s %14s %25s %24s%n"
            .formatted("way", amount.unit(), "(min - max)", "seconds vs the first"));
    for (Map.Entry<String, List<Double>> each : seconds.entrySet()) {
      double[] rates =
          each.getValue().stream().mapToDouble(s -> amount.number() / s).sorted().toArray();
      double[] ratios = ratios(each.getValue());
      text.append(
          String.format(
              Locale.ROOT,
              "%-46s %,14.0f %25s %24s%n",
              each.getKey(),
              median(rates),
              String.format(Locale.ROOT, "(%,.0f - %,.0f)", rates[0], rates[rates.length - 1]),
              String.format(
                  Locale.ROOT,
                  "%.2f (%.2f - %.2f)",
                  median(ratios),
                  ratios[0],
                  ratios[ratios.length - 1])));
    }
    notes.forEach(note -> text.append(note).append(System.lineSeparator()));
    return text.toString();
  }

  /** Writes all figures as JSON. */
  public Path write(Path file) {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("title", title);
    root.put("amount", amount.number());
    root.put("unit", amount.unit());
    root.put("processors", Runtime.getRuntime().availableProcessors());
    root.put("java", System.getProperty("java.version"));
    notes.forEach(root.putArray("notes")::add);
    for (Map.Entry<String, List<Double>> each : seconds.entrySet()) {
      ObjectNode node = root.putObject(each.getKey());
      ArrayNode all = node.putArray("seconds");
      each.getValue().forEach(all::add);
      ArrayNode ratios = node.putArray("ratios_sorted");
      Arrays.stream(ratios(each.getValue())).forEach(ratios::add);
    }
    return written(json, root, file);
  }

  static Path written(ObjectMapper json, ObjectNode root, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
    return file;
  }

  private double[] ratios(List<Double> own) {
    List<Double> first = seconds.values().iterator().next();
    double[] ratios = new double[own.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = own.get(i) / first.get(i);
    }
    Arrays.sort(ratios);
    return ratios;
  }

  static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
