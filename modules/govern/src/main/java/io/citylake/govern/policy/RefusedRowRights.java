package io.citylake.govern.policy;

import io.citylake.contract.dataset.DatasetContract;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a caller is shown of rows that were refused for a table. They are texts of the source, so
 * that no mask fits them: a text is shown where all that would come of it is read as it is stored,
 * and is withheld otherwise.
 *
 * @param told columns of whose names the caller is told
 * @param clear those of them that are read as they are stored, all in one statement
 * @param unjudged whether he also reads what no column is made of, and records that were not split
 *     into fields: nobody gave them a grade, so they have the highest, and they may hold what any
 *     column would
 */
public record RefusedRowRights(Set<String> told, Set<String> clear, boolean unjudged) {
  /** No contract has a column of this name. */
  private static final String UNJUDGED = "__refused";

  private static final int HIGHEST_GRADE = 4;

  public RefusedRowRights {
    told = Set.copyOf(told);
    clear = Set.copyOf(clear);
  }

  /** Empty where the caller may not see refused rows of the table at all. */
  public static Optional<RefusedRowRights> of(CallerRights rights, DatasetContract dataset) {
    if (!rights.mayDo(ActionRight.QUARANTINE, dataset)) {
      return Optional.empty();
    }
    TableColumns whole = TableColumns.whole(dataset);
    SortedMap<String, Integer> grades = new TreeMap<>(whole.grades());
    grades.put(UNJUDGED, HIGHEST_GRADE);
    TableColumns table =
        new TableColumns(
            whole.table(), whole.layer(), whole.declared(), grades, whole.identifiers());
    SortedSet<String> clear = new TreeSet<>();
    // What one role gives may not go with what another gives.
    for (String column : grades.keySet()) {
      SortedSet<String> more = new TreeSet<>(clear);
      more.add(column);
      if (rights.readsClear(table, more)) {
        clear.add(column);
      }
    }
    boolean unjudged = clear.remove(UNJUDGED) && clear.containsAll(whole.declared());
    return Optional.of(new RefusedRowRights(rights.readable(whole).keySet(), clear, unjudged));
  }
}
