package io.citylake.transform.step;

import io.citylake.model.Position;
import io.citylake.model.TableName;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a derived table is: by which statement, and over which state of each input.
 *
 * @param statement fingerprint of the query, its refresh and the target's columns
 */
record StepPosition(String statement, SortedMap<TableName, State> inputs) {
  private static final String VERSION = "step 1 ";

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
    if (position.isStart() || !position.text().startsWith(VERSION)) {
      return Optional.empty();
    }
    String[] lines = position.text().split("\n", -1);
    SortedMap<TableName, State> inputs = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] words = lines[i].split(" ", -1);
      inputs.put(TableName.parse(words[0]), new State(words[1], Long.parseLong(words[2])));
    }
    return Optional.of(new StepPosition(lines[0].substring(VERSION.length()), inputs));
  }

  Position position() {
    StringBuilder text = new StringBuilder(VERSION).append(statement);
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
