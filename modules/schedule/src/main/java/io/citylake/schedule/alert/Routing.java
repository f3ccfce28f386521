package io.citylake.schedule.alert;

import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Route;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.store.Alert;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who hears of what, as the workspace declares it. Immutable. */
final class Routing {
  private final Alerts alerts;

  Routing(Alerts alerts) {
    this.alerts = alerts;
  }

  private List<Route> routes(Cause cause, AlertSeverity severity) {
    return alerts.routes().stream()
        .filter(each -> each.fits(cause.theme(), cause.kind(), severity))
        .toList();
  }

  /** Whether any route is for it. */
  boolean fits(Alert alert) {
    return !routes(alert.cause(), alert.severity()).isEmpty();
  }

  /** Who hears of it first. */
  SortedSet<String> receivers(Alert alert) {
    SortedSet<String> receivers = new TreeSet<>();
    for (Route route : routes(alert.cause(), alert.severity())) {
      receivers.addAll(route.receivers());
      if (route.owners() == Route.Owners.TOLD) {
        receivers.addAll(alerts.owners().getOrDefault(alert.cause().owner(), List.of()));
      }
    }
    return receivers;
  }

  /** Who hears of it later while nobody acknowledges it, the earliest first. */
  List<Route.Step> steps(Alert alert) {
    return routes(alert.cause(), alert.severity()).stream()
        .flatMap(each -> each.escalation().stream())
        .sorted(Comparator.comparing(Route.Step::after))
        .toList();
  }
}
