package io.citylake.app.operation;

import io.citylake.app.AlertDeeds;
import io.citylake.app.ScheduleDecisions;
import io.citylake.app.Sight;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.PersonalNumbers;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertEvent;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.alert.store.Mute;
import io.citylake.serve.operation.Call;
import io.citylake.serve.operation.Operation;
import io.citylake.serve.operation.Operation.Verb;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Alerts and mutes, and what is answered to them. */
final class AlertOperations {
  private static final Desk.Told ALERTS =
      new Desk.Told(
          SystemDatasets.ALERTS,
          Set.of(
              "alert_id",
              "kind",
              "severity",
              "theme",
              "job",
              "slot",
              "owner",
              "since",
              "began_at",
              "acked_at",
              "ended_at"),
          Set.of("text_zh", "text_en"));

  private static final int MOST_OVER = 500;
  private static final int MOST_AT_ONCE = 200;

  private final Desk desk;

  AlertOperations(Desk desk) {
    this.desk = desk;
  }

  List<Operation> all() {
    return List.of(
        new Operation(Verb.GET, "/alerts", this::list),
        new Operation(Verb.GET, "/alerts/{alert}", this::alert),
        new Operation(Verb.POST, "/alerts/ack", this::ack),
        new Operation(Verb.POST, "/alerts/mute", this::mute),
        new Operation(Verb.POST, "/alerts/unmute", this::unmute));
  }

  private AlertStore store() {
    return desk.schedule().alerts(Alerts.none()).store();
  }

  private Object list(Call call) {
    Sight sight = desk.reads(call, ALERTS);
    boolean over = call.find("over").map("true"::equals).orElse(false);
    Instant now = desk.schedule().clock().instant();
    ScheduleDecisions decisions = desk.decisions(call.caller());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    store()
        .read(
            board -> {
              List<Mute> mutes = board.mutes(now);
              List<Alert> found =
                  over
                      ? Stream.concat(
                              board.open().stream(),
                              board.latest(MOST_OVER).stream().filter(each -> each.ended() != null))
                          .toList()
                      : board.open();
              body.put(
                  "alerts",
                  found.stream()
                      .filter(each -> tellsOf(sight, each.cause()))
                      .map(each -> alert(each, mutes, sight, decisions, now))
                      .toList());
              body.put(
                  "mutes",
                  mutes.stream()
                      .filter(each -> tellsOf(sight, each))
                      .map(each -> mute(each, sight, decisions))
                      .toList());
              return body;
            });
    body.put("mutesAll", decisions.may("*"));
    body.put("scheduler", desk.schedule().store().read(desk::scheduler));
    body.put("now", desk.moment(now));
    return body;
  }

  /** As the table does: what is about no task is told to whoever sees all tables. */
  private boolean tellsOf(Sight sight, Cause cause) {
    return sight.isOfAll()
        || (!cause.task().isEmpty() && desk.tellsOf(sight, JobName.parse(cause.task())));
  }

  private boolean tellsOf(Sight sight, Mute mute) {
    String selector = mute.selector();
    if (AlertDeeds.isJob(selector)) {
      return sight.isOfAll() || desk.tellsOf(sight, JobName.parse(selector));
    }
    return !selector.startsWith(Mute.THEME)
        || tellsOfTheme(sight, selector.substring(Mute.THEME.length()));
  }

  private boolean tellsOfTheme(Sight sight, String theme) {
    return sight.isOfAll()
        || desk.workspace().tasks().keySet().stream()
            .anyMatch(each -> each.theme().equals(theme) && desk.tellsOf(sight, each));
  }

  private Map<String, @Nullable Object> alert(
      Alert alert, List<Mute> mutes, Sight sight, ScheduleDecisions decisions, Instant now) {
    Cause cause = alert.cause();
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("alert", alert.id());
    body.put("kind", cause.kind().toString());
    body.put("severity", alert.severity().toString());
    body.put("theme", orNull(cause.theme()));
    body.put("job", orNull(cause.task()));
    body.put("slot", orNull(cause.slot()));
    body.put("owner", orNull(cause.owner()));
    body.put("text", sight.texts() ? Desk.words(cause.words()::text) : null);
    body.put("look", orNull(cause.look()));
    body.put("since", desk.moment(cause.since()));
    body.put("began", desk.moment(alert.began()));
    body.put("acked", desk.moment(alert.acked()));
    body.put("ended", desk.moment(alert.ended()));
    body.put(
        "muted", alert.ended() == null && mutes.stream().anyMatch(each -> each.holds(cause, now)));
    body.put("operates", decisions.may(AlertDeeds.theme(cause)));
    return body;
  }

