package io.citylake.contract.dataset;

import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a table as a whole must obey before a run is published; evaluated on the run's branch. */
public sealed interface Audit extends java.io.Serializable {
  Level level();

  /** Whether a broken audit stops the run or is only reported. */
  enum Level {
    WARN,
    BLOCK
  }

  /** {@code row_count: {min: 1, max: 5000000}}: rows of the table as the run would leave it. */
  record RowCount(@Nullable Long min, @Nullable Long max, Level level) implements Audit {}

  /**
   * {@code change: {metric: accepted, against: 7, ratio: 30%}}: the run's accepted rows against the
   * mean of that many earlier published runs of the job; the ratio is of the mean. Passes until
   * there is one earlier run. Of what comes by a feed or topic it is the last whole day against
   * that many earlier ones, and never blocks.
   */
  record Change(int against, BigDecimal ratio, Level level) implements Audit {}

  /**
   * {@code unique: [station_id, reported_at]}: no two rows share these values; a null counts as a
   * value.
   */
  record Unique(List<String> columns, Level level) implements Audit {
    public Unique {
      columns = List.copyOf(columns);
    }
  }

  /**
   * {@code references: {column: area_code, table: dim.area, to: code}}: every non-null value is in
   * the other table.
   */
  record References(String column, TableName table, String to, Level level) implements Audit {}

  /**
   * {@code freshness: {column: reported_at, within: 26h}}: the newest value is at most this much
   * before the run's start.
   */
  record Freshness(String column, Duration within, Level level) implements Audit {}

  /**
   * {@code disclosure: {columns: [revenue, tax], count: firms, at-least: 3}}: where some, but fewer
   * than that many, are behind a row, these columns are null, because a figure of one or two of
   * them tells each what the other has.
   */
  record Disclosure(List<String> columns, String count, long atLeast, Level level)
      implements Audit {
    public Disclosure {
      columns = List.copyOf(columns);
    }
  }

  /**
   * {@code control_total: {sum: amount, equals: …}}: the sum of a column, or the count, over the
   * run's rows equals a total that the source states. {@code from} names a control file beside the
   * data ({@code {file}.ctl}), or the table that was read ({@code source}), whose count is that of
   * all rows read; {@code equalTo} is a literal.
   */
  record ControlTotal(
      @Nullable String sum,
      @Nullable String equalTo,
      @Nullable String from,
      BigDecimal tolerance,
      Level level)
      implements Audit {
    /** Whether the table that was read states the total. */
    public boolean isOfSource() {
      return "source".equals(from);
    }
  }
}
