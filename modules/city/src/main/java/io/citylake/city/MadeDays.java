package io.citylake.city;

import java.time.LocalDate;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The days of a source that is cut by day that are there, whichever calls made them; of another
 * source the first days of its parts.
 *
 * @param city for its seed and scale; the days are those of all calls
 * @param days at least one
 * @param corrected those of them whose files came again with their mistakes mended
 */
public record MadeDays(
    CityRequest city, NavigableSet<LocalDate> days, SortedSet<LocalDate> corrected) {
  public MadeDays {
    days = Collections.unmodifiableNavigableSet(new TreeSet<>(days));
    corrected = Collections.unmodifiableSortedSet(new TreeSet<>(corrected));
  }
}
