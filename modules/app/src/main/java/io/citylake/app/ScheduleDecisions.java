package io.citylake.app;

import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.access.Action;
import io.citylake.govern.user.User;
import io.citylake.govern.user.UserStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What people decide about schedules and their alerts: only who may, and never without a line in
 * the access log.
 *
 * <p>Who somebody at this machine is, the operating system says; what he may, the roles of the
 * lake's user of that name, once the policies say who may at all. A caller of the server is who
 * logged in, and may what his roles say; without a role for it, nothing.
 */
public final class ScheduleDecisions {
  private static final int MOST_NAMED = 20;

  private final Policies policies;
  private final Supplier<List<String>> roles;
  private final OperatorLog log;
  private final String by;
  private final Way way;

  /** How somebody came to decide. */
  private enum Way {
    /** Whoever is there could do without the command, so the policies have to say who may. */
    MACHINE,
    /** Nobody may but who is named. */
    SERVER
  }

  /** What is decided about, as a refusal says it. */
  private enum Subject {
    SCHEDULES("schedules"),
    ALERTS("alerts");

    private final String word;

    Subject(String word) {
      this.word = word;
    }
  }

  private ScheduleDecisions(
      Policies policies, Supplier<List<String>> roles, OperatorLog log, String by, Way way) {
    this.policies = policies;
    this.roles = roles;
    this.log = log;
    this.by = by;
    this.way = way;
  }

  /** Those of whoever runs this process, about the schedules of a lake. */
  public static ScheduleDecisions of(EmbeddedLake lake) {
    UserStore users = new UserStore(lake.state(), lake.host().clock());
    String systemUser = Account.current();
    return new ScheduleDecisions(
        lake.workspace().policies(),
        () ->
            users
                .find(systemUser)
                .filter(each -> !each.disabled())
                .map(User::roles)
                .orElse(List.of()),
        OperatorLog.open(lake.workspace().settings(), lake.host().clock()),
        systemUser,
        Way.MACHINE);
  }

  /**
   * Those of a caller of the server.
   *
   * @param policies as they are now
   */
  public static ScheduleDecisions of(Caller caller, Policies policies, AccessLog log, Clock clock) {
    return new ScheduleDecisions(
        policies,
        () -> caller.readsOnly() ? List.of() : caller.roles(),
        new OperatorLog(log, clock, () -> caller),
        caller.user(),
        Way.SERVER);
  }

  /** Who decides. */
  public String by() {
    return by;
  }

  /**
   * Does what was decided about some jobs.
   *
   * @param deed in a few words, as it is written down
   * @throws CityLakeException OPERATION_REFUSED where he may not; nothing is done then
   */
  public <T> T decide(String deed, Collection<JobName> jobs, String why, Supplier<T> work) {
    SortedSet<String> themes =
        jobs.stream().map(JobName::theme).collect(Collectors.toCollection(TreeSet::new));
    return decide(Subject.SCHEDULES, deed + " " + words(jobs), List.copyOf(themes), why, work);
  }

  /** The same of what is about every schedule of the lake. */
  public <T> T decideForAll(String deed, String why, Supplier<T> work) {
    return decide(Subject.SCHEDULES, deed, List.of(Grant.ALL), why, work);
  }

  /**
   * Does what was decided about alerts.
   *
   * @param deed in a few words, as it is written down
   * @param themes of the alerts; {@code *} for those that are of none or of all
   * @throws CityLakeException OPERATION_REFUSED where he may not; nothing is done then
   */
  public <T> T decideAboutAlerts(
      String deed, Collection<String> themes, String why, Supplier<T> work) {
    return decide(Subject.ALERTS, deed, List.copyOf(new TreeSet<>(themes)), why, work);
  }

  private <T> T decide(
      Subject subject, String what, List<String> themes, String why, Supplier<T> work) {
    String line = why.isEmpty() ? what : what + ": " + why;
    Optional<String> closed = themes.stream().filter(each -> !may(each)).findFirst();
    if (closed.isPresent()) {
      String refusal = refusal(subject, what, closed.get());
      log.refused(Action.SCHEDULE, line, refusal);
      throw new CityLakeException(ErrorCode.OPERATION_REFUSED, refusal);
    }
    return log.recorded(Action.SCHEDULE, line, work);
  }

  private String refusal(Subject subject, String what, String theme) {
    if (isSeparated()) {
      return "Cannot %s: administrators are separated, and %s are the system administrator's, at the machine"
          .formatted(what, subject.word);
    }
    return way == Way.MACHINE
        ? "Cannot %s: the policies let nobody decide about %s of %s but roles with 'operate' for it, and the system's user %s has none (roles=%s)"
            .formatted(what, subject.word, theme, by, roles.get())
        : "Cannot %s: over HTTP nobody decides about %s of %s but roles with 'operate' for it, and you have none (roles=%s)"
            .formatted(what, subject.word, theme, roles.get());
  }

  /**
   * Whether he decides about the schedules and alerts of a theme.
   *
   * @param theme {@code *} for what is of none or of all
   */
  public boolean may(String theme) {
    if (way == Way.MACHINE && !policies.declareOperators()) {
      return true;
    }
    return !isSeparated()
        && roles.get().stream()
            .flatMap(each -> policies.findRole(each).stream())
            .anyMatch(each -> each.operates(theme));
  }

  /** At the machine the command itself is refused to whoever isn't the system administrator. */
  private boolean isSeparated() {
    return way == Way.SERVER && policies.duties().areSeparated();
  }

  /** Those of many are not all named: a line of the log is a line. */
  private static String words(Collection<JobName> jobs) {
    String named =
        jobs.stream().limit(MOST_NAMED).map(JobName::toString).collect(Collectors.joining(", "));
    return jobs.size() <= MOST_NAMED
        ? named
        : named + " and %d more".formatted(jobs.size() - MOST_NAMED);
  }
}
