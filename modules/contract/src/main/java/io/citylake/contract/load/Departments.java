package io.citylake.contract.load;

import io.citylake.contract.Workspace;
import io.citylake.contract.shape.View;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The themes of a workspace, and the departments that answer for something in it. */
record Departments(SortedSet<String> themes, SortedSet<String> owners) {
  static Departments of(Workspace workspace) {
    SortedSet<String> owners = new TreeSet<>();
    workspace.themes().values().forEach(each -> owners.add(each.owner()));
    workspace.datasets().values().forEach(each -> owners.add(each.owner()));
    workspace.tasks().values().forEach(each -> owners.add(each.owner()));
    return new Departments(new TreeSet<>(workspace.themes().keySet()), owners);
  }

  static Departments of(Drafts drafts) {
    SortedSet<String> owners = new TreeSet<>();
    Stream.of(drafts.themes(), drafts.datasets(), drafts.jobs())
        .flatMap(each -> each.values().stream())
        .flatMap(Optional::stream)
        .forEach(view -> add(owners, view));
    drafts.steps().values().stream()
        .flatMap(Optional::stream)
        .forEach(step -> add(owners, step.head()));
    return new Departments(new TreeSet<>(drafts.themes().keySet()), owners);
  }

  private static void add(Set<String> owners, View view) {
    view.find("owner", String.class).ifPresent(owners::add);
  }
}
