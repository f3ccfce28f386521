package io.citylake.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What {@code docs/reference/dependencies.md} says of the libraries that are shipped, computed from
 * them and from both lists of faults.
 */
final class DependencyPage {
  private static final String MENDED = "not affected";

  private final List<KnownFault> faults;
  private final Map<String, String> reasons;

  /** A row of the first table; copies of one version are one row. */
  private record Row(String library, String version) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      return Comparator.comparing(Row::library)
          .thenComparing(Row::version, KnownFault::compare)
          .thenComparing(Row::version)
          .compare(this, other);
    }
  }

  /** Takes the lines of {@code known-faults.txt} and of {@code accepted-faults.txt}. */
  DependencyPage(List<String> faults, List<String> accepted) {
    this.faults = FaultGate.meant(faults.stream()).map(KnownFault::parse).toList();
    this.reasons =
        FaultGate.meant(accepted.stream())
            .map(line -> line.split("\\|", 3))
            .collect(Collectors.toMap(parts -> parts[0].strip(), parts -> parts[2].strip()));
  }

  /** The verdicts, as rows of a Markdown table. */
  String verdicts(Collection<Library> libraries) {
    Map<Row, Set<String>> jars = new TreeMap<>();
    Map<Row, Set<String>> open = new TreeMap<>();
    Map<Row, Set<String>> mended = new TreeMap<>();
    for (Library library : libraries) {
      for (KnownFault fault : faults) {
        if (fault.isOf(library)) {
          Row row = new Row(fault.library(), library.version());
          add(jars, row, library.jar());
          add(fault.affects(library) ? open : mended, row, fault.id());
        }
      }
    }
    return jars.entrySet().stream()
        .map(each -> row(each.getKey(), each.getValue(), open, mended))
        .collect(Collectors.joining("\n"));
  }

  private static void add(Map<Row, Set<String>> to, Row row, String value) {
    to.computeIfAbsent(row, any -> new TreeSet<>()).add(value);
  }

  private String row(
      Row row, Set<String> jars, Map<Row, Set<String>> open, Map<Row, Set<String>> mended) {
    Set<String> reached = open.getOrDefault(row, Set.of());
    String verdict =
        reached.isEmpty()
            ? MENDED
            : "**not reached**: "
                + reasons.getOrDefault(row.library() + " " + row.version(), "nobody says why");
    return "| `%s` | %s | %s | %s | %s | %s |"
        .formatted(
            row.library(),
            row.version(),
            String.join(", ", jars),
            String.join(" ", reached),
            String.join(" ", mended.getOrDefault(row, Set.of())),
            verdict);
  }

  /** Every jar, and below it what else is packed in it. */
  static String jars(Collection<Library> libraries) {
    Map<String, Set<String>> packed = new TreeMap<>();
    for (Library library : libraries) {
      Set<String> others = packed.computeIfAbsent(library.jar(), any -> new TreeSet<>());
      if (!library.jar().startsWith(library.artifact() + "-" + library.version())) {
        others.add("  " + library.group() + ":" + library.artifact() + " " + library.version());
      }
    }
    return packed.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + each.getValue().stream().map("\n"::concat).collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }
}
