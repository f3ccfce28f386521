package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Duties.Holder;
import io.citylake.contract.policy.Duties.Separation;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.ResourceLimits;
import io.citylake.contract.policy.Role;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.policy.CallerRights;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TestSeparatedAuthenticator {
  private static final Policies SEPARATED = policies(Separation.REQUIRED);
  private final List<AccessEntry> log = new ArrayList<>();

  private static Policies policies(Separation separation) {
    SortedMap<String, Role> roles = new TreeMap<>();
    for (String each : List.of("operator", "auditor", "analyst", "viewer")) {
      roles.put(
          each,
          new Role(
              each,
              new Title(each, each),
              Role.Rank.READER,
              Role.History.LATEST,
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              ResourceLimits.widest(List.of())));
    }
    Duties duties =
        new Duties(
            separation,
            new TreeMap<>(
                Map.of(
                    "operator", new Holder(Duty.SYSTEM, List.of("ops")),
                    "auditor", new Holder(Duty.AUDIT, List.of("aud")))));
    return new Policies(new TreeMap<>(), 4, List.of(), roles, duties);
  }

  private static Caller caller(String user, String... roles) {
    return new Caller(user, List.of(roles), null, Lane.HTTP, "10.0.0.1");
  }

  private Authenticator door(Policies policies, Caller behind) {
    Authenticator open =
        new Authenticator() {
          @Override
          public Caller login(String user, char[] password, String address) {
            return behind;
          }

          @Override
          public Caller verify(String bearer, String address) {
            return behind;
          }

          @Override
          public String token(Caller caller) {
            return "token";
          }
        };
    return new SeparatedAuthenticator(
        open, () -> policies, new AccessJournal(log::add, Clock.systemUTC()));
  }

  @Test
  void letsInNobodyWhoWouldBeTwo() {
    for (Caller two :
        List.of(
            caller("li", "auditor", "operator"),
            caller("oidc:li", "analyst", "operator"),
            caller("ldap:aud", "analyst"))) {
      Authenticator door = door(SEPARATED, two);
      assertThatThrownBy(() -> door.verify("x", "10.0.0.1"))
          .hasMessageStartingWith("Cannot log in: administrators are separated")
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.DUTY_SEPARATED));
      assertThatThrownBy(() -> door.login("x", new char[0], "10.0.0.1"))
          .hasMessageStartingWith("Cannot log in: administrators are separated");
      // Also who was in before the policies separated them.
      assertThat(new CallerRights(SEPARATED, two, LocalDate.EPOCH).limits().concurrency()).isZero();
    }
    assertThat(log).hasSize(6).extracting(AccessEntry::outcome).containsOnly("refused");
  }

  @Test
  void letsInOneAndReadersAndRolesThatNobodyKnows() {
    for (Caller one :
        List.of(
            caller("li", "operator"),
            caller("aud", "auditor"),
            caller("oidc:li", "operator", "offline_access"),
            caller("wang", "analyst", "viewer"))) {
      assertThat(door(SEPARATED, one).verify("x", "10.0.0.1")).isEqualTo(one);
    }
    Caller two = caller("li", "auditor", "operator");
    assertThat(door(policies(Separation.NONE), two).verify("x", "10.0.0.1")).isEqualTo(two);
    assertThat(log).isEmpty();
  }
}
