package io.citylake.app.operation;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.GovernedLake;
import io.citylake.serve.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/** The operations of the HTTP API on schedules, runs and alerts. */
public final class Operations {
  private Operations() {}

  /** Those on a lake; any number of threads call them. */
  public static List<Operation> of(EmbeddedLake lake, GovernedLake governed) {
    Desk desk = new Desk(lake, governed);
    List<Operation> all = new ArrayList<>(new ScheduleOperations(desk).all());
    all.addAll(new BackfillOperations(desk).all());
    all.addAll(new RunOperations(desk).all());
    all.addAll(new AlertOperations(desk).all());
    return List.copyOf(all);
  }
}
