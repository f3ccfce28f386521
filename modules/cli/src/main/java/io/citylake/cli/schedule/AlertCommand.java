package io.citylake.cli.schedule;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.print.OutputFormat;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertBoard;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.alert.store.Message;
import io.citylake.schedule.alert.store.Mute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows alerts, and lets people take them on, silence them and try their receivers. */
@Command(
    name = "alert",
    description = "Look at alerts, acknowledge or mute them, and try who is told.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AlertCommand.ListAlerts.class,
      AlertDeedCommands.Ack.class,
      AlertDeedCommands.MuteAlerts.class,
      AlertDeedCommands.Unmute.class,
      AlertDeedCommands.Test.class,
      AlertDeedCommands.Check.class
    })
public final class AlertCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing subcommand: ls, ack, mute, unmute, test or check");
  }

  /** What is wrong, and who was told. */
  @Command(
      name = "ls",
      description = "List the alerts that last; with ALERT, what happened to that one.",
      mixinStandardHelpOptions = true)
  static final class ListAlerts implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final LanguageOption language = new LanguageOption();

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "ALERT",
        description = "One of them, or how its id begins: what happened to it.")
    private @Nullable String alert;

    @Option(names = "--all", description = "Also those that are over, the newest first.")
    private boolean all;

    @Option(names = "--mutes", description = "The mutes that hold, instead.")
    private boolean mutes;

    @Option(names = "--limit", defaultValue = "40", description = "How many. Default: 40.")
    private int limit = 40;

    ListAlerts(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
        AlertStore store = access.alertStore();
        Locale locale = language.locale(invocation);
        String id = alert;
        if (mutes) {
          mutes(access, store, locale);
        } else if (id != null) {
          events(access, store, id, locale);
        } else {
          alerts(access, store, locale);
        }
      }
    }

    /** Words for people only: a program compares names. */
    private boolean isForPeople() {
      return output.format == OutputFormat.table;
    }

    private void alerts(ScheduleAccess access, AlertStore store, Locale locale) {
      Instant now = access.schedule().clock().instant();
      List<List<@Nullable Object>> rows =
          store.change(
              board -> {
                List<Mute> silent = board.mutes(now);
                List<List<@Nullable Object>> found = new ArrayList<>();
                for (Alert each : all ? board.latest(limit) : board.open()) {
                  found.add(row(access, board, each, silent, now, locale));
                }
                return found.subList(0, Math.min(limit, found.size()));
              });
      new SlotTable(
              "alert",
              "state",
              "severity",
              "kind",
              "job",
              "slot",
              "since",
              "owner",
              "text",
              "told",
              "look")
          .print(invocation.console().out(), output.format, locale, rows);
    }

    private List<@Nullable Object> row(
        ScheduleAccess access,
        AlertBoard board,
        Alert alert,
        List<Mute> mutes,
        Instant now,
        Locale locale) {
      Cause cause = alert.cause();
      boolean muted = mutes.stream().anyMatch(each -> each.holds(cause, now));
      return SlotTable.row(
          alert.id(),
          state(alert, muted, isForPeople() ? locale : Locale.ENGLISH),
          isForPeople() ? alert.severity().text(locale) : alert.severity().toString(),
          isForPeople() ? cause.kind().text(locale) : cause.kind().toString(),
          cause.task(),
          cause.slot(),
          access.moment(cause.since()),
          cause.owner(),
          cause.words().text(locale),
          told(board, alert),
          cause.look());
    }

    private static String state(Alert alert, boolean muted, Locale locale) {
      boolean zh = locale.equals(Locale.CHINESE);
      if (alert.ended() != null) {
        return zh ? "已恢复" : "over";
      }
      if (alert.acked() != null) {
        return zh ? "已确认" : "acked";
      }
      return muted ? (zh ? "已静音" : "muted") : (zh ? "未恢复" : "open");
    }

    /** Each receiver, and whether all that it is to be told has arrived. */
    private static String told(AlertBoard board, Alert alert) {
      Map<String, String> told = new TreeMap<>();
      for (Message each : board.outbox().of(alert.id())) {
        told.put(
            each.receiver(),
            each.state() == Message.State.SENT
                ? "sent"
                : "%s (%d tries: %s)".formatted(each.state(), each.tries(), each.answer()));
      }
      board.outbox().waitingFor(alert.id()).forEach(each -> told.put(each, "waiting"));
      List<String> words = new ArrayList<>();
      told.forEach((receiver, state) -> words.add(receiver + " " + state));
      return String.join("; ", words);
    }

    private void events(ScheduleAccess access, AlertStore store, String id, Locale locale) {
      List<AlertEvent> events =
          store.change(
              board -> {
                List<Alert> found = board.find(id);
                if (found.size() != 1) {
                  throw new CityLakeException(
                      ErrorCode.ALERT_NOT_FOUND,
                      "Cannot find one alert '%s': there are %d; see citylake alert ls --all"
                          .formatted(id, found.size()));
                }
                return board.events(found.get(0).id());
              });
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (AlertEvent each : events) {
        rows.add(
            SlotTable.row(
                access.moment(each.at()),
                isForPeople() ? each.what().text(locale) : each.what().toString(),
                isForPeople() ? each.severity().text(locale) : each.severity().toString(),
                isForPeople() ? each.kind().text(locale) : each.kind().toString(),
                each.words().text(locale),
                each.by(),
                each.why()));
      }
      new SlotTable("at", "event", "severity", "kind", "text", "by", "why")
          .print(invocation.console().out(), output.format, locale, rows);
    }

    private void mutes(ScheduleAccess access, AlertStore store, Locale locale) {
      Instant now = access.schedule().clock().instant();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (Mute each : store.change(board -> board.mutes(now))) {
        rows.add(
            SlotTable.row(
                each.id(), each.selector(), access.moment(each.until()), each.by(), each.why()));
      }
      new SlotTable("mute", "selector", "until", "by", "why")
          .print(invocation.console().out(), output.format, locale, rows);
    }
  }
}
