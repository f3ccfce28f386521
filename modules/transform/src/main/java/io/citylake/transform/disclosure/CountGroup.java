package io.citylake.transform.disclosure;

import io.citylake.contract.dataset.Suppression;
import io.citylake.contract.dataset.Suppression.Parts;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts of a row that follow from each other: a number, its parts by one division or several, and
 * what each of these leaves of it.
 *
 * @param columns those that are columns; what divisions leave comes after them, in their order
 * @param divisions none for a count that is no part and has none
 * @param moves by how much each of the counts may change at once, so that parts and what is left
 *     still come to their number
 */
record CountGroup(List<String> columns, List<Parts> divisions, List<List<Integer>> moves) {
  CountGroup {
    columns = List.copyOf(columns);
    divisions = List.copyOf(divisions);
    moves = List.copyOf(moves);
  }

  /** All counts of a table, each in one group. */
  static List<CountGroup> of(Suppression rule) {
    Set<String> wholes = new LinkedHashSet<>();
    Set<String> alone = new LinkedHashSet<>(rule.counts());
    for (Parts each : rule.parts()) {
      if (!each.are().isEmpty()) {
        wholes.add(each.of());
        alone.remove(each.of());
        each.are().forEach(alone::remove);
      }
    }
    List<CountGroup> groups = new ArrayList<>();
    for (String whole : wholes) {
      List<Parts> divisions =
          rule.parts().stream().filter(p -> p.of().equals(whole) && !p.are().isEmpty()).toList();
      groups.add(divided(whole, divisions, rule.counts().contains(whole)));
    }
    alone.forEach(
        count -> groups.add(new CountGroup(List.of(count), List.of(), List.of(List.of(1)))));
    return groups;
  }

  private static CountGroup divided(String whole, List<Parts> divisions, boolean counted) {
    List<String> columns =
        Stream.concat(
                counted ? Stream.of(whole) : Stream.of(),
                divisions.stream().flatMap(each -> each.are().stream()))
            .toList();
    int width = columns.size() + divisions.size();
    List<List<Integer>> moves = new ArrayList<>();
    List<List<Integer>> together = new ArrayList<>();
    together.add(changed(width, List.of(), 0, -1));
    for (int d = 0; d < divisions.size(); d++) {
      List<Integer> parts =
          new ArrayList<>(divisions.get(d).are().stream().map(columns::indexOf).toList());
      parts.add(columns.size() + d);
      List<List<Integer>> longer = new ArrayList<>();
      for (int part : parts) {
        parts.stream()
            .filter(other -> other > part)
            .forEach(
                other -> moves.add(changed(width, changed(width, List.of(), 1, part), -1, other)));
        together.forEach(each -> longer.add(changed(width, each, 1, part)));
      }
      together = longer;
    }
    if (counted) {
      together.forEach(each -> moves.add(changed(width, each, 1, columns.indexOf(whole))));
    }
    return new CountGroup(columns, divisions, moves);
  }

  private static List<Integer> changed(int width, List<Integer> move, int by, int place) {
    List<Integer> changed = new ArrayList<>(move.isEmpty() ? Collections.nCopies(width, 0) : move);
    if (place >= 0) {
      changed.set(place, by);
    }
    return List.copyOf(changed);
  }

  /**
   * The counts of a row, {@link CountTable#NONE} for each that isn't there.
   *
   * @throws CityLakeException where parts come to more than their number
   */
  List<Long> counts(Function<String, @Nullable Number> row) {
    List<Long> counts = new ArrayList<>();
    columns.forEach(each -> counts.add(count(row.apply(each))));
    for (Parts each : divisions) {
      long whole = count(row.apply(each.of()));
      List<Long> parts = each.are().stream().map(part -> count(row.apply(part))).toList();
      if (whole == CountTable.NONE || parts.contains(CountTable.NONE)) {
        counts.add(CountTable.NONE);
      } else {
        counts.add(left(each, whole, parts));
      }
    }
    return counts;
  }

  private static long left(Parts division, long whole, List<Long> parts) {
    long left = whole - parts.stream().mapToLong(Long::longValue).sum();
    if (left < 0) {
      throw new CityLakeException(
          ErrorCode.PARTS_EXCEED_WHOLE,
          "Cannot suppress small counts: %s come to more than %s, of which they are parts"
              .formatted(division.are(), division.of()));
    }
    return left;
  }

  private static long count(@Nullable Number value) {
    return value == null ? CountTable.NONE : value.longValue();
  }
}
