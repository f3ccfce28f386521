package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Duties.Separation;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessEntry;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who decides over HTTP; at the machine it is tried by the commands. */
class TestScheduleDecisions {
  private final List<AccessEntry> log = new ArrayList<>();

  private static Role role(String name, Role.Rank rank, List<String> operates) {
    return new Role(
        name,
        new Title(name, name),
        rank,
        Role.History.LATEST,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        operates,
        ResourceLimits.widest(List.of()));
  }

  private static Policies policies(Separation separation, Role... roles) {
    TreeMap<String, Role> named = new TreeMap<>();
    for (Role each : roles) {
      named.put(each.name(), each);
    }
    return new Policies(
        new TreeMap<>(), 4, List.of(), named, new Duties(separation, new TreeMap<>()));
  }

  private ScheduleDecisions of(Policies policies, String... roles) {
    Caller caller = new Caller("wang", List.of(roles), null, Lane.HTTP, "10.0.0.1");
    return ScheduleDecisions.of(caller, policies, log::add, Clock.systemUTC());
  }

  private String decide(ScheduleDecisions decisions, String job) {
    return decisions.decide(
        "retry", List.of(JobName.parse(job)), "sent again", () -> "done by " + decisions.by());
  }

  private void refuses(ScheduleDecisions decisions, String job, String words) {
    assertThatThrownBy(() -> decide(decisions, job))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OPERATION_REFUSED))
        .hasMessageContaining(words);
  }

  @Test
  void nobodyDecidesWithoutARoleForIt() {
    Policies nobody = policies(Separation.NONE, role("reader", Role.Rank.READER, List.of()));
    refuses(of(nobody, "reader"), "water.levels", "roles with 'operate' for it, and you have none");
    refuses(of(nobody), "water.levels", "(roles=[])");
    assertThat(log).extracting(AccessEntry::outcome).containsOnly("refused");
    assertThat(log).extracting(each -> each.caller().user()).containsOnly("wang");
  }

  @Test
  void decidesAboutTheThemesOfHisRolesOnly() {
    Policies policies =
        policies(
            Separation.NONE,
            role("duty", Role.Rank.READER, List.of("water")),
            role("boss", Role.Rank.ADMINISTRATOR, List.of()));
    assertThat(decide(of(policies, "duty"), "water.levels")).isEqualTo("done by wang");
    refuses(of(policies, "duty"), "air.levels", "schedules of air");
    assertThat(decide(of(policies, "boss"), "air.levels")).isEqualTo("done by wang");
    assertThat(of(policies, "duty").may("*")).isFalse();
    assertThat(of(policies, "boss").may("*")).isTrue();
  }

  /** What is theirs at the machine is the system administrator's, who reads nothing here. */
  @Test
  void nobodyDecidesWhereAdministratorsAreSeparated() {
    Policies policies =
        policies(Separation.REQUIRED, role("duty", Role.Rank.READER, List.of("water")));
    refuses(of(policies, "duty"), "water.levels", "administrators are separated");
  }
}
