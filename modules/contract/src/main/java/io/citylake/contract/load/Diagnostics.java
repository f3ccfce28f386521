package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.Suggestion;
import io.citylake.contract.yaml.Place;
import java.util.Collection;
import java.util.List;

/** Where checks put what they find, each at its place. */
record Diagnostics(List<Problem> problems) {
  void add(Place place, String message) {
    problems.add(place.problem(message));
  }

  /** That something isn't there, with the nearest of those that are. */
  void unknown(Place place, String what, String name, Collection<String> known) {
    String suggestion =
        Suggestion.nearest(name, known).map(each -> "; did you mean '" + each + "'?").orElse("");
    add(place, "%s '%s' doesn't exist%s".formatted(what, name, suggestion));
  }
}
