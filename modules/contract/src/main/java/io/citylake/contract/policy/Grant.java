package io.citylake.contract.policy;

import io.citylake.model.TableName;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A right to read, and to act where it says so.
 *
 * @param themes names, or {@code *} for all; the platform's own is none of all, and needs its name
 * @param layers empty for all
 * @param tables beside those of the themes; layers don't narrow them
 * @param include the columns; empty for all
 * @param exclude of them
 * @param clearGrade the highest grade that is read unmasked
 * @param clearGradeWithPurpose the same once a purpose is stated
 * @param expires the first day on which it doesn't hold any more; null for never
 * @param actions words for what may be done beside reading; empty for nothing
 */
public record Grant(
    List<String> themes,
    List<String> layers,
    List<TableName> tables,
    List<String> include,
    List<String> exclude,
    int clearGrade,
    int clearGradeWithPurpose,
    @Nullable LocalDate expires,
    List<String> actions) {
  public static final String ALL = "*";

  public Grant {
    themes = List.copyOf(themes);
    layers = List.copyOf(layers);
    tables = List.copyOf(tables);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    actions = List.copyOf(actions);
  }

  /** One that only lets read. */
  public Grant(
      List<String> themes,
      List<String> layers,
      List<TableName> tables,
      List<String> include,
      List<String> exclude,
      int clearGrade,
      int clearGradeWithPurpose,
      @Nullable LocalDate expires) {
    this(
        themes,
        layers,
        tables,
        include,
        exclude,
        clearGrade,
        clearGradeWithPurpose,
        expires,
        List.of());
  }

  /** Whether it speaks of a table at all. */
  public boolean covers(TableName table, String layer) {
    return tables.contains(table)
        || (((themes.contains(ALL) && !table.isSystem()) || themes.contains(table.theme()))
            && (layers.isEmpty() || layers.contains(layer)));
  }

  public boolean covers(String column) {
    return (include.isEmpty() || include.contains(column)) && !exclude.contains(column);
  }

  public boolean holdsOn(LocalDate day) {
    return expires == null || day.isBefore(expires);
  }
}
