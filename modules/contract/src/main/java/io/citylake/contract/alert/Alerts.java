package io.citylake.contract.alert;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code conf/alerts.yaml}: who is told of what.
 *
 * @param owners the receivers of each department that answers for themes, tables and jobs
 * @param severities where they are not a kind's own
 * @param quiet null for none
 * @param limits how often
 * @param thresholds from when on something is an alert
 * @param hosts that may be sent to, from {@code conf/citylake.yaml}
 */
public record Alerts(
    SortedMap<String, Receiver> receivers,
    List<Route> routes,
    SortedMap<String, List<String>> owners,
    Map<AlertKind, AlertSeverity> severities,
    @Nullable QuietHours quiet,
    Limits limits,
    Thresholds thresholds,
    List<TargetHost> hosts) {
  public Alerts {
    receivers = Collections.unmodifiableSortedMap(new TreeMap<>(receivers));
    routes = List.copyOf(routes);
    owners = Collections.unmodifiableSortedMap(new TreeMap<>(owners));
    Map<AlertKind, AlertSeverity> copy = new EnumMap<>(AlertKind.class);
    copy.putAll(severities);
    severities = Collections.unmodifiableMap(copy);
    hosts = List.copyOf(hosts);
  }

  /**
   * How often something is told.
   *
   * @param group how long what happens is gathered before it is told together
   * @param repeatAfter how long after it was told it is told again while it lasts
   * @param messages the most to one receiver {@code within} a time; what is more is told together
   *     once there is room
   */
  public record Limits(Duration group, Duration repeatAfter, int messages, Duration within) {
    /** The same, telling at once. */
    public Limits ungrouped() {
      return new Limits(Duration.ZERO, repeatAfter, messages, within);
    }
  }

  /**
   * From when on something is an alert.
   *
   * @param quietCycles so many update cycles without anything new
   * @param diskFree a smaller share of a disk is free
   * @param certificateBefore so long before it expires
   * @param grantBefore so long before it expires
   * @param schedulerAway no scheduler looked for so long
   */
  public record Thresholds(
      int quietCycles,
      BigDecimal diskFree,
      Duration certificateBefore,
      Duration grantBefore,
      Duration schedulerAway) {}

  /** Of a workspace without the file: nobody is told. */
  public static Alerts none() {
    return new Alerts(
        new TreeMap<>(),
        List.of(),
        new TreeMap<>(),
        Map.of(),
        null,
        new Limits(Duration.ZERO, Duration.ofDays(1), 1, Duration.ofMinutes(1)),
        new Thresholds(1, BigDecimal.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofDays(365)),
        List.of());
  }

  /** Whether nobody is ever told. */
  public boolean isEmpty() {
    return receivers.isEmpty();
  }

  public AlertSeverity severityOf(AlertKind kind) {
    return severities.getOrDefault(kind, kind.standardSeverity());
  }

  public Optional<Receiver> find(String receiver) {
    return Optional.ofNullable(receivers.get(receiver));
  }

  /** The same, telling at once what happens. */
  public Alerts ungrouped() {
    return new Alerts(
        receivers, routes, owners, severities, quiet, limits.ungrouped(), thresholds, hosts);
  }
}
