package io.citylake.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must still be so for a run to be published: nobody recovered the table since the run began,
 * and each branch of the run ends exactly where the run left it. A run that lost its reservation
 * may have had its branches dropped; publishing it then would move the position without the rows.
 *
 * @param recovery what the target said of its last recovery when the run began; null for none
 * @param heads the last snapshot that the run knows of on its branch, for each table where it has
 *     one; a table that is missing has none
 */
public record Fence(@Nullable String recovery, SortedMap<TableName, Long> heads) {
  public Fence {
    heads = Collections.unmodifiableSortedMap(new TreeMap<>(heads));
  }

  /** The fence of a run that wrote nothing. */
  public static Fence none() {
    return new Fence(null, new TreeMap<>());
  }

  /** The end of the run's branch in a table; null where the run has none. */
  public @Nullable Long head(TableName table) {
    return heads.get(table);
  }
}
