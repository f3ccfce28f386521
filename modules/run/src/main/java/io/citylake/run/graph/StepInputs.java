package io.citylake.run.graph;

import io.citylake.contract.Suggestion;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Refresh;
import io.citylake.contract.job.Step;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The tables that a step reads, each declared by a contract. */
final class StepInputs {
  private StepInputs() {}

  static SortedSet<TableName> of(Workspace workspace, Step step, QueryInputs queries) {
    return of(workspace, step, queries, table -> false);
  }

  /**
   * @param mayBe whether a table that the workspace doesn't have may be declared all the same
   */
  static SortedSet<TableName> of(
      Workspace workspace, Step step, QueryInputs queries, Predicate<TableName> mayBe) {
    SortedSet<TableName> inputs = queries.of(step.sql(), step.file());
    for (TableName input : inputs) {
      if (!workspace.datasets().containsKey(input) && !mayBe.test(input)) {
        String nearest =
            Suggestion.nearest(
                    input.toString(),
                    workspace.datasets().keySet().stream().map(TableName::toString).toList())
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        throw invalid(step, "it reads %s, which no contract declares%s".formatted(input, nearest));
      }
    }
    if (inputs.contains(step.target())) {
      throw invalid(step, "it reads its own target %s".formatted(step.target()));
    }
    Set<TableName> unread = new TreeSet<>(declared(step.refresh()));
    unread.removeAll(inputs);
    if (!unread.isEmpty()) {
      throw invalid(step, "its refresh names %s, which the query doesn't read".formatted(unread));
    }
    return inputs;
  }

  private static Set<TableName> declared(Refresh refresh) {
    if (refresh instanceof Refresh.Groups groups) {
      return groups.changes().keySet();
    }
    return refresh instanceof Refresh.Append append ? Set.of(append.input()) : Set.of();
  }

  private static CityLakeException invalid(Step step, String why) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID, "Cannot use the query in %s: %s".formatted(step.file(), why));
  }
}
