package io.citylake.read.format;

import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceName;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The source names that a job maps.
 *
 * @param required names that a header must hold; any one of a group is enough
 * @param names every name mapped, optional ones too, in the job's order
 */
public record RequestedFields(List<Set<String>> required, List<String> names)
    implements Serializable {
  public RequestedFields {
    required = required.stream().<Set<String>>map(LinkedHashSet::new).toList();
    names = List.copyOf(names);
  }

  public static RequestedFields of(Job job) {
    List<Set<String>> required = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (SourceName asked : job.sourceNames()) {
      names.addAll(asked.anyOf());
      if (!asked.optional()) {
        required.add(new LinkedHashSet<>(asked.anyOf()));
      }
    }
    return new RequestedFields(required, List.copyOf(names));
  }

  /** Those of the required names of which a header holds none. */
  List<String> missing(Collection<String> header) {
    return required.stream()
        .filter(group -> group.stream().noneMatch(header::contains))
        .map(group -> String.join(" or ", group))
        .toList();
  }

  /** Without names that the reader itself makes, as unpivoting does. */
  RequestedFields without(Collection<String> made) {
    return new RequestedFields(
        required.stream().filter(group -> group.stream().noneMatch(made::contains)).toList(),
        names.stream().filter(name -> !made.contains(name)).toList());
  }
}
