package io.citylake.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Records a second of several kinds of work, each with its own number of records. */
public final class RateReport {
  private final String title;
  private final Map<String, Long> records = new LinkedHashMap<>();
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();

  RateReport(String title) {
    this.title = title;
  }

  void add(String work, long made, double seconds) {
    records.put(work, made);
    rates.computeIfAbsent(work, key -> new ArrayList<>()).add(made / seconds);
  }

  /** A table: records, and records by the second (median, least, most). */
  public String text() {
    StringBuilder text = new StringBuilder(title).append(System.lineSeparator());
    text.append("%-32s %12s %12s %25s%n".formatted("feed", "records", "records/s", "(min - max)"));
    rates.forEach((work, all) -> text.append(line(work, all)));
    return text.toString();
  }

  private String line(String work, List<Double> all) {
    List<Double> sorted = all.stream().sorted().toList();
    int half = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    String spread =
        String.format(Locale.ROOT, "(%,.0f - %,.0f)", sorted.get(0), sorted.get(sorted.size() - 1));
    return String.format(
        Locale.ROOT, "%-32s %,12d %,12.0f %25s%n", work, records.get(work), median, spread);
  }
}
