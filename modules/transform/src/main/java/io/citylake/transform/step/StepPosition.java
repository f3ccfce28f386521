package io.citylake.transform.step;

import io.citylake.model.Position;
import io.citylake.model.TableName;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a derived table is: by which statement, in which zone, and over which state of each
 * input. The functions that a query calls are Spark's own, so none of ours has a version here.
 *
 * @param statement fingerprint of the query, its refresh and the target's columns
 * @param zone where its days and hours are, as {@code ZoneId} prints it; empty where an earlier
 *     program recorded none
 */
record StepPosition(String statement, String zone, SortedMap<TableName, State> inputs) {
  private static final String VERSION = "step 2 ";
  private static final String WITHOUT_ZONE = "step 1 ";

  StepPosition {
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /**
   * A table's state.
   *
   * @param table the table's UUID: a table that is dropped and made again is another
   * @param snapshot -1 where it had none
   */
  record State(String table, long snapshot) {}

  /** Empty where the position is the start, or not one of a step. */
  static Optional<StepPosition> parse(Position position) {
    boolean zoned = position.text().startsWith(VERSION);
    if (position.isStart() || (!zoned && !position.text().startsWith(WITHOUT_ZONE))) {
      return Optional.empty();
    }
    String[] lines = position.text().split("\n", -1);
    SortedMap<TableName, State> inputs = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] words = lines[i].split(" ", -1);
      inputs.put(TableName.parse(words[0]), new State(words[1], Long.parseLong(words[2])));
    }
    String[] made = lines[0].substring(VERSION.length()).split(" ", -1);
    return Optional.of(new StepPosition(made[0], zoned ? made[1] : "", inputs));
  }

  Position position() {
    StringBuilder text = new StringBuilder(VERSION).append(statement).append(' ').append(zone);
    inputs.forEach(
        (name, state) ->
            text.append('\n')
                .append(name)
                .append(' ')
                .append(state.table())
                .append(' ')
                .append(state.snapshot()));
    return new Position(text.toString());
  }
}
