package io.citylake.app;

import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Policies;
import io.citylake.govern.access.Action;
import io.citylake.govern.user.User;
import io.citylake.govern.user.UserStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What people at this machine decide about schedules and their alerts: only who may, where the
 * policies say who, and never without a line in the access log. Who somebody is the operating
 * system says; what he may, the roles of the lake's user of that name.
 */
public final class ScheduleDecisions {
  private static final int MOST_NAMED = 20;

  private final Policies policies;
  private final UserStore users;
  private final OperatorLog log;
  private final String systemUser;

  /** What is decided about, as a refusal says it. */
  private enum Subject {
    SCHEDULES("schedules"),
    ALERTS("alerts");

    private final String word;

    Subject(String word) {
      this.word = word;
    }
  }

  ScheduleDecisions(Policies policies, UserStore users, OperatorLog log, String systemUser) {
    this.policies = policies;
    this.users = users;
    this.log = log;
    this.systemUser = systemUser;
  }

  /** Those about the schedules of a lake. */
  public static ScheduleDecisions of(EmbeddedLake lake) {
    return new ScheduleDecisions(
        lake.workspace().policies(),
        new UserStore(lake.state(), lake.host().clock()),
        OperatorLog.open(lake.workspace().settings(), lake.host().clock()),
        Account.current());
  }

  /** Who decides. */
  public String by() {
    return systemUser;
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
      String refusal =
          "Cannot %s: the policies let nobody decide about %s of %s but roles with 'operate' for it, and the system's user %s has none (roles=%s)"
              .formatted(what, subject.word, closed.get(), systemUser, roles());
      log.refused(Action.SCHEDULE, line, refusal);
      throw new CityLakeException(ErrorCode.OPERATION_REFUSED, refusal);
    }
    return log.recorded(Action.SCHEDULE, line, work);
  }

  private boolean may(String theme) {
    return !policies.declareOperators()
        || roles().stream()
            .flatMap(each -> policies.findRole(each).stream())
            .anyMatch(each -> each.operates(theme));
  }

  private List<String> roles() {
    return users
        .find(systemUser)
        .filter(each -> !each.disabled())
        .map(User::roles)
        .orElse(List.of());
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