  private Map<String, @Nullable Object> mute(Mute mute, Sight sight, ScheduleDecisions decisions) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("mute", mute.id());
    body.put("selector", mute.selector());
    body.put("from", desk.moment(mute.from()));
    body.put("until", desk.moment(mute.until()));
    body.put("by", sight.texts() ? mute.by() : null);
    body.put("why", sight.texts() ? PersonalNumbers.hide(mute.why()) : null);
    body.put("operates", decisions.may(AlertDeeds.theme(mute.selector())));
    return body;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** One alert and what happened to it. */
  private Object alert(Call call) {
    Sight sight = desk.reads(call, ALERTS);
    Instant now = desk.schedule().clock().instant();
    ScheduleDecisions decisions = desk.decisions(call.caller());
    String id = call.part("alert");
    return store()
        .read(
            board -> {
              Alert alert =
                  board.find(id).stream()
                      .filter(each -> each.id().equals(id) && tellsOf(sight, each.cause()))
                      .findFirst()
                      .orElseThrow(AlertOperations::unknown);
              Map<String, @Nullable Object> body =
                  alert(alert, board.mutes(now), sight, decisions, now);
              body.put(
                  "events", board.events(id).stream().map(each -> event(each, sight)).toList());
              return body;
            });
  }

  private Map<String, @Nullable Object> event(AlertEvent event, Sight sight) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("at", desk.moment(event.at()));
    body.put("event", event.what().toString());
    body.put("severity", event.severity().toString());
    body.put("kind", event.kind().toString());
    body.put("text", sight.texts() ? Desk.words(event.words()::text) : null);
    body.put("by", sight.texts() ? orNull(event.by()) : null);
    body.put("why", sight.texts() ? orNull(PersonalNumbers.hide(event.why())) : null);
    return body;
  }

  private static CityLakeException unknown() {
    return new CityLakeException(
        ErrorCode.ALERT_NOT_FOUND,
        "Cannot find the alert: there is none of this name that you may see");
  }

  private AlertDeeds deeds(Call call) {
    return new AlertDeeds(store(), desk.schedule().clock(), desk.decisions(call.caller()));
  }

  private record Ack(List<Alert> alerts, String why) {}

  private Object ack(Call call) {
    Ack ack =
        desk.resolving(
            call,
            () -> {
              Sight sight = desk.sight(call, ALERTS);
              Call.Body body = call.body(Set.of("alerts", "why"));
              List<String> ids = body.texts("alerts").stream().distinct().toList();
              if (ids.isEmpty() || ids.size() > MOST_AT_ONCE) {
                throw new CityLakeException(
                    ErrorCode.USAGE,
                    "Cannot acknowledge that: 'alerts' must name 1 to %d alerts"
                        .formatted(MOST_AT_ONCE));
              }
              return new Ack(told(sight, ids), Desk.why(body));
            });
    List<Alert> acked = deeds(call).ack(ack.alerts(), ack.why());
    return Map.of("alerts", acked.stream().map(Alert::id).toList());
  }

  /** Also those that are over since the caller saw them. */
  private List<Alert> told(Sight sight, List<String> ids) {
    return store()
        .read(
            board ->
                ids.stream()
                    .map(
                        id ->
                            board.find(id).stream()
                                .filter(each -> each.id().equals(id))
                                .filter(each -> tellsOf(sight, each.cause()))
                                .findFirst()
                                .orElseThrow(AlertOperations::unknown))
                    .toList());
  }

  private record Silence(String selector, String length, String why) {}

  private Object mute(Call call) {
    Silence silence =
        desk.resolving(
            call,
            () -> {
              Sight sight = desk.sight(call, ALERTS);
              Call.Body body = call.body(Set.of("selector", "for", "why"));
              return new Silence(
                  selector(sight, body.text("selector")), body.text("for"), Desk.why(body));
            });
    Mute mute = deeds(call).mute(silence.selector(), silence.length(), silence.why());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("mute", mute.id());
    body.put("selector", mute.selector());
    body.put("until", desk.moment(mute.until()));
    return body;
  }

  /** Of what the caller isn't told, as of what isn't there. */
  private String selector(Sight sight, String text) {
    if (AlertDeeds.isJob(text)) {
      return desk.load(sight, text).toString();
    }
    if (text.startsWith(Mute.THEME) && !tellsOfTheme(sight, text.substring(Mute.THEME.length()))) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot mute that: there is no theme of this name that you may see");
    }
    return AlertDeeds.selector(text, desk.workspace());
  }

  private record Ended(String mute, String why) {}

  private Object unmute(Call call) {
    Ended ended =
        desk.resolving(
            call,
            () -> {
              Sight sight = desk.sight(call, ALERTS);
              Call.Body body = call.body(Set.of("mute", "why"));
              String id = body.text("mute");
              Instant now = desk.schedule().clock().instant();
              boolean told =
                  store().read(board -> board.mutes(now)).stream()
                      .anyMatch(each -> each.id().equals(id) && tellsOf(sight, each));
              if (!told) {
                throw new CityLakeException(
                    ErrorCode.ALERT_NOT_FOUND,
                    "Cannot find the mute: there is none of this name that you may see");
              }
              return new Ended(id, Desk.why(body));
            });
    return Map.of("mute", deeds(call).unmute(ended.mute(), ended.why()).id());
  }
}
