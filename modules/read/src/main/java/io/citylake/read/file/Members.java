package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Csv;
import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.FileFormat;
import io.citylake.contract.job.SourceSpec.Json;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which files of an archive are deliveries: a readme beside the data is none. */
final class Members {
  private final @Nullable PathMatcher glob;
  private final List<String> endings;

  private Members(@Nullable PathMatcher glob, List<String> endings) {
    this.glob = glob;
    this.endings = endings;
  }

  static Members of(SourceSpec.Files spec) {
    String glob = spec.intake().members();
    return new Members(
        glob == null ? null : FileSystems.getDefault().getPathMatcher("glob:" + glob),
        endings(spec.format()));
  }

  private static List<String> endings(FileFormat format) {
    if (format instanceof Csv csv) {
      return List.of(csv.delimiter().equals("\t") ? ".tsv" : ".csv");
    }
    if (format instanceof Excel) {
      return List.of(".xlsx");
    }
    return format instanceof Json ? List.of(".json", ".jsonl", ".ndjson") : List.of(".parquet");
  }

  /** Those that are deliveries, in order. A glob is of the whole name, or of its last part. */
  List<String> of(List<String> names) {
    PathMatcher matcher = glob;
    if (matcher != null) {
      return names.stream().filter(name -> matches(matcher, Path.of(name))).toList();
    }
    List<String> suiting =
        names.stream()
            .filter(name -> endings.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith))
            .toList();
    return suiting.isEmpty() ? names : suiting;
  }

  private static boolean matches(PathMatcher matcher, Path name) {
    Path last = name.getFileName();
    return matcher.matches(name) || (last != null && matcher.matches(last));
  }
}
