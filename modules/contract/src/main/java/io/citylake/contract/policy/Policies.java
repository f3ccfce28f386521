package io.citylake.contract.policy;

import io.citylake.contract.ContentDigest;
import io.citylake.contract.Title;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code conf/policies.yaml}: who may read what. Without the file nobody may read anything.
 *
 * @param purposes that may be stated, by name
 * @param purposeRequiredFrom the lowest grade whose columns are read only for a stated purpose
 * @param masks of grades, where a role has none of its own
 * @param duties of administrators, where they are separated
 */
public record Policies(
    SortedMap<String, Title> purposes,
    int purposeRequiredFrom,
    List<Mask> masks,
    SortedMap<String, Role> roles,
    Duties duties) {
  public Policies {
    purposes = Collections.unmodifiableSortedMap(new TreeMap<>(purposes));
    masks = List.copyOf(masks);
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
  }

  /** Without separated administrators. */
  public Policies(
      SortedMap<String, Title> purposes,
      int purposeRequiredFrom,
      List<Mask> masks,
      SortedMap<String, Role> roles) {
    this(purposes, purposeRequiredFrom, masks, roles, Duties.none());
  }

  /** What holds without the file: no role, so no access. */
  public static Policies none() {
    return new Policies(new TreeMap<>(Map.of()), 4, List.of(), new TreeMap<>(Map.of()));
  }

  public Optional<Role> findRole(String name) {
    return Optional.ofNullable(roles.get(name));
  }

  /** Whether any role decides about schedules; where none does, everybody at the machine may. */
  public boolean declareOperators() {
    return roles.values().stream().anyMatch(each -> !each.operates().isEmpty());
  }

  /** SHA-256 of what the policies say; comments and the order of keys don't count. */
  public String version() {
    return ContentDigest.of(this);
  }
}
