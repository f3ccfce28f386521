package io.citylake.app.operation;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.GovernedLake;
import io.citylake.app.LakeUsers;
import io.citylake.govern.access.AccessJournal;
import io.citylake.serve.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/** The operations of the HTTP API on schedules, runs, alerts, users and saved queries. */
public final class Operations {
  private Operations() {}

  /** Those on a lake; any number of threads call them. */
  public static List<Operation> of(EmbeddedLake lake, GovernedLake governed) {
    Desk desk = new Desk(lake, governed);
    List<Operation> all = new ArrayList<>(new ScheduleOperations(desk).all());
    all.addAll(new BackfillOperations(desk).all());
    all.addAll(new RunOperations(desk).all());
    all.addAll(new AlertOperations(desk).all());
    LakeUsers users = LakeUsers.of(lake, governed);
    all.addAll(
        new SavedQueryOperations(
                users.savedQueries(), new AccessJournal(governed.log(), desk.clock()), desk::moment)
            .all());
    all.addAll(new UserOperations(users, desk::moment).all());
    return List.copyOf(all);
  }
}
