package io.citylake.govern.masked;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Length;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Month;
import org.apache.spark.sql.catalyst.expressions.Quarter;
import org.apache.spark.sql.catalyst.expressions.TruncDate;
import org.apache.spark.sql.catalyst.expressions.TruncTimestamp;
import org.apache.spark.sql.catalyst.expressions.TypeOf;
import org.apache.spark.sql.catalyst.expressions.Year;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A question to which the masked value gives the answer of the value itself, such as the year of a
 * day that is cut to its year.
 *
 * @param asked of which part
 * @param kept by which masks
 */
record KeptByMask(Expression asked, Predicate<MaskedColumn> kept) {
  private static final Set<String> YEAR = Set.of("YEAR", "YYYY", "YY");
  private static final Set<String> MONTH = Set.of("MONTH", "MON", "MM", "QUARTER");

  static Optional<KeptByMask> find(Expression expression) {
    if (expression instanceof IsNull none) {
      return Optional.of(new KeptByMask(none.child(), MaskedColumn::keepsNulls));
    } else if (expression instanceof IsNotNull some) {
      return Optional.of(new KeptByMask(some.child(), MaskedColumn::keepsNulls));
    } else if (expression instanceof TypeOf type) {
      return Optional.of(new KeptByMask(type.child(), each -> true));
    } else if (expression instanceof Length length) {
      return Optional.of(new KeptByMask(length.child(), MaskedColumn::keepsLength));
    } else if (expression instanceof Year year) {
      return Optional.of(new KeptByMask(day(year.child()), MaskedColumn::keepsYear));
    } else if (expression instanceof Month month) {
      return Optional.of(new KeptByMask(day(month.child()), MaskedColumn::keepsMonth));
    } else if (expression instanceof Quarter quarter) {
      return Optional.of(new KeptByMask(day(quarter.child()), MaskedColumn::keepsMonth));
    } else if (expression instanceof TruncDate cut) {
      return truncated(cut.date(), cut.format());
    } else if (expression instanceof TruncTimestamp cut) {
      return truncated(cut.timestamp(), cut.format());
    }
    return Optional.empty();
  }

  private static Optional<KeptByMask> truncated(Expression time, Expression format) {
    if (!(format instanceof Literal literal) || literal.value() == null) {
      return Optional.empty();
    }
    String unit = literal.value().toString().toUpperCase(Locale.ROOT);
    if (YEAR.contains(unit)) {
      return Optional.of(new KeptByMask(day(time), MaskedColumn::keepsYear));
    }
    return MONTH.contains(unit)
        ? Optional.of(new KeptByMask(day(time), MaskedColumn::keepsMonth))
        : Optional.empty();
  }

  /** A mask cuts in the zone in which a statement makes days of times. */
  private static Expression day(Expression time) {
    if (time instanceof Alias alias) {
      return day(alias.child());
    }
    boolean plain =
        time instanceof Cast cast
            && (cast.dataType() instanceof DateType || cast.dataType() instanceof TimestampType)
            && (cast.child().dataType() instanceof DateType
                || cast.child().dataType() instanceof TimestampType);
    return plain ? day(((Cast) time).child()) : time;
  }
}
