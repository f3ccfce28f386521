package io.citylake.contract.policy;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Decimal;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.model.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is read in place of a value; always of the column's type. Null stays null.
 *
 * @param grade of the columns that it is for; null where columns or identifiers are named
 * @param tables empty for all
 * @param columns by name
 * @param identifiers kinds of persons' numbers, whatever the columns are called
 * @param digits for {@code round}: how many stay after the point; negative before it
 */
public record Mask(
    @Nullable Integer grade,
    List<TableName> tables,
    List<String> columns,
    List<String> identifiers,
    Action action,
    int digits) {
  public Mask {
    tables = List.copyOf(tables);
    columns = List.copyOf(columns);
    identifiers = List.copyOf(identifiers);
  }

  /** Of a grade or of columns by name. */
  public Mask(
      @Nullable Integer grade,
      List<TableName> tables,
      List<String> columns,
      Action action,
      int digits) {
    this(grade, tables, columns, List.of(), action, digits);
  }

  /** A mask for all columns of a grade. */
  public static Mask ofGrade(int grade, Action action) {
    return new Mask(grade, List.of(), List.of(), action, 0);
  }

  /** How the value changes. From the one that shows most to the one that shows least. */
  public enum Action {
    /** Nothing is masked. */
    NONE,
    /** Numbers lose the digits after the given one; texts and times don't fit. */
    ROUND,
    /** The first day of the month. */
    TRUNCATE_TO_MONTH,
    /** The first day of the year. */
    TRUNCATE_TO_YEAR,
    /** Texts: stars but for the last four characters; all stars where there are no more. */
    SHOW_LAST_4,
    /** By type: texts as {@code show_last_4}, times as {@code truncate_to_year}, else null. */
    PARTIAL,
    /**
     * HMAC-SHA-256 with a secret of the deployment, so that equal values stay equal and none is
     * found by trying: texts in hexadecimal, whole numbers of 64 bits as 63 bits of it. Of n
     * numbers, some two are the same by chance with a probability of about n²/2^64: of ten million,
     * five in a million.
     */
    SHA_256,
    /** Texts: three stars; others: null. */
    REDACT,
    /** Null. */
    REPLACE_WITH_NULL;

    /** Whether every value of the type can be masked so, within its type. */
    public boolean fits(ColumnType type) {
      return switch (this) {
        case NONE, PARTIAL, REDACT, REPLACE_WITH_NULL -> true;
        case SHOW_LAST_4 -> type == Simple.STRING;
        case SHA_256 -> type == Simple.STRING || type == Simple.LONG;
        case TRUNCATE_TO_MONTH, TRUNCATE_TO_YEAR -> type == Simple.DATE || type == Simple.TIMESTAMP;
        case ROUND ->
            type == Simple.INT
                || type == Simple.LONG
                || type == Simple.DOUBLE
                || type instanceof Decimal;
      };
    }

    /** Whether it is for every type, as the mask of a grade must be. */
    public boolean fitsAll() {
      return this == NONE || this == PARTIAL || this == REDACT || this == REPLACE_WITH_NULL;
    }
  }

  /**
   * How closely it speaks of a column: 4 by table and name, 3 by name, 2 by the kind of number that
   * it holds, 1 by grade; 0 not at all.
   *
   * @param identifier null for no number of a person's
   */
  public int closeness(
      TableName table, String column, @Nullable String identifier, int columnGrade) {
    if (!tables.isEmpty() && !tables.contains(table)) {
      return 0;
    }
    if (columns.contains(column)) {
      return tables.isEmpty() ? 3 : 4;
    }
    if (identifier != null && identifiers.contains(identifier)) {
      return 2;
    }
    return grade != null && grade == columnGrade ? 1 : 0;
  }
}
