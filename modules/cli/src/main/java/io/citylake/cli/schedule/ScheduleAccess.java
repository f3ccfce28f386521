package io.citylake.cli.schedule;

import io.citylake.app.Account;
import io.citylake.app.AlertDeeds;
import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeSchedule;
import io.citylake.app.LiveWorkspace;
import io.citylake.app.ScheduleDecisions;
import io.citylake.app.ScheduleDeeds;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.run.graph.JobSelector;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.time.Timetable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The schedules of a workspace, opened for one command, which closes them. Starts no Spark. */
final class ScheduleAccess implements AutoCloseable {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx");

  private final Invocation invocation;
  private final EmbeddedLake lake;
  private final LakeSchedule schedule;

  ScheduleAccess(Invocation invocation, @Nullable Path home) {
    this.invocation = invocation;
    this.lake = invocation.lake(home, null);
    this.schedule = new LakeSchedule(lake, date -> invocation.workspace(home, date));
  }

  EmbeddedLake lake() {
    return lake;
  }

  LakeSchedule schedule() {
    return schedule;
  }

  /** What the system's user does with slots. */
  ScheduleDeeds deeds() {
    return new ScheduleDeeds(schedule, ScheduleDecisions.of(lake));
  }

  /**
   * What the workspace says of alerts.
   *
   * @throws CityLakeException CONTRACT_INVALID
   */
  Alerts alerts() {
    return WorkspaceLoader.alertsOrThrow(
        lake.workspace(), Environment.of(invocation.environment()), lake.businessDate());
  }

  /** Where alerts are kept, whatever the workspace says of them now. */
  AlertStore alertStore() {
    return schedule.alerts(Alerts.none()).store();
  }

  /** What he does with alerts. */
  AlertDeeds alertDeeds() {
    return new AlertDeeds(alertStore(), schedule.clock(), ScheduleDecisions.of(lake));
  }

  /** Says what of the workspace's present state a scheduler refused to take. */
  void warnOfRefused() {
    LiveWorkspace.refused(lake.workspace().settings())
        .ifPresent(each -> invocation.console().err().println(each));
    invocation.console().err().flush();
  }

  String user() {
    return Account.current();
  }

  List<JobName> select(Collection<String> selections) {
    List<JobName> found = new ArrayList<>();
    List<String> others = new ArrayList<>(selections);
    // It is no job of the workspace.
    if (others.remove(ScheduledTask.UPKEEP.toString())) {
      found.add(ScheduledTask.UPKEEP);
    }
    if (!others.isEmpty()) {
      found.addAll(new JobSelector(lake.workspace()).select(others));
    }
    return found;
  }

  /** A task, which the workspace must have. */
  JobName task(String name) {
    List<JobName> found = select(List.of(name));
    if (found.size() != 1) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot take '%s' as one job: it names %s".formatted(name, found));
    }
    return found.get(0);
  }

  /** A moment in the workspace's zone, with its offset. */
  String moment(Instant at) {
    return MOMENT.format(ZonedDateTime.ofInstant(at, lake.workspace().settings().zone()));
  }

  @Nullable String momentOrNull(@Nullable Instant at) {
    return at == null ? null : moment(at);
  }

  /**
   * Says which calendars lack the days that schedules ask for: this year's, and next year's soon.
   */
  void warnOfCalendars(ScheduledTasks tasks, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, lake.workspace().settings().zone());
    TreeSet<String> missing = new TreeSet<>();
    tasks
        .all()
        .forEach(
            task -> {
              Timetable timetable = task.timetable();
              Optional<Integer> year =
                  timetable == null ? Optional.empty() : timetable.unknownYearFrom(now);
              year.filter(each -> each == today.getYear() || today.getMonthValue() == 12)
                  .ifPresent(each -> missing.add(timetable.calendarName() + " " + each));
            });
    PrintWriter err = invocation.console().err();
    missing.forEach(
        each ->
            err.printf(
                "Calendar %s: its holidays are not there; slots of that year wait until they are in"
                    + " conf/calendars (日历缺少该年节假日，相关时段将等待)%n",
                each));
    err.flush();
  }

  @Override
  public void close() {
    lake.close();
  }
}
