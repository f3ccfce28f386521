package io.citylake.cli.city;

import io.citylake.app.EmbeddedLake;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineSummary;
import io.citylake.run.sql.SqlEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the lake holds with what the generator planted: the rows and sums of each table,
 * the refused rows of each job by reason, and the answers to each question. A question {@code
 * theme.name} is asked by {@code jobs/THEME/reconcile/NAME.sql}, which answers two columns: subject
 * and value, each subject once. All that the workspace has are asked, also where nothing was
 * planted: what is then found is a difference.
 */
final class Reconciliation {
  private final EmbeddedLake lake;
  private final Workspace workspace;
  private final CityTruth truth;
  private final List<Difference> differences = new ArrayList<>();
  private int compared;

  /** One thing that is not as it was planted. */
  record Difference(String subject, String what, String planted, String found) {}

  Reconciliation(EmbeddedLake lake, CityTruth truth) {
    this.lake = lake;
    this.workspace = lake.workspace();
    this.truth = truth;
  }

  /** All differences; asks every table and every question. */
  List<Difference> run() {
    tables();
    refusals();
    SortedSet<String> questions = questions();
    questions.addAll(truth.findings().keySet());
    for (String question : questions) {
      question(question, truth.findings().getOrDefault(question, new TreeMap<>()));
    }
    return List.copyOf(differences);
  }

  /** How many figures were compared. */
  int compared() {
    return compared;
  }

  private void tables() {
    SortedMap<TableName, SortedMap<String, BigDecimal>> planted = new TreeMap<>();
    for (JobTruth job : truth.jobs()) {
      TableName table = workspace.loadJob(JobName.parse(job.job())).target();
      SortedMap<String, BigDecimal> sums = planted.computeIfAbsent(table, key -> new TreeMap<>());
      sums.merge("", BigDecimal.valueOf(job.rows()), BigDecimal::add);
      job.sums().forEach((column, sum) -> sums.merge(column, sum, BigDecimal::add));
    }
    planted.forEach(this::table);
  }

  private void table(TableName table, SortedMap<String, BigDecimal> planted) {
    DatasetContract dataset = workspace.loadDataset(table);
    List<String> asked = new ArrayList<>();
    for (String column : planted.keySet()) {
      asked.add(column.isEmpty() ? "count(*)" : "coalesce(sum(`%s`), 0)".formatted(column));
    }
    // Of a history the planted figures are those of today's rows.
    String today =
        dataset.writeMode().keepsHistory()
            ? " WHERE %s IS NULL".formatted(ServiceColumns.VALID_TO)
            : "";
    String sql = "SELECT " + String.join(", ", asked) + " FROM " + table + today;
    List<@Nullable Object> found = lake.sql().query(sql).rows().next();
    int i = 0;
    for (Map.Entry<String, BigDecimal> each : planted.entrySet()) {
      String what = each.getKey().isEmpty() ? "rows" : "sum of " + each.getKey();
      compare(table.toString(), what, each.getValue().toPlainString(), text(found.get(i)));
      i++;
    }
  }

  private void refusals() {
    SortedMap<String, SortedMap<String, Long>> found = new TreeMap<>();
    for (QuarantineSummary each : lake.history().quarantineCounts().of(QuarantineQuery.open())) {
      found
          .computeIfAbsent(each.job(), key -> new TreeMap<>())
          .merge(each.reason(), each.rows(), Long::sum);
    }
    for (JobTruth job : truth.jobs()) {
      SortedMap<String, Long> refused = found.getOrDefault(job.job(), new TreeMap<>());
      SortedSet<String> reasons = new TreeSet<>(job.reasons().keySet());
      reasons.addAll(refused.keySet());
      for (String reason : reasons) {
        compare(
            job.job(),
            "refused by " + reason,
            Long.toString(job.reasons().getOrDefault(reason, 0L)),
            Long.toString(refused.getOrDefault(reason, 0L)));
      }
    }
  }

  private void question(String question, Map<String, String> planted) {
    SortedMap<String, String> found = new TreeMap<>();
    SqlEngine.Answer answer = lake.sql().query(sql(question));
    if (answer.columns().size() != 2) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "Cannot reconcile %s: its query must answer two columns, subject and value (columns=%s)"
              .formatted(question, answer.columns()));
    }
    while (answer.rows().hasNext()) {
      List<@Nullable Object> row = answer.rows().next();
      // A subject that comes twice differs from whatever was planted: something is counted twice.
      found.merge(text(row.get(0)), text(row.get(1)), (one, other) -> one + " and " + other);
    }
    SortedSet<String> subjects = new TreeSet<>(planted.keySet());
    subjects.addAll(found.keySet());
    for (String subject : subjects) {
      compare(
          question,
          subject,
          planted.getOrDefault(subject, "nothing"),
          found.getOrDefault(subject, "nothing"));
    }
  }

  /** All for which the workspace has a query. */
  SortedSet<String> questions() {
    SortedSet<String> questions = new TreeSet<>();
    for (String theme : workspace.themes().keySet()) {
      Path directory = directory(theme);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sql"))
              .forEach(name -> questions.add(theme + "." + name.substring(0, name.length() - 4)));
        } catch (IOException e) {
          throw new UncheckedIOException(
              "Cannot list the questions of %s (directory=%s)".formatted(theme, directory), e);
        }
      }
    }
    return questions;
  }

  private Path directory(String theme) {
    return workspace.home().resolve("jobs").resolve(theme).resolve("reconcile");
  }

  private String sql(String question) {
    int dot = question.indexOf('.');
    Path file = directory(question.substring(0, dot)).resolve(question.substring(dot + 1) + ".sql");
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot reconcile %s: the workspace has no query for it (file=%s)"
              .formatted(question, file),
          e);
    }
  }

  private void compare(String subject, String what, String planted, String found) {
    compared++;
    if (!same(planted, found)) {
      differences.add(new Difference(subject, what, planted, found));
    }
  }

  private static boolean same(String planted, String found) {
    if (planted.equals(found)) {
      return true;
    }
    Optional<BigDecimal> one = number(planted);
    Optional<BigDecimal> other = number(found);
    return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) == 0;
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }
}
