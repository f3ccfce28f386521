package io.citylake.contract.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who the three administrators are.
 *
 * @param separation whether they must be three
 * @param roles that have a duty, by name
 */
public record Duties(Separation separation, SortedMap<String, Holder> roles) {
  public Duties {
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
  }

  /** Whether one person may be all of them. */
  public enum Separation {
    NONE,
    REQUIRED
  }

  /**
   * A role with a duty.
   *
   * @param accounts of the operating system that have it at the machine
   */
  public record Holder(Duty duty, List<String> accounts) {
    public Holder {
      accounts = List.copyOf(accounts);
    }
  }

  public static Duties none() {
    return new Duties(Separation.NONE, new TreeMap<>(Map.of()));
  }

  public boolean areSeparated() {
    return separation == Separation.REQUIRED;
  }

  /** The role that an account has at the machine. */
  public Optional<String> roleOf(String account) {
    return roles.entrySet().stream()
        .filter(each -> each.getValue().accounts().contains(account))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  public Optional<Duty> dutyOf(String role) {
    return Optional.ofNullable(roles.get(role)).map(Holder::duty);
  }

  /**
   * Why somebody may not have these roles; empty where he may.
   *
   * @param name of a user, or of an account at the machine: the same name is the same person
   */
  public Optional<String> conflict(String name, Collection<String> held) {
    if (!areSeparated()) {
      return Optional.empty();
    }
    Set<String> all = new TreeSet<>(held);
    roleOf(name).ifPresent(all::add);
    boolean administers = all.stream().anyMatch(roles.keySet()::contains);
    return administers && all.size() > 1
        ? Optional.of(
            "administrators are separated: who has one of the roles %s has no other, at the machine or beside it (%s has %s)"
                .formatted(roles.keySet(), name, all))
        : Optional.empty();
  }
}
