package io.citylake.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares libraries with the known faults, and with those that are accepted. */
final class FaultGate {
  private static final Pattern ACCEPTED =
      Pattern.compile(
          "(?<library>[\\w.-]+:[\\w.-]+) (?<version>\\S+) *\\|"
              + " *(?<ids>((CVE-\\d{4}-\\d{4,}|GHSA(-[a-z0-9]{4}){3}) *)+)\\| *(?<why>.{20,})");

  private final List<KnownFault> faults;
  private final Set<Accepted> accepted;

  /** One fault of one version of a library. */
  private record Accepted(String library, String version, String id)
      implements Comparable<Accepted> {
    @Override
    public int compareTo(Accepted other) {
      return toString().compareTo(other.toString());
    }
  }

  /** Reads both lists; a line that can't be read, or an exception without a reason, is refused. */
  FaultGate(Stream<String> faults, Stream<String> accepted) {
    this.faults = meant(faults).map(KnownFault::parse).toList();
    this.accepted =
        meant(accepted).flatMap(FaultGate::accepted).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The lines that say something. */
  static Stream<String> meant(Stream<String> lines) {
    return lines.map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"));
  }

  private static Stream<Accepted> accepted(String line) {
    Matcher matcher = ACCEPTED.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected library version | ids | a reason of twenty characters and more (found="
              + line
              + ")");
    }
    return Arrays.stream(matcher.group("ids").strip().split(" +"))
        .map(id -> new Accepted(matcher.group("library"), matcher.group("version"), id));
  }

  /** What stops the build, as sentences. */
  List<String> problems(Collection<Library> libraries) {
    List<String> problems = new ArrayList<>();
    Set<Accepted> unneeded = new TreeSet<>(accepted);
    for (Library library : libraries) {
      for (KnownFault fault : faults) {
        if (fault.affects(library)) {
          Accepted found = new Accepted(fault.library(), library.version(), fault.id());
          unneeded.remove(found);
          if (!accepted.contains(found)) {
            problems.add(sentence(library, fault));
          }
        }
      }
    }
    for (Accepted each : unneeded) {
      problems.add(
          "accepted-faults.txt accepts %s of %s %s, which isn't there any more: take it out"
              .formatted(each.id(), each.library(), each.version()));
    }
    return problems;
  }

  private static String sentence(Library library, KnownFault fault) {
    String mended =
        fault.affected().stream()
            .filter(range -> range.holds(library.version()))
            .map(range -> range.until().isEmpty() ? "another library" : range.until())
            .findFirst()
            .orElseThrow();
    return "%s has %s (%s): upgrade it to %s or the library that packs it, exclude it where it isn't used, or say in accepted-faults.txt why nobody reaches it"
        .formatted(library, fault.id(), fault.why(), mended);
  }
}
