package io.citylake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What days of loads and upkeep took, the first tenth of them held against the last. */
public final class UpkeepReport {
  private final UpkeepBench.Play play;
  private final List<Day> days = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private Day now = new Day();

  UpkeepReport(UpkeepBench.Play play) {
    this.play = play;
  }

  /**
   * A table after the upkeep of a day.
   *
   * @param files of data and of deletions that a reader reads
   * @param metadataBytes of the metadata file, as it lies there
   * @param manifests of main
   */
  record State(long files, long metadataBytes, long snapshots, long manifests) {}

  private static final class Day {
    private final List<Double> loads = new ArrayList<>();
    private final List<Double> plans = new ArrayList<>();
    private final SortedMap<TableName, State> states = new TreeMap<>();
    private double maintained;
    private double compacting;
    private double compactingCpu;
    private long compacted;
    private long derived;
    private long anew;
  }

  void begin() {
    now = new Day();
  }

  void loaded(long nanos) {
    now.loads.add(nanos / 1e6);
  }

  void failed(String why) {
    failures.add(why);
  }

  void planned(long nanos) {
    now.plans.add(nanos / 1e6);
  }

  void derived(long groups) {
    now.derived = groups;
  }

  void derivedAnew(long groups) {
    now.anew = groups;
  }

  /**
   * @param cpu how long the process kept processors busy meanwhile
   */
  void compacted(long rows, long nanos, long cpu) {
    now.compacted += rows;
    now.compacting += nanos / 1e9;
    now.compactingCpu += cpu / 1e9;
  }

  void maintained(long nanos) {
    now.maintained = nanos / 1e9;
  }

  void end(Map<TableName, State> states) {
    now.states.putAll(states);
    days.add(now);
  }

  /** How many days were played. */
  public int days() {
    return days.size();
  }

  /** How many derived groups were made again though no row had changed. */
  public long derivedAnew() {
    return days.stream().mapToLong(day -> day.anew).sum();
  }

  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** What one table came to. */
  State state(TableName table) {
    return days.get(days.size() - 1).states.get(table);
  }

  /** The last day in one line. */
  String line() {
    State loaded = state(LiveLoad.TABLE);
    return format(
        "day %,d: load %.0f ms, plan %.0f ms, upkeep %.1f s, %,d rows compacted in %.1f s, %d files, %,d bytes of metadata, %d snapshots, %d manifests, %d derived, %d anew",
        days.size(),
        median(now.loads),
        median(now.plans),
        now.maintained,
        now.compacted,
        now.compacting,
        loaded.files(),
        loaded.metadataBytes(),
        loaded.snapshots(),
        loaded.manifests(),
        now.derived,
        now.anew);
  }

  /** All figures in a table. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%,d of %,d days, each %,d loads of %,d rows and their upkeep%n",
            days.size(), play.days(), play.commits(), play.rows()));
    text.append(format("%-36s %14s %14s%n", "", "first tenth", "last tenth"));
    row(text, "load, ms", day -> median(day.loads));
    row(text, "planning, ms", day -> median(day.plans));
    row(text, "upkeep of a day, s", day -> day.maintained);
    row(
        text,
        "compaction, rows/s",
        day -> day.compacting == 0 ? 0 : day.compacted / day.compacting);
    for (TableName table : days.get(days.size() - 1).states.keySet()) {
      row(text, table + ", live files", day -> day.states.get(table).files());
      row(text, table + ", metadata bytes", day -> day.states.get(table).metadataBytes());
      row(text, table + ", snapshots", day -> day.states.get(table).snapshots());
      row(text, table + ", manifests", day -> day.states.get(table).manifests());
    }
    double seconds = days.stream().mapToDouble(day -> day.compacting).sum();
    double cpu = days.stream().mapToDouble(day -> day.compactingCpu).sum();
    long rows = days.stream().mapToLong(day -> day.compacted).sum();
    text.append(
        format(
            "Compacted: %,d rows, %,.0f rows/s, %,.0f rows for each second of a processor%n",
            rows, rows / seconds, rows / cpu));
    text.append(format("Failed loads: %d%n", failures.size()));
    failures.stream().distinct().limit(3).forEach(why -> text.append(format("  %s%n", why)));
    text.append(
        format(
            "Derived groups: %,d made, %,d made anew after a rewrite%n",
            days.stream().mapToLong(day -> day.derived).sum(), derivedAnew()));
    return text.toString();
  }

  private void row(StringBuilder text, String what, ToDoubleFunction<Day> figure) {
    int tenth = Math.max(1, days.size() / 10);
    List<Double> all = days.stream().map(figure::applyAsDouble).toList();
    text.append(
        format(
            "%-36s %,14.0f %,14.0f%n",
            what,
            median(all.subList(0, tenth)),
            median(all.subList(all.size() - tenth, all.size()))));
  }

  /** Writes every day's figures as JSON. */
  public Path write(Path file) {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("commits", play.commits());
    root.put("rows", play.rows());
    root.put("processors", Runtime.getRuntime().availableProcessors());
    root.put("java", System.getProperty("java.version"));
    root.put("failed_loads", failures.size());
    ArrayNode all = root.putArray("days");
    for (Day day : days) {
      ObjectNode node = all.addObject();
      node.put("load_ms", median(day.loads));
      node.put("planning_ms", median(day.plans));
      node.put("upkeep_s", day.maintained);
      node.put("compacted_rows", day.compacted);
      node.put("compaction_s", day.compacting);
      node.put("compaction_cpu_s", day.compactingCpu);
      node.put("derived_groups", day.derived);
      node.put("derived_anew", day.anew);
      day.states.forEach(
          (table, state) -> {
            ObjectNode of = node.putObject(table.toString());
            of.put("live_files", state.files());
            of.put("metadata_bytes", state.metadataBytes());
            of.put("snapshots", state.snapshots());
            of.put("manifests", state.manifests());
          });
    }
    return BenchReport.written(json, root, file);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static double median(List<Double> of) {
    if (of.isEmpty()) {
      return 0;
    }
    List<Double> sorted = of.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
