package io.citylake.cli.schedule;

import io.citylake.app.AlertDeeds;
import io.citylake.app.LakeAlerts;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Receiver;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.alert.AlertIds;
import io.citylake.schedule.alert.AlertRound;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.Words;
import io.citylake.schedule.alert.send.SendFailure;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.Message;
import io.citylake.schedule.alert.store.Message.Told;
import io.citylake.schedule.alert.store.Mute;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What people do with alerts; who and why is kept with each deed. */
final class AlertDeedCommands {
  private AlertDeedCommands() {}

  /** Somebody takes it on. */
  @Command(
      name = "ack",
      description = "Take alerts on: they are neither repeated nor escalated any more.",
      mixinStandardHelpOptions = true)
  static final class Ack implements Runnable {
    private final Invocation invocation;
    @Mixin private final DeedCommands.Deed deed = new DeedCommands.Deed();

    @Parameters(arity = "1..*", paramLabel = "ALERT", description = "As ls lists it.")
    private List<String> alerts = new ArrayList<>();

    Ack(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        AlertDeeds deeds = access.alertDeeds();
        List<Alert> open = alerts.stream().map(deeds::load).toList();
        for (Alert each : deeds.ack(open, deed.why)) {
          say(invocation, "%s is yours: %s".formatted(each.id(), each.words().en()));
        }
      }
    }
  }

  /** Silence for a while. */
  @Command(
      name = "mute",
      description = "Have nobody told of some alerts for a while; they are kept all the same.",
      mixinStandardHelpOptions = true)
  static final class MuteAlerts implements Runnable {
    private final Invocation invocation;
    @Mixin private final DeedCommands.Deed deed = new DeedCommands.Deed();

    @Parameters(
        paramLabel = "SELECTOR",
        description = "all, theme:NAME, kind:KIND or a job's name.")
    private String selector = "";

    @Option(
        names = "--for",
        required = true,
        paramLabel = "TIME",
        description = "How long: 30m, 2h, 1d; at most 31d.")
    private String length = "";

    MuteAlerts(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        String named =
            AlertDeeds.isJob(selector)
                ? access.task(selector).toString()
                : AlertDeeds.selector(selector, access.lake().workspace());
        Mute mute = access.alertDeeds().mute(named, length, deed.why);
        say(
            invocation,
            "Mute %s of %s until %s"
                .formatted(mute.id(), mute.selector(), access.moment(mute.until())));
      }
    }
  }

  /** No silence any more. */
  @Command(
      name = "unmute",
      description = "End a mute before its time: what lasts is told.",
      mixinStandardHelpOptions = true)
  static final class Unmute implements Runnable {
    private final Invocation invocation;
    @Mixin private final DeedCommands.Deed deed = new DeedCommands.Deed();

    @Parameters(paramLabel = "MUTE", description = "As ls --mutes lists it.")
    private String mute = "";

    Unmute(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, deed.home.home)) {
        access.alertDeeds().unmute(mute, deed.why);
        say(invocation, "Mute " + mute + " has ended");
      }
    }
  }

  /** Whether a receiver can be reached. */
  @Command(
      name = "test",
      description = "Send a test message to a receiver, and say what came back.",
      mixinStandardHelpOptions = true)
  static final class Test implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final LanguageOption language = new LanguageOption();

    @Parameters(paramLabel = "RECEIVER", description = "One of conf/alerts.yaml.")
    private String receiver = "";

    Test(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
        Alerts alerts = access.alerts();
        Receiver to = alerts.find(receiver).orElseThrow(() -> unknown(alerts));
        Message message = message(access.user(), access.schedule().clock().instant());
        String answer = send(access.schedule().alerts(alerts), to, message);
        List<List<@Nullable Object>> rows =
            List.of(SlotTable.row(receiver, to.channel().host(), message.id(), answer));
        new SlotTable("receiver", "host", "message", "answer")
            .print(invocation.console().out(), output.format, language.locale(invocation), rows);
      }
    }

    private CityLakeException unknown(Alerts alerts) {
      return new CityLakeException(
          ErrorCode.ALERT_NOT_FOUND,
          "Cannot find receiver %s: conf/alerts.yaml has %s"
              .formatted(receiver, alerts.isEmpty() ? "none" : alerts.receivers().keySet()));
    }

    private static String send(LakeAlerts alerts, Receiver to, Message message) {
      try {
        return alerts.sender(to).send(to, message);
      } catch (SendFailure e) {
        throw new CityLakeException(
            e.kind() == SendFailure.Kind.FORBIDDEN
                ? ErrorCode.ALERT_TARGET_REFUSED
                : ErrorCode.ALERT_NOT_SENT,
            "Cannot send a test message to %s: %s".formatted(to.name(), e.getMessage()),
            e);
      }
    }

    private Message message(String user, Instant now) {
      String id = AlertIds.fresh();
      Words words =
          new Words(
              "%s tries whether this receiver is reached".formatted(user),
              "%s 正在测试能否送达此接收人".formatted(user));
      Cause cause =
          new Cause("test", AlertKind.SCHEDULER, "", "", "", "", now, words, "citylake alert ls");
      Alert alert = Alert.begun(id, cause, AlertSeverity.WARNING, now);
      AlertEvent event =
          new AlertEvent(
              id + "-1",
              id,
              1,
              AlertEvent.What.TEST,
              now,
              cause.kind(),
              alert.severity(),
              words,
              user,
              "");
      return new Message(
          id,
          receiver,
          now,
          Message.State.PENDING,
          0,
          now,
          "",
          "",
          List.of(new Told(event, alert)));
    }
  }

  /** One look, for whoever has no scheduler, and for watching the one there is. */
  @Command(
      name = "check",
      description =
          "Look, decide and send once, as the scheduler does; by cron it tells of a scheduler that"
              + " stands still.",
      mixinStandardHelpOptions = true,
      footer = {"", "Exit 0: all that was to be told was. 1: something is still to be sent."})
  static final class Check implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final LanguageOption language = new LanguageOption();

    Check(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      try (ScheduleAccess access = new ScheduleAccess(invocation, home.home)) {
        Alerts alerts = access.alerts();
        if (alerts.isEmpty()) {
          say(invocation, "Nobody is told of anything: there is no conf/alerts.yaml");
          return 0;
        }
        LakeAlerts lake = access.schedule().alerts(alerts.ungrouped());
        AlertRound round = lake.round(AlertIds.fresh());
        round.look();
        for (List<String> to = round.compose(); !to.isEmpty(); to = round.compose()) {
          to.forEach(round::send);
        }
        int open = lake.store().change(board -> board.open().size());
        List<Message> unsent = lake.store().change(board -> board.outbox().pending());
        boolean zh = language.locale(invocation).equals(Locale.CHINESE);
        say(
            invocation,
            (zh ? "%d 条告警未恢复，%d 条消息待发" : "%d alerts last, %d messages are still to be sent")
                .formatted(open, unsent.size()));
        return unsent.isEmpty() ? 0 : 1;
      }
    }
  }

  private static void say(Invocation invocation, String sentence) {
    PrintWriter out = invocation.console().out();
    out.println(sentence);
    out.flush();
  }
}
