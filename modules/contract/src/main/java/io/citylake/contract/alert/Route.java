package io.citylake.contract.alert;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Who hears of which alerts. All routes that fit hold together.
 *
 * @param themes empty for all, also for what belongs to none
 * @param kinds empty for all
 * @param atLeast what matters less is passed over
 * @param receivers by name
 * @param owners whether the receivers of the owner hear of it too
 * @param escalation who else hears of it while nobody acknowledges it, the earliest first
 */
public record Route(
    Set<String> themes,
    Set<AlertKind> kinds,
    AlertSeverity atLeast,
    List<String> receivers,
    Owners owners,
    List<Step> escalation) {
  public Route {
    themes = Set.copyOf(themes);
    kinds = Set.copyOf(kinds);
    receivers = List.copyOf(receivers);
    escalation = escalation.stream().sorted(Comparator.comparing(Step::after)).toList();
  }

  /** Whether the receivers of the owner are among those of a route. */
  public enum Owners {
    TOLD,
    NOT_TOLD
  }

  /**
   * More receivers.
   *
   * @param after being told of first, without an acknowledgement since
   */
  public record Step(Duration after, List<String> receivers) {
    public Step {
      receivers = List.copyOf(receivers);
    }
  }

  /**
   * Whether an alert is one of the route's.
   *
   * @param theme empty for what belongs to none
   */
  public boolean fits(String theme, AlertKind kind, AlertSeverity severity) {
    return (themes.isEmpty() || themes.contains(theme))
        && (kinds.isEmpty() || kinds.contains(kind))
        && severity.compareTo(atLeast) >= 0;
  }
}
