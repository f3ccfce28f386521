package io.citylake.cli;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeSchedule;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.schedule.alert.AlertIds;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.Words;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** A business date as a scheduler leaves it: one slot that ran, one after it that failed. */
final class SlotsOfADay {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 2);
  private static final Instant BEGAN = Instant.parse("2026-01-02T18:30:00Z");

  private SlotsOfADay() {}

  /**
   * @param words why the one failed, and what the other logged
   */
  static void leave(Invocation invocation, Path home, String words) throws IOException {
    try (EmbeddedLake lake =
        EmbeddedLake.open(invocation.workspace(home, null), null, invocation.host())) {
      LakeSchedule schedule = new LakeSchedule(lake, date -> lake.workspace());
      JobName levels = JobName.parse("water.levels");
      RunId run = lake.history().ledger().list(Optional.of(levels), 1).get(0).run();
      Path log = lake.history().runLog(run);
      Files.createDirectories(log.getParent());
      Files.writeString(log, words + "\n");
      Instant middle = BEGAN.plusSeconds(120);
      schedule
          .store()
          .change(
              board -> {
                ran(board, levels, BEGAN, middle, SlotState.OK, Reason.none(), run.toString());
                ran(
                    board,
                    JobName.parse("water.ads_day"),
                    middle,
                    middle.plusSeconds(30),
                    SlotState.FAILED,
                    new Reason(Reason.Kind.MESSAGE, words),
                    "");
                return null;
              });
    }
  }

  private static void ran(
      SlotBoard board,
      JobName job,
      Instant began,
      Instant ended,
      SlotState state,
      Reason reason,
      String run) {
    Slot slot = Slot.waiting(new SlotId(SlotId.SCHEDULE, job, DATE.toString()), DATE, BEGAN);
    board.add(slot, "scheduler", BEGAN);
    Slot due = slot.due(Reason.none(), BEGAN);
    board.replace(slot, due, "scheduler", BEGAN);
    Slot running = due.running("nobody/1", began);
    board.replace(due, running, "scheduler", began);
    board.replace(running, running.ended(state, reason, run, ended), "scheduler", ended);
  }

  /**
   * Tells of that failure by an alert, during some work.
   *
   * @param words what it says
   */
  static void alertDuring(Invocation invocation, Path home, String words, Runnable work) {
    Cause cause =
        new Cause(
            "slot:water.ads_day@" + DATE,
            AlertKind.FAILED,
            "water",
            "water.ads_day",
            DATE.toString(),
            "水务局",
            BEGAN,
            new Words(words, words),
            "citylake schedule history water.ads_day " + DATE);
    Alert alert = Alert.begun(AlertIds.fresh(), cause, AlertSeverity.ERROR, BEGAN);
    try (EmbeddedLake lake =
        EmbeddedLake.open(invocation.workspace(home, null), null, invocation.host())) {
      AlertStore store =
          new LakeSchedule(lake, date -> lake.workspace()).alerts(Alerts.none()).store();
      store.change(
          board -> {
            board.add(alert);
            return board.note(alert, AlertEvent.What.RAISED, BEGAN);
          });
      try {
        work.run();
      } finally {
        store.change(
            board -> {
              board.replace(alert.ended(Instant.now()));
              return alert;
            });
      }
    }
  }
}
