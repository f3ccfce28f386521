package io.citylake.contract.dataset;

import io.citylake.contract.Title;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a dataset.
 *
 * @param unit of measure as UCUM or Chinese text, for people; null where it has none
 * @param required whether a missing value quarantines the row
 * @param grade GB/T 43697-2024 level of the general data, 1 (public) to 4
 * @param codeTable the code table that the values come from; implies a {@code code} rule
 * @param lowered why the grade is lower than that of what the column comes from; null where it
 *     isn't
 * @param personal what it tells of persons; empty for nothing
 * @param was earlier names, newest first, so that a rename rewrites nothing
 */
public record ColumnContract(
    String name,
    ColumnType type,
    Title title,
    @Nullable String unit,
    boolean required,
    int grade,
    @Nullable String codeTable,
    List<String> was,
    List<Rule> rules,
    @Nullable Lowered lowered,
    List<Personal> personal)
    implements Serializable {
  public ColumnContract {
    was = List.copyOf(was);
    rules = List.copyOf(rules);
    personal = List.copyOf(personal);
  }

  /** A column with the grade of what it comes from, or a higher one, that tells of no person. */
  public ColumnContract(
      String name,
      ColumnType type,
      Title title,
      @Nullable String unit,
      boolean required,
      int grade,
      @Nullable String codeTable,
      List<String> was,
      List<Rule> rules) {
    this(name, type, title, unit, required, grade, codeTable, was, rules, null);
  }

  /** A column that tells of no person. */
  public ColumnContract(
      String name,
      ColumnType type,
      Title title,
      @Nullable String unit,
      boolean required,
      int grade,
      @Nullable String codeTable,
      List<String> was,
      List<Rule> rules,
      @Nullable Lowered lowered) {
    this(name, type, title, unit, required, grade, codeTable, was, rules, lowered, List.of());
  }

  /**
   * The kind of number that it holds of a person, as {@code id_card} or, hashed without a key,
   * {@code id_card_sha_256}; null for none. Columns of one kind have one grade, one type and one
   * keyed form in all themes.
   */
  public @Nullable String identifier() {
    return Personal.identifier(personal).orElse(null);
  }

  /**
   * {@code lowered: {from: 3, because: aggregated}}.
   *
   * @param from the highest grade of what the column is computed from
   */
  public record Lowered(int from, Reason because) implements Serializable {}

  /** What makes values harmless that were not. */
  public enum Reason {
    /** Counted, summed or averaged over many. */
    AGGREGATED,
    /** Replaced by a keyed hash. */
    HASHED,
    /** Made coarse: a year for a birthday, a yes for an amount. */
    GENERALISED
  }
}
