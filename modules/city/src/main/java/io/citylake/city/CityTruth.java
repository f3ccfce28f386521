package io.citylake.city;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the generated sources hold, by job, sorted by the job's name. */
public record CityTruth(List<JobTruth> jobs) {
  /** The file under the landing directory that says the same in JSON. */
  public static final String FILE = "truth.json";

  public CityTruth {
    jobs = jobs.stream().sorted(Comparator.comparing(JobTruth::job)).toList();
  }

  public Optional<JobTruth> findJob(String job) {
    return jobs.stream().filter(each -> each.job().equals(job)).findFirst();
  }

  void write(Path landing) throws IOException {
    Files.write(landing.resolve(FILE), toJson().getBytes(StandardCharsets.UTF_8));
  }

  /** Names and labels hold no character that JSON escapes, so none is escaped here. */
  String toJson() {
    return jobs.stream().map(CityTruth::toJson).collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  private static String toJson(JobTruth job) {
    return """
          "%s": {
            "records": %d, "accepted": %d, "quarantined": %d, "duplicates": %d,
            "skipped": %d, "warned": %d, "rows": %d,
            "reasons": %s,
            "warnings": %s,
            "sums": %s,
            "remarks": %s,
            "files": [%s]
          }"""
        .formatted(
            job.job(),
            job.records(),
            job.accepted(),
            job.quarantined(),
            job.duplicates(),
            job.skipped(),
            job.warned(),
            job.rows(),
            toJson(job.reasons()),
            toJson(job.warnings()),
            toJson(job.sums()),
            toJson(job.remarks()),
            job.files().stream().map(f -> '"' + f + '"').collect(Collectors.joining(", ")))
        .indent(2)
        .stripTrailing();
  }

  private static String toJson(Map<String, ? extends Number> map) {
    return map.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
