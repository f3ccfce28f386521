package io.citylake.city;

import java.time.LocalDate;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The days of a source that is cut by day that are there, whichever calls made them; of another
 * source the first days of its parts, such as months.
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

  /** The part of one of the days, or of another day as it would be. */
  public Part part(LocalDate day) {
    return part(day, day.plusDays(1));
  }

  /** Gives each month that is there, with that of the year before where that is there too. */
  public void eachWithYearBefore(BiConsumer<Part, Part> compare) {
    for (LocalDate first : days) {
      LocalDate before = first.minusYears(1);
      if (days.contains(before)) {
        compare.accept(part(first, first.plusMonths(1)), part(before, before.plusMonths(1)));
      }
    }
  }

  private Part part(LocalDate from, LocalDate until) {
    boolean mended = corrected.contains(from);
    CityRequest request = city.withRevision(mended ? Revision.CORRECTED : Revision.FIRST);
    return new Part(request, from.atStartOfDay(), until.atStartOfDay(), mended);
  }

  /** All of the days, and so many before each of them, in the order of time. */
  public SortedSet<LocalDate> reachingBack(int before) {
    SortedSet<LocalDate> all = new TreeSet<>();
    for (LocalDate day : days) {
      for (int back = before; back >= 0; back--) {
        all.add(day.minusDays(back));
      }
    }
    return all;
  }
}
