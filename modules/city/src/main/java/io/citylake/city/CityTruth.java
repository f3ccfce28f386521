package io.citylake.city;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the generated sources hold, by job, sorted by the job's name.
 *
 * @param findings what was planted and must be found, by {@code theme.question} and subject
 */
public record CityTruth(
    List<JobTruth> jobs, SortedMap<String, SortedMap<String, String>> findings) {
  /** The file under the landing directory that says the same in JSON. */
  public static final String FILE = "truth.json";

  public CityTruth {
    jobs = jobs.stream().sorted(Comparator.comparing(JobTruth::job)).toList();
    SortedMap<String, SortedMap<String, String>> copy = new TreeMap<>();
    findings.forEach(
        (question, answers) ->
            copy.put(question, Collections.unmodifiableSortedMap(new TreeMap<>(answers))));
    findings = Collections.unmodifiableSortedMap(copy);
  }

  /** Out of the counts of whole jobs. */
  static CityTruth of(Collection<JobCount> counts) {
    ExpectedAnswers all = new ExpectedAnswers();
    counts.forEach(count -> all.merge(count.findings()));
    return new CityTruth(counts.stream().map(JobCount::truth).toList(), all.answers());
  }

  public Optional<JobTruth> findJob(String job) {
    return jobs.stream().filter(each -> each.job().equals(job)).findFirst();
  }

  /** Writes it to a directory of its own, which is made where it is missing. */
  public void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    write(directory);
  }

  void write(Path landing) throws IOException {
    WholeFile.write(landing.resolve(FILE), writer -> writer.write(toJson()));
  }

  String toJson() {
    String answers =
        findings.entrySet().stream()
            .map(each -> "    " + quoted(each.getKey()) + ": " + texts(each.getValue()))
            .collect(Collectors.joining(",\n", "{\n", "\n  }"));
    return jobs.stream().map(CityTruth::toJson).collect(Collectors.joining(",\n", "{\n", ",\n"))
        + "  \"findings\": "
        + answers
        + "\n}\n";
  }

  private static String toJson(JobTruth job) {
    return """
    %s: {
      "records": %d, "accepted": %d, "quarantined": %d, "duplicates": %d,
      "skipped": %d, "warned": %d, "rows": %d,
      "reasons": %s,
      "warnings": %s,
      "sums": %s,
      "remarks": %s,
      "files": [%s]
    }\
    """
        .formatted(
            quoted(job.job()),
            job.records(),
            job.accepted(),
            job.quarantined(),
            job.duplicates(),
            job.skipped(),
            job.warned(),
            job.rows(),
            numbers(job.reasons()),
            numbers(job.warnings()),
            numbers(job.sums()),
            numbers(job.remarks()),
            job.files().stream().map(CityTruth::quoted).collect(Collectors.joining(", ")))
        .indent(2)
        .stripTrailing();
  }

  private static String numbers(Map<String, ? extends Number> map) {
    return map.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ": " + entry.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String texts(Map<String, String> map) {
    return map.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return json.append('"').toString();
  }
}
