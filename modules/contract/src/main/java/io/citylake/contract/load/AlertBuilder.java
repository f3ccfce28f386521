package io.citylake.contract.load;

import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Channel;
import io.citylake.contract.alert.Channel.MailSecurity;
import io.citylake.contract.alert.Channel.RobotKind;
import io.citylake.contract.alert.QuietHours;
import io.citylake.contract.alert.Receiver;
import io.citylake.contract.alert.Route;
import io.citylake.contract.alert.TargetHost;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes what a file of alerts without a problem says. */
final class AlertBuilder {
  private AlertBuilder() {}

  static Alerts build(View file, View settings) {
    SortedMap<String, Receiver> receivers = new TreeMap<>();
    file.views("receivers").forEach((name, each) -> receivers.put(name, receiver(name, each)));
    SortedMap<String, List<String>> owners = new TreeMap<>();
    file.names("owners").forEach((owner, each) -> owners.put(owner, each.value()));
    ZoneId zone = settings.load("zone", ZoneId.class);
    View storm = file.childOrDefaults("storm");
    return new Alerts(
        receivers,
        file.children("routes").stream().map(AlertBuilder::route).toList(),
        owners,
        severities(file.childOrDefaults("severity")),
        file.child("quiet").map(each -> quiet(each, zone)).orElse(null),
        new Alerts.Limits(
            file.load("group", Duration.class),
            file.load("repeat-after", Duration.class),
            Math.toIntExact(storm.load("messages", Long.class)),
            storm.load("within", Duration.class)),
        thresholds(file.childOrDefaults("thresholds")),
        hosts(settings));
  }

  static List<TargetHost> hosts(View settings) {
    return settings.children("alert-hosts").stream()
        .filter(each -> each.find("host", String.class).isPresent())
        .map(
            each ->
                new TargetHost(
                    each.text("host").toLowerCase(Locale.ROOT),
                    each.find("private", Boolean.class).orElse(false)
                        ? TargetHost.Reach.PRIVATE
                        : TargetHost.Reach.PUBLIC))
        .toList();
  }

  private static Receiver receiver(String name, Placed<View> placed) {
    View view = placed.value();
    return new Receiver(name, Locale.forLanguageTag(view.text("language")), channel(view));
  }

  private static Channel channel(View view) {
    return view.child("webhook")
        .<Channel>map(
            each ->
                new Channel.Webhook(
                    each.load("url", URI.class),
                    each.find("token", Secret.class).orElse(null),
                    each.find("secret", Secret.class).orElse(null)))
        .or(() -> view.child("smtp").map(AlertBuilder::mail))
        .or(() -> view.child("dingtalk").map(each -> robot(RobotKind.DINGTALK, each)))
        .or(() -> view.child("feishu").map(each -> robot(RobotKind.FEISHU, each)))
        .or(
            () ->
                view.child("wecom")
                    .map(
                        each ->
                            new Channel.Robot(
                                RobotKind.WECOM,
                                each.load("server", URI.class),
                                each.load("key", Secret.class),
                                null)))
        .orElseThrow();
  }

  private static Channel robot(RobotKind kind, View view) {
    return new Channel.Robot(
        kind,
        view.load("server", URI.class),
        view.load("token", Secret.class),
        view.find("secret", Secret.class).orElse(null));
  }

  private static Channel mail(View view) {
    MailSecurity security = view.load("security", MailSecurity.class);
    int standard =
        switch (security) {
          case TLS -> 465;
          case STARTTLS -> 587;
          case NONE -> 25;
        };
    return new Channel.Mail(
        view.text("host"),
        view.find("port", Long.class).map(Math::toIntExact).orElse(standard),
        security,
        view.find("user", String.class).orElse(null),
        view.find("password", Secret.class).orElse(null),
        view.text("from"),
        view.list("to", String.class));
  }

  private static Route route(View view) {
    return new Route(
        new HashSet<>(view.list("themes", String.class)),
        new HashSet<>(view.list("kinds", AlertKind.class)),
        view.load("at-least", AlertSeverity.class),
        view.list("receivers", String.class),
        view.load("to-owners", Boolean.class) ? Route.Owners.TOLD : Route.Owners.NOT_TOLD,
        view.children("escalate").stream()
            .map(
                each ->
                    new Route.Step(
                        each.load("after", Duration.class), each.list("receivers", String.class)))
            .toList());
  }

  private static Map<AlertKind, AlertSeverity> severities(View view) {
    Map<AlertKind, AlertSeverity> severities = new EnumMap<>(AlertKind.class);
    for (AlertKind kind : AlertKind.values()) {
      view.find(kind.toString(), AlertSeverity.class).ifPresent(each -> severities.put(kind, each));
    }
    return severities;
  }

  private static QuietHours quiet(View view, ZoneId zone) {
    return new QuietHours(
        view.load("from", LocalTime.class),
        view.load("until", LocalTime.class),
        view.find("zone", ZoneId.class).orElse(zone),
        view.load("below", AlertSeverity.class));
  }

  private static Alerts.Thresholds thresholds(View view) {
    return new Alerts.Thresholds(
        Math.toIntExact(view.load("quiet-cycles", Long.class)),
        view.load("disk-free", BigDecimal.class),
        view.load("certificate-before", Duration.class),
        view.load("grant-before", Duration.class),
        view.load("scheduler-away", Duration.class));
  }
}
