package io.citylake.app;

import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.govern.access.LoggedAccess;
import io.citylake.govern.access.NewestAccess;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.AccessView;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The access log of a served lake. One search at a time: each reads files of the log. */
final class ServedAccessLog implements AccessView {
  private final Path stateDir;
  private final PolicyRights rights;
  private final AccessJournal journal;

  ServedAccessLog(Path stateDir, PolicyRights rights, AccessJournal journal) {
    this.stateDir = stateDir;
    this.rights = rights;
    this.journal = journal;
  }

  @Override
  public synchronized List<Line> list(Caller caller, Wanted wanted) {
    String what =
        "access log"
            + wanted.user().map(each -> " --user " + each).orElse("")
            + wanted.action().map(each -> " --action " + each).orElse("")
            + wanted.since().map(each -> " --since " + each).orElse("")
            + wanted.until().map(each -> " --until " + each).orElse("");
    if (!rights.rights(caller).mayAudit()) {
      CityLakeException denied = AccessView.denied();
      journal.record(caller, Action.LOG, what, "refused", String.valueOf(denied.getMessage()));
      throw denied;
    }
    NewestAccess search =
        new NewestAccess(
            wanted.user(),
            wanted.action().map(ServedAccessLog::action),
            wanted.since(),
            wanted.until(),
            wanted.most());
    journal.record(caller, Action.LOG, what, "answered", "");
    return search.of(stateDir).stream().map(ServedAccessLog::line).toList();
  }

  private static Action action(String word) {
    return Arrays.stream(Action.values())
        .filter(each -> each.name().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.USAGE,
                    "Cannot search the access log: action must be one of %s"
                        .formatted(Arrays.toString(Action.values()))));
  }

  private static Line line(LoggedAccess access) {
    AccessEntry entry = access.entry();
    Caller caller = entry.caller();
    return new Line(
        access.sequence(),
        entry.at().toString(),
        caller.user(),
        caller.roles(),
        caller.lane().name(),
        caller.address(),
        entry.action().name(),
        entry.outcome(),
        entry.rows(),
        entry.tables().stream().map(each -> each.table().toString()).toList(),
        caller.purpose(),
        entry.statement(),
        entry.reason());
  }
}
