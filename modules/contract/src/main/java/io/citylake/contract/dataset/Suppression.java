package io.citylake.contract.dataset;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which counts of persons a derived table doesn't tell. A count from 1 to below the minimum is
 * suppressed (primary), and so are others from which it could be worked out by the totals of its
 * table (complementary); Hundepool et al., Statistical Disclosure Control, 2012, chapter 4. What is
 * suppressed is null.
 *
 * @param minimum the smallest count that is told, beside 0
 * @param counts the columns with counts, each a table of its own but for what {@code parts} says
 * @param parts which counts of a row are parts of another number of it
 * @param by the columns whose values are the table's rows, columns and layers
 * @param within the columns by which tables stand below each other; no total is told over them
 * @param figures columns that are null with any count of their row, because they tell it
 * @param flag the column that is true where something of a row is suppressed
 * @param total what stands in a column of {@code by} for all its values; null where the table holds
 *     no totals
 */
public record Suppression(
    long minimum,
    List<String> counts,
    List<Parts> parts,
    List<String> by,
    List<String> within,
    List<String> figures,
    String flag,
    @Nullable String total)
    implements Serializable {
  public Suppression {
    counts = List.copyOf(counts);
    parts = List.copyOf(parts);
    by = List.copyOf(by);
    within = List.copyOf(within);
    figures = List.copyOf(figures);
  }

  /**
   * Counts that share nobody and come to no more than another number of their row. What is left of
   * it is a count as well, though no column: who reads both works it out.
   *
   * @param of the number; one of the counts, or a column that is always told
   */
  public record Parts(String of, List<String> are) implements Serializable {
    public Parts {
      are = List.copyOf(are);
    }
  }
}
