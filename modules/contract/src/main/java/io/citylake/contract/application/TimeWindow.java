package io.citylake.contract.application;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From when until when a screen looks, both among what is looked at. Panels name them as {@code
 * :from} and {@code :until}: days or first days of months as dates, years as numbers.
 *
 * @param newest a query of one value: the last day, month or year that there is
 * @param last how many of them a screen shows where nobody chose, the newest among them
 */
public record TimeWindow(By by, String newest, int last) {
  public static final String FROM = "from";
  public static final String UNTIL = "until";
  public static final String LAST = "last";

  /** What a window is counted in. */
  public enum By {
    DAY,
    MONTH,
    YEAR;

    /** The type of its bounds. */
    public ColumnType type() {
      return this == YEAR ? Simple.INT : Simple.DATE;
    }

    private String back(String bound, String units) {
      return this == MONTH
          ? "add_months(%s, -(%s))".formatted(bound, units)
          : "(%s - (%s))".formatted(bound, units);
    }
  }

  /** The parameters that a window gives to panels; none must be filled in. */
  public List<PanelParameter> parameters() {
    return List.of(
        PanelParameter.optional(FROM, by.type()),
        PanelParameter.optional(UNTIL, by.type()),
        PanelParameter.optional(LAST, Simple.INT));
  }

  /** Whether a query looks through the window. */
  static boolean isNamedBy(NamedMarkers query) {
    return query.names().contains(FROM) || query.names().contains(UNTIL);
  }

  /**
   * The expression of a bound: what is given, else what follows from the newest.
   *
   * @param earlier looks so much before; null for what is asked itself
   */
  String bound(String name, Comparison.@Nullable To earlier) {
    String until = "coalesce(:until, (%s))".formatted(newest);
    String bound =
        name.equals(UNTIL)
            ? until
            : "coalesce(:from, %s)"
                .formatted(by.back(until, "coalesce(:last, %d) - 1".formatted(last)));
    return earlier == null ? bound : earlier.before(by, bound);
  }

  /**
   * The query that says what a window comes to: {@code from}, {@code until} and {@code newest} in
   * one row.
   */
  public String sql() {
    return "SELECT %s AS `from`, %s AS `until`, (%s) AS newest"
        .formatted(bound(FROM, null), bound(UNTIL, null), newest);
  }
}
