package io.citylake.contract.schedule;

import io.citylake.model.TableName;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a task waits for beside the tables that it reads.
 *
 * @param arrival of files; null for none
 * @param after tables that must have been loaded for the same date, although it doesn't read them
 * @param inputs tables that it needs of other dates than its own
 */
public record Needs(
    @Nullable Arrival arrival, List<TableName> after, SortedMap<TableName, InputDates> inputs) {
  public Needs {
    after = List.copyOf(after);
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  public static Needs none() {
    return new Needs(null, List.of(), new TreeMap<>());
  }
}
