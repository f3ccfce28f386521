package io.citylake.contract.load;

import io.citylake.contract.alert.Channel.MailSecurity;
import io.citylake.contract.alert.TargetHost;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a file of alerts must say together with the rest of the workspace. */
final class AlertChecks {
  private static final Duration SHORTEST_AWAY = Duration.ofMinutes(5);
  private static final List<String> ROBOTS = List.of("dingtalk", "wecom", "feishu");

  private final View file;
  private final List<TargetHost> hosts;
  private final Departments departments;
  private final Diagnostics findings;

  /**
   * @param departments and themes, of which the file may speak
   */
  AlertChecks(View file, View settings, Departments departments, Diagnostics findings) {
    this.file = file;
    this.hosts = AlertBuilder.hosts(settings);
    this.departments = departments;
    this.findings = findings;
  }

  void run() {
    file.views("receivers").forEach((name, each) -> receiver(each));
    file.children("routes").forEach(this::route);
    file.names("owners")
        .forEach(
            (owner, each) -> {
              if (!departments.owners().contains(owner)) {
                findings.unknown(each.place(), "owner", owner, departments.owners());
              }
              known(each.place(), each.value());
            });
    file.child("quiet").ifPresent(this::quiet);
    between(file, "group", Duration.ZERO, Duration.ofHours(1));
    between(file, "repeat-after", Duration.ofMinutes(1), Duration.ofDays(365));
    file.child("storm")
        .ifPresent(each -> between(each, "within", Duration.ofMinutes(1), Duration.ofDays(1)));
    file.child("thresholds")
        .ifPresent(each -> between(each, "scheduler-away", SHORTEST_AWAY, Duration.ofDays(365)));
  }

  private void receiver(Placed<View> placed) {
    View view = placed.value();
    view.child("webhook")
        .ifPresent(each -> each.find("url", URI.class).ifPresent(url -> target(each, "url", url)));
    for (String robot : ROBOTS) {
      view.child(robot)
          .ifPresent(
              each ->
                  each.find("server", URI.class)
                      .ifPresent(server -> target(each, "server", server)));
    }
    view.child("smtp").ifPresent(this::mail);
  }

  private void mail(View view) {
    Optional<TargetHost> host =
        view.find("host", String.class).flatMap(each -> allowed(view.place("host"), each));
    boolean clear =
        view.find("security", MailSecurity.class).filter(MailSecurity.NONE::equals).isPresent();
    if (clear && host.filter(each -> each.reach() == TargetHost.Reach.PUBLIC).isPresent()) {
      findings.add(
          view.place("security"),
          "mail goes in the clear to private hosts only; say tls or starttls, or 'private: true' of"
              + " the host in alert-hosts of conf/citylake.yaml");
    }
    if (view.has("user") != view.has("password")) {
      findings.add(view.place(), "'user' and 'password' go together");
    }
  }

  private void target(View view, String key, URI uri) {
    Optional<TargetHost> host = allowed(view.place(key), uri.getHost());
    if (uri.getScheme().equals("http")
        && host.filter(each -> each.reach() == TargetHost.Reach.PUBLIC).isPresent()) {
      findings.add(
          view.place(key),
          "http:// goes to private hosts only; say https://, or 'private: true' of the host in"
              + " alert-hosts of conf/citylake.yaml");
    }
  }

  private Optional<TargetHost> allowed(Place place, String host) {
    String name = host.toLowerCase(Locale.ROOT);
    Optional<TargetHost> found =
        hosts.stream().filter(each -> each.host().equals(name)).findFirst();
    if (found.isEmpty()) {
      findings.add(
          place,
          "host '%s' isn't one that alerts may be sent to; add it to alert-hosts of conf/citylake.yaml"
              .formatted(host));
    }
    return found;
  }

  private void route(View view) {
    view.placed("receivers", String.class)
        .forEach(each -> known(each.place(), List.of(each.value())));
    view.placed("themes", String.class).stream()
        .filter(each -> !departments.themes().contains(each.value()))
        .forEach(
            each -> findings.unknown(each.place(), "theme", each.value(), departments.themes()));
    boolean owners = view.find("to-owners", Boolean.class).orElse(false);
    if (!owners && !view.has("receivers")) {
      findings.add(view.place(), "a route needs 'receivers' or 'to-owners: true'");
    }
    if (owners && !file.has("owners")) {
      findings.add(
          view.place("to-owners"),
          "'to-owners' needs 'owners': which receivers each department has");
    }
    for (View step : view.children("escalate")) {
      step.placed("receivers", String.class)
          .forEach(each -> known(each.place(), List.of(each.value())));
      between(step, "after", Duration.ofMinutes(1), Duration.ofDays(365));
    }
  }

  private void known(Place place, List<String> names) {
    Set<String> receivers = file.views("receivers").keySet();
    names.stream()
        .filter(name -> !receivers.contains(name) && !file.mentions("receivers", name))
        .forEach(name -> findings.unknown(place, "receiver", name, receivers));
  }

  private void quiet(View view) {
    Optional<LocalTime> from = view.find("from", LocalTime.class);
    if (from.isPresent() && from.equals(view.find("until", LocalTime.class))) {
      findings.add(view.place("until"), "'until' must differ from 'from': all day nobody is told");
    }
  }

  private void between(View view, String key, Duration least, Duration most) {
    view.find(key, Duration.class)
        .filter(each -> each.compareTo(least) < 0 || each.compareTo(most) > 0)
        .ifPresent(
            each ->
                findings.add(
                    view.place(key),
                    "'%s' must be from %s to %s".formatted(key, words(least), words(most))));
  }

  private static String words(Duration duration) {
    if (duration.toDaysPart() > 0) {
      return duration.toDays() + "d";
    }
    return duration.toHours() > 0 ? duration.toHours() + "h" : duration.toMinutes() + "m";
  }
}
