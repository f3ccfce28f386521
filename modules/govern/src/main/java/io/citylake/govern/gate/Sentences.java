package io.citylake.govern.gate;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;

/** What may be said of Spark's errors. */
final class Sentences {
  private static final Pattern SUGGESTION =
      Pattern.compile(" Did you mean [^\\[]*\\[[^\\]]*\\][.?]?");
  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  private static final Set<ErrorCode> OWN =
      EnumSet.of(ErrorCode.LIMIT_EXCEEDED, ErrorCode.SQL_INVALID, ErrorCode.CANCELLED);

  private Sentences() {}

  /** Of one that came before any row was read: Spark's sentence, without plan and statement. */
  static CityLakeException invalid(Exception raised) {
    Optional<CityLakeException> ours = bounded(raised);
    if (ours.isPresent()) {
      return ours.get();
    }
    String message =
        raised.getMessage() == null ? raised.getClass().getSimpleName() : raised.getMessage();
    for (String appendix : List.of("\n== SQL", ";\n'", ";\n")) {
      int found = message.indexOf(appendix);
      message = found < 0 ? message : message.substring(0, found);
    }
    return new CityLakeException(
        ErrorCode.SQL_INVALID,
        "Cannot run the statement: " + message.strip().replaceAll("\\s*\\R\\s*", " "),
        raised);
  }

  /**
   * Of one that came while a statement was analysed: no name that the caller may not know and
   * didn't write, be it suggested or part of what a star stands for.
   *
   * @param hidden names of columns
   */
  static CityLakeException unanalysed(Exception raised, String sql, SortedSet<String> hidden) {
    CityLakeException said = invalid(raised);
    Predicate<String> tells =
        text -> hidden.stream().anyMatch(each -> isNamed(each, text) && !isNamed(each, sql));
    if (!tells.test(said.getMessage())) {
      return said;
    }
    String plain = SUGGESTION.matcher(said.getMessage()).replaceAll("");
    String kind =
        raised instanceof SparkThrowable spark && spark.getCondition() != null
            ? spark.getCondition()
            : raised.getClass().getSimpleName();
    // Without its cause, because that has the text.
    return new CityLakeException(
        said.code(),
        tells.test(plain)
            ? "Cannot run the statement: it can't be analysed (error=%s)".formatted(kind)
            : plain);
  }

  /** Whether a name is a word of a text. */
  static boolean isNamed(String name, String text) {
    return Pattern.compile(
            "(?<!\\w)" + Pattern.quote(name) + "(?!\\w)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
        .matcher(text)
        .find();
  }

  /**
   * Of one that came while rows were read.
   *
   * @param open whether the caller sees all rows and values of what is read; else only the kind of
   *     the error is told, since its text may hold a value
   */
  static CityLakeException failed(Exception raised, boolean open) {
    Optional<CityLakeException> ours = bounded(raised);
    if (ours.isPresent()) {
      return ours.get();
    }
    Throwable known = raised;
    while (known != null && !(known instanceof SparkThrowable s && s.getCondition() != null)) {
      known = known.getCause();
    }
    String kind = known instanceof SparkThrowable s ? String.valueOf(s.getCondition()) : "";
    if (kind.equals(CANCELLED)) {
      return new CityLakeException(ErrorCode.CANCELLED, "The statement was cancelled");
    }
    if (open && known instanceof Exception told) {
      return invalid(told);
    }
    // Without its cause, because that has the text.
    return new CityLakeException(
        ErrorCode.SQL_INVALID,
        "Cannot answer the statement: it failed while it ran (error=%s)"
            .formatted(kind.isEmpty() ? raised.getClass().getSimpleName() : kind));
  }

  /** What one of the bounded functions said, to Spark: it holds sizes and no value. */
  private static Optional<CityLakeException> bounded(Throwable raised) {
    for (Throwable each = raised; each != null; each = each.getCause()) {
      if (each instanceof CityLakeException known && OWN.contains(known.code())) {
        return Optional.of(new CityLakeException(known.code(), known.getMessage()));
      }
    }
    return Optional.empty();
  }
}
