package io.citylake.app;

import io.citylake.contract.Suggestion;
import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.policy.Grant;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.ShortDuration;
import io.citylake.schedule.alert.AlertControl;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.alert.store.Mute;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What people do with alerts, by command and over HTTP alike. Each deed is refused to whoever may
 * not ({@link ErrorCode#OPERATION_REFUSED}) and kept with who did it and why.
 */
public final class AlertDeeds {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,4}[mhd]");
  private static final Duration LONGEST = Duration.ofDays(31);

  private static final int MOST_NAMED = 20;

  private final AlertStore store;
  private final Clock clock;
  private final ScheduleDecisions decisions;

  public AlertDeeds(AlertStore store, Clock clock, ScheduleDecisions decisions) {
    this.store = store;
    this.clock = clock;
    this.decisions = decisions;
  }

  /** Whose roles decide about an alert: those for its theme, or for all where it is of none. */
  public static String theme(Cause cause) {
    return cause.theme().isEmpty() ? Grant.ALL : cause.theme();
  }

  /** The same of what a mute names. */
  public static String theme(String selector) {
    if (selector.startsWith(Mute.THEME)) {
      return selector.substring(Mute.THEME.length());
    }
    return selector.equals(Mute.ALL) || selector.startsWith(Mute.KIND)
        ? Grant.ALL
        : JobName.parse(selector).theme();
  }

  /**
   * An alert that lasts.
   *
   * @param id or how it begins
   * @throws CityLakeException ALERT_NOT_FOUND
   */
  public Alert load(String id) {
    return AlertControl.load(store, id);
  }

  /**
   * Takes alerts on: they are neither repeated nor escalated any more.
   *
   * @return those that last still
   */
  public List<Alert> ack(Collection<Alert> alerts, String why) {
    return decisions.decideAboutAlerts(
        "acknowledge alert " + words(alerts),
        alerts.stream().map(each -> theme(each.cause())).toList(),
        why,
        () -> control(why).ack(alerts.stream().map(Alert::id).toList()));
  }

  /**
   * Has nobody told of some alerts for a while.
   *
   * @param selector as {@link #selector} checked it
   * @param length such as {@code 2h}, at most 31 days
   */
  public Mute mute(String selector, String length, String why) {
    Duration silent = length(length);
    return decisions.decideAboutAlerts(
        "mute %s for %s".formatted(selector, length),
        List.of(theme(selector)),
        why,
        () -> control(why).mute(selector, silent));
  }

  /** Ends a mute before its time: what lasts is told. */
  public Mute unmute(String mute, String why) {
    Mute held = AlertControl.loadMute(store, mute, clock.instant());
    return decisions.decideAboutAlerts(
        "end mute %s of %s".formatted(held.id(), held.selector()),
        List.of(theme(held.selector())),
        why,
        () -> {
          control(why).unmute(held.id());
          return held;
        });
  }

  /**
   * What a mute may name: what names nothing would silence nothing, and nobody would know. Jobs are
   * the caller's to check.
   */
  public static String selector(String text, Workspace workspace) {
    if (text.startsWith(Mute.KIND)) {
      require(
          text.substring(Mute.KIND.length()),
          Arrays.stream(AlertKind.values()).map(AlertKind::toString).toList(),
          "kind");
    } else if (text.startsWith(Mute.THEME)) {
      require(
          text.substring(Mute.THEME.length()), List.copyOf(workspace.themes().keySet()), "theme");
    }
    return text;
  }

  /** Whether it names a job. */
  public static boolean isJob(String selector) {
    return !selector.equals(Mute.ALL)
        && !selector.startsWith(Mute.KIND)
        && !selector.startsWith(Mute.THEME);
  }

  private static void require(String name, List<String> known, String what) {
    if (!known.contains(name)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "There is no %s '%s'%s"
              .formatted(
                  what,
                  name,
                  Suggestion.nearest(name, known)
                      .map(each -> "; did you mean " + each + "?")
                      .orElse("")));
    }
  }

  private static Duration length(String text) {
    Duration found =
        LENGTH.matcher(text).matches() ? ShortDuration.find(text).orElseThrow() : Duration.ZERO;
    if (found.isZero() || found.compareTo(LONGEST) > 0) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot mute for '%s': the time must be from 1m to 31d, such as 30m, 2h or 1d"
              .formatted(text));
    }
    return found;
  }

  private AlertControl control(String why) {
    return new AlertControl(store, clock, decisions.by(), why);
  }

  /** Each of the first by its id and what it is about, as the log has it. */
  private static String words(Collection<Alert> alerts) {
    String named =
        alerts.stream()
            .limit(MOST_NAMED)
            .map(
                each ->
                    "%s (%s %s)"
                        .formatted(each.id(), each.cause().kind(), each.cause().task())
                        .strip())
            .collect(Collectors.joining(", "));
    return alerts.size() <= MOST_NAMED
        ? named
        : named + " and %d more".formatted(alerts.size() - MOST_NAMED);
  }
}
