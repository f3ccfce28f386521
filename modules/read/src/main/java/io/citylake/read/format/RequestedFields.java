package io.citylake.read.format;

import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
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
 * @param paths expressions of which each must be found in the path of a file
 */
public record RequestedFields(List<Set<String>> required, List<String> names, List<String> paths)
    implements Serializable {
  public RequestedFields {
    required = required.stream().<Set<String>>map(LinkedHashSet::new).toList();
    names = List.copyOf(names);
    paths = List.copyOf(paths);
  }

  public RequestedFields(List<Set<String>> required, List<String> names) {
    this(required, names, List.of());
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
    List<String> paths = new ArrayList<>();
    for (Mapping mapping : job.columns()) {
      if (mapping.origin() instanceof Mapping.Origin.PathMatch match && !mapping.optional()) {
        paths.add(match.pattern());
      }
    }
    return new RequestedFields(required, List.copyOf(names), paths);
  }

  /** Those of the required names of which a header holds none. */
  public List<String> missing(Collection<String> header) {
    return required.stream()
        .filter(group -> group.stream().noneMatch(header::contains))
        .map(group -> String.join(" or ", group))
        .toList();
  }

  /** Without names that the reader itself makes, as unpivoting does. */
  RequestedFields without(Collection<String> made) {
    return new RequestedFields(
        required.stream().filter(group -> group.stream().noneMatch(made::contains)).toList(),
        names.stream().filter(name -> !made.contains(name)).toList(),
        paths);
  }
}
