package io.citylake.run.subject;

import io.citylake.run.subject.SubjectService.Findings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects what is found of a person. One thread. */
final class FindingsBuilder {
  private final List<SubjectPlace> places = new ArrayList<>();
  private final SortedSet<String> sources = new TreeSet<>();
  private final SortedSet<String> unseen = new TreeSet<>();

  void found(SubjectPlace place, Collection<String> from) {
    places.add(place);
    sources.addAll(from);
  }

  /** A place that could not be looked at. */
  void unseen(String place) {
    unseen.add(place);
  }

  Findings build() {
    return new Findings(places, sources, unseen);
  }
}
