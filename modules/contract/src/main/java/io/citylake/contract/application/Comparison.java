package io.citylake.contract.application;

import io.citylake.contract.Title;
import io.citylake.contract.application.TimeWindow.By;
import java.util.List;

/**
 * What a panel is compared with: the same panel, asked of an earlier time.
 *
 * @param key the columns by which rows of both are told to be of the same; empty for the first rows
 * @param columns whose earlier values are shown
 * @param sql the panel's query over the earlier time
 */
public record Comparison(To to, As as, List<String> key, List<String> columns, String sql) {
  public Comparison {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
  }

  /** How much earlier. */
  public enum To {
    YESTERDAY("昨日", "the day before"),
    LAST_WEEK("上周同日", "a week before"),
    LAST_MONTH("上月", "the month before"),
    LAST_YEAR("上年同期", "a year before");

    private final String zh;
    private final String en;

    To(String zh, String en) {
      this.zh = zh;
      this.en = en;
    }

    public Title title() {
      return new Title(zh, en);
    }

    /** Whether a window of this unit has such an earlier one. */
    public boolean fits(By by) {
      return switch (this) {
        case YESTERDAY, LAST_WEEK -> by == By.DAY;
        case LAST_MONTH -> by != By.YEAR;
        case LAST_YEAR -> true;
      };
    }

    /** Days that it goes back. */
    public int days() {
      return this == YESTERDAY ? 1 : this == LAST_WEEK ? 7 : 0;
    }

    /** Months that it goes back. */
    public int months() {
      return this == LAST_MONTH ? 1 : this == LAST_YEAR ? 12 : 0;
    }

    String before(By by, String bound) {
      return by == By.YEAR
          ? "(%s - 1)".formatted(bound)
          : days() > 0
              ? "(%s - %d)".formatted(bound, days())
              : "add_months(%s, -%d)".formatted(bound, months());
    }
  }

  /** How the earlier values are shown. */
  public enum As {
    /** How much has changed, with an arrow. */
    CHANGE,
    /** A second column, and how much has changed. */
    COLUMN,
    /** A second series beside the first. */
    SERIES
  }
}
