package io.citylake.govern.user;

import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.policy.Role;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The roles that the policies have, and which of them are administrators'.
 *
 * @param names empty where any name is taken
 * @param duties which roles nobody may have beside another
 */
public record KnownRoles(
    Optional<SortedSet<String>> names, Set<String> administrators, Duties duties) {
  public KnownRoles {
    names = names.map(each -> Collections.unmodifiableSortedSet(new TreeSet<>(each)));
    administrators = Set.copyOf(administrators);
  }

  /** For those who make users before there are policies. */
  public static KnownRoles any() {
    return new KnownRoles(Optional.empty(), Set.of(), Duties.none());
  }

  public static KnownRoles of(Policies policies) {
    return new KnownRoles(
        Optional.of(new TreeSet<>(policies.roles().keySet())),
        policies.roles().values().stream()
            .filter(Role::isAdministrator)
            .map(Role::name)
            .collect(Collectors.toSet()),
        policies.duties());
  }

  boolean administers(User user) {
    return !user.disabled() && user.roles().stream().anyMatch(administrators::contains);
  }
}
