package io.citylake.govern.access;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The constants of a statement, as its plan has them. They stay in memory: the log keeps hashes.
 *
 * @param numbers what constants come to once they are folded; those that name a person are found
 * @param names texts that may name a person, because they stand beside nothing that is harmless
 * @param plain where constants begin, in characters of the statement, that may stand in the log
 * @param more whether what isn't folded makes a constant that may name a person
 */
public record Constants(
    Reading reading,
    SortedSet<String> numbers,
    SortedSet<String> names,
    Set<Integer> plain,
    boolean more) {
  public Constants {
    numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
    names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    plain = Set.copyOf(plain);
  }

  /** What is known of the columns that a statement reads. */
  public enum Reading {
    /** Nothing: it was refused before it had a plan, or is no statement. */
    UNKNOWN,
    /** None has a grade of persons. */
    IMPERSONAL,
    /** Some have. */
    PERSONAL
  }

  /** Of what has no plan. */
  public static Constants unknown() {
    return new Constants(Reading.UNKNOWN, new TreeSet<>(), new TreeSet<>(), Set.of(), false);
  }

  /** What is hashed whole. */
  List<String> all() {
    SortedSet<String> all = new TreeSet<>(numbers);
    all.addAll(names);
    return List.copyOf(all);
  }
}
