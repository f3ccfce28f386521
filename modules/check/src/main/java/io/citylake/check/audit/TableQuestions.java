package io.citylake.check.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.citylake.check.audit.TableQuestion.Answer;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.ServiceColumns;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Audits that one pass over the table, or none, can answer. */
final class TableQuestions {
  private static final String CHANGE = "change";

  private TableQuestions() {}

  static TableQuestion rowCount(Audit.RowCount audit, AuditRequest request) {
    Long min = audit.min();
    Long max = audit.max();
    String expected =
        "expected "
            + (min == null ? "" : "at least " + min)
            + (min == null || max == null ? "" : " and ")
            + (max == null ? "" : "at most " + max)
            + " rows";
    // Of a history only the open versions count, and those no metadata counts.
    OptionalLong known =
        request.dataset().writeMode().keepsHistory() ? OptionalLong.empty() : request.rows();
    return new PlainQuestion(
        audit,
        "row_count",
        known.isPresent() ? List.of() : List.of(count(lit(1))),
        (rows, results) -> {
          long found = known.isPresent() ? known.getAsLong() : (Long) results.get(0);
          boolean holds = (min == null || found >= min) && (max == null || found <= max);
          return new Answer(holds, expected + ", found " + found);
        });
  }

  /**
   * Of a run against those before it. A batch of a feed or topic is as large as what came by chance
   * since the last one: there the last whole day is held against those before it, by the first run
   * after it. Its rows are published long since, so that it is told and stops nothing.
   */
  static TableQuestion change(Audit.Change audit, AuditRequest request) {
    List<Long> known = request.earlier().accepted();
    if (!request.earlier().days()) {
      return change(audit, request.staged().tally().accepted(), known, "run");
    }
    if (known.size() < 2) {
      return new PlainQuestion(
          audit,
          CHANGE,
          List.of(),
          (rows, results) -> new Answer(true, "no whole day to hold against earlier ones"));
    }
    return change(
        new Audit.Change(audit.against(), audit.ratio(), Audit.Level.WARN),
        known.get(0),
        known.subList(1, known.size()),
        "day");
  }

  private static TableQuestion change(
      Audit.Change audit, long accepted, List<Long> earlier, String unit) {
    List<Long> compared = earlier.subList(0, Math.min(audit.against(), earlier.size()));
    return new PlainQuestion(
        audit,
        CHANGE,
        List.of(),
        (rows, results) -> {
          if (compared.isEmpty()) {
            return new Answer(
                true, "found %d accepted records, no earlier %s".formatted(accepted, unit));
          }
          BigDecimal mean =
              BigDecimal.valueOf(compared.stream().mapToLong(Long::longValue).sum())
                  .divide(BigDecimal.valueOf(compared.size()), MathContext.DECIMAL64);
          BigDecimal most = mean.multiply(audit.ratio());
          BigDecimal found = BigDecimal.valueOf(accepted).subtract(mean).abs();
          return new Answer(
              found.compareTo(most) <= 0,
              "expected accepted records within %s%% of %s, the mean of %d earlier %ss, found %d"
                  .formatted(
                      plain(audit.ratio().movePointRight(2)),
                      plain(mean.setScale(1, java.math.RoundingMode.HALF_UP)),
                      compared.size(),
                      unit,
                      accepted));
        });
  }

  static TableQuestion freshness(Audit.Freshness audit, AuditRequest request) {
    ZoneId zone = request.dataset().zone();
    return new PlainQuestion(
        audit,
        "freshness: " + audit.column(),
        List.of(max(col(audit.column()))),
        (rows, results) -> {
          String expected =
              "expected a newest " + audit.column() + " at most " + words(audit.within());
          Instant newest = instant(results.get(0), zone);
          if (newest == null) {
            return Answer.broken(expected + " before the run, found no value");
          }
          Duration age = Duration.between(newest, request.now());
          return new Answer(
              age.compareTo(audit.within()) <= 0,
              expected + " before the run, found one " + words(age) + " before it");
        });
  }

  static TableQuestion disclosure(Audit.Disclosure audit) {
    Column told =
        audit.columns().stream().map(each -> col(each).isNotNull()).reduce(lit(false), Column::or);
    Column few = col(audit.count()).gt(0).and(col(audit.count()).lt(audit.atLeast()));
    return new PlainQuestion(
        audit,
        "disclosure: " + String.join(", ", audit.columns()),
        List.of(count_if(few.and(told))),
        (rows, results) ->
            new Answer(
                results.get(0).equals(0L),
                "expected no figure where %s is below %d, found %s rows with one"
                    .formatted(audit.count(), audit.atLeast(), results.get(0))));
  }

  static TableQuestion controlTotal(Audit.ControlTotal audit, AuditRequest request) {
    Column ours = col(ServiceColumns.RUN_ID).equalTo(request.staged().run().toString());
    String summed = audit.sum();
    Column aggregate =
        summed == null
            ? count_if(ours)
            : sum(when(ours, col(summed).cast(DataTypes.createDecimalType(38, 9))));
    String what = summed == null ? "the count" : "the sum of " + summed;
    return new PlainQuestion(
        audit,
        "control_total: " + (summed == null ? "count" : summed),
        List.of(aggregate),
        (rows, results) -> {
          BigDecimal stated = stated(audit, request.totals().orElse(ControlTotals.none()));
          if (stated == null) {
            return Answer.broken(
                "expected %s to equal a control total, found none (from=%s)"
                    .formatted(what, audit.from()));
          }
          // What was refused or known before came from the source too.
          BigDecimal found =
              audit.isOfSource()
                  ? BigDecimal.valueOf(request.staged().tally().read())
                  : number(results.get(0));
          BigDecimal difference = found.subtract(stated).abs();
          return new Answer(
              difference.compareTo(audit.tolerance()) <= 0,
              "expected %s over the run's rows to be %s, give or take %s, found %s"
                  .formatted(what, plain(stated), plain(audit.tolerance()), plain(found)));
        });
  }

  private static @Nullable BigDecimal stated(Audit.ControlTotal audit, ControlTotals totals) {
    String literal = audit.equalTo();
    if (literal != null) {
      return new BigDecimal(literal.strip());
    }
    Long count = totals.count();
    return audit.sum() != null ? totals.sum() : count == null ? null : BigDecimal.valueOf(count);
  }

  private static BigDecimal number(@Nullable Object result) {
    return result == null
        ? BigDecimal.ZERO
        : result instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) result);
  }

  private static @Nullable Instant instant(@Nullable Object value, ZoneId zone) {
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant();
    } else if (value instanceof Instant instant) {
      return instant;
    } else if (value instanceof Date date) {
      return date.toLocalDate().atStartOfDay(zone).toInstant();
    } else if (value instanceof LocalDate date) {
      return date.atStartOfDay(zone).toInstant();
    }
    return null;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** Hours and minutes: 26h, 1h30m, -5m for what lies ahead. */
  private static String words(Duration duration) {
    Duration size = duration.abs();
    String sign = duration.isNegative() ? "-" : "";
    long hours = size.toHours();
    int minutes = size.toMinutesPart();
    return sign + (hours > 0 ? hours + "h" : "") + (minutes > 0 || hours == 0 ? minutes + "m" : "");
  }
}
