package io.citylake.transform;

import io.citylake.model.DeliveryPlace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who holds one partition of a table that deliveries replace: of those that have rows in it
 * the one with the greatest sequence, null being the least, and of equal ones the last in the order
 * of deliveries. The rows of others are kept aside; of what one source gave several times only the
 * latest, because they come and go together.
 */
final class PartitionStanding {
  private PartitionStanding() {}

  /** Where rows lie. */
  enum Side {
    TARGET,
    DISPLACED
  }

  /** What becomes of a group of rows. */
  enum Fate {
    STAYS,
    /** To the other side. */
    MOVES,
    GOES
  }

  /**
   * Rows of one run from one source in one partition.
   *
   * @param state what replaces as one; see {@link io.citylake.model.DeliveryOrder#state}
   * @param delivery what is superseded as one
   * @param place in the order of deliveries
   * @param sequence the greatest of its rows; null for none
   */
  record Group(
      Side side,
      @Nullable String source,
      @Nullable String run,
      String state,
      String delivery,
      String place,
      @Nullable Comparable<?> sequence,
      long rows) {}

  /** A group and what becomes of it. */
  record Decided(Group group, Fate fate) {}

  /** Decides for all groups of one partition. */
  static List<Decided> decide(List<Group> groups) {
    Map<String, Group> states = new HashMap<>();
    for (Group group : groups) {
      states.merge(
          group.state(), group, (one, other) -> RANK.compare(one, other) >= 0 ? one : other);
    }
    List<Group> ranked = new ArrayList<>(states.values());
    ranked.sort(RANK.reversed());
    String holder = ranked.isEmpty() ? "" : ranked.get(0).state();
    Set<String> kept = new HashSet<>();
    Set<String> deliveries = new HashSet<>();
    for (Group group : ranked) {
      if (deliveries.add(group.delivery())) {
        kept.add(group.state());
      }
    }
    List<Decided> decided = new ArrayList<>();
    for (Group group : groups) {
      decided.add(new Decided(group, fate(group, holder, kept)));
    }
    return decided;
  }

  private static Fate fate(Group group, String holder, Set<String> kept) {
    if (!kept.contains(group.state())) {
      return Fate.GOES;
    }
    boolean shown = group.state().equals(holder);
    return shown == (group.side() == Side.TARGET) ? Fate.STAYS : Fate.MOVES;
  }

  private static final Comparator<Group> RANK =
      Comparator.<Group, Comparable<Object>>comparing(
              PartitionStanding::sequence, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Group::place, DeliveryPlace.ORDER);

  @SuppressWarnings("unchecked") // of one column
  private static @Nullable Comparable<Object> sequence(Group group) {
    return (Comparable<Object>) group.sequence();
  }
}
