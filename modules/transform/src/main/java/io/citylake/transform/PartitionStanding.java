package io.citylake.transform;

import io.citylake.model.DeliveryPlace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides who holds one partition of a table that deliveries replace: of those that have rows in it
 * the one with the greatest sequence, null being the least, and of equal ones the last in the order
 * of deliveries. The rows of others are kept aside. What a run brings of a source ends what earlier
 * runs brought of it, whatever its sequence, because it says what the source is now.
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
   * @param arrived of the run under way, which ends what there was of its deliveries
   */
  record Group(
      Side side,
      @Nullable String source,
      @Nullable String run,
      String state,
      String delivery,
      String place,
      @Nullable Comparable<?> sequence,
      long rows,
      boolean arrived) {}

  /** A group and what becomes of it. */
  record Decided(Group group, Fate fate) {}

  /** Decides for all groups of one partition. */
  static List<Decided> decide(List<Group> groups) {
    Map<String, String> arrived = new HashMap<>();
    for (Group group : groups) {
      if (group.arrived()) {
        arrived.put(group.delivery(), group.state());
      }
    }
    Predicate<Group> counts =
        group -> arrived.getOrDefault(group.delivery(), group.state()).equals(group.state());
    Map<String, Rank> ranks = new HashMap<>();
    groups.stream()
        .filter(counts)
        .forEach(group -> ranks.merge(group.delivery(), Rank.of(group), Rank::with));
    String holder =
        ranks.entrySet().stream()
            .max(Map.Entry.comparingByValue(Rank.ORDER))
            .map(Map.Entry::getKey)
            .orElse("");
    List<Decided> decided = new ArrayList<>();
    for (Group group : groups) {
      boolean shown = group.delivery().equals(holder);
      Fate fate = shown == (group.side() == Side.TARGET) ? Fate.STAYS : Fate.MOVES;
      decided.add(new Decided(group, counts.test(group) ? fate : Fate.GOES));
    }
    return decided;
  }

  /**
   * The displaced groups of final deliveries that none of theirs needs; see {@link Settlement}.
   *
   * @param before the place that final ones stand before
   */
  static List<Group> fallen(List<Group> groups, String before) {
    List<Group> settled =
        groups.stream()
            // What has no files changes by itself, and stands nowhere for good.
            .filter(group -> group.state().equals(group.delivery()))
            .filter(group -> DeliveryPlace.ORDER.compare(group.place(), before) < 0)
            .toList();
    return decide(settled).stream()
        .filter(each -> each.group().side() == Side.DISPLACED && each.fate() != Fate.MOVES)
        .map(Decided::group)
        .toList();
  }

  /** Where a delivery stands: by its greatest sequence, and since its first rows came. */
  private record Rank(@Nullable Comparable<Object> sequence, String place) {
    private static final Comparator<@Nullable Comparable<Object>> SEQUENCES =
        Comparator.nullsFirst(Comparator.naturalOrder());
    static final Comparator<Rank> ORDER =
        Comparator.comparing(Rank::sequence, SEQUENCES)
            .thenComparing(Rank::place, DeliveryPlace.ORDER);

    @SuppressWarnings("unchecked") // of one column
    static Rank of(Group group) {
      return new Rank((Comparable<Object>) group.sequence(), group.place());
    }

    Rank with(Rank other) {
      return new Rank(
          SEQUENCES.compare(sequence, other.sequence) >= 0 ? sequence : other.sequence,
          DeliveryPlace.ORDER.compare(place, other.place) <= 0 ? place : other.place);
    }
  }
}
