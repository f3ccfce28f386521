package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import java.util.List;
import java.util.Optional;

/** What loading a directory came to. */
public sealed interface LoadResult {
  /** Every mistake of every file, by file, line and column. */
  List<Problem> problems();

  /** What isn't a mistake but may surprise, in the same order; of what can be used. */
  default List<Problem> warnings() {
    return List.of();
  }

  /** What of it can be used; empty where nothing may start. */
  default Optional<Workspace> usable() {
    return Optional.empty();
  }

  /** The directory is without a mistake. */
  record Loaded(Workspace workspace, List<Problem> warnings) implements LoadResult {
    public Loaded {
      warnings = ordered(warnings);
    }

    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public Optional<Workspace> usable() {
      return Optional.of(workspace);
    }
  }

  /** All mistakes are those of jobs, steps and applications; the workspace is without these. */
  record Partial(Workspace workspace, List<Problem> problems, List<Problem> warnings)
      implements LoadResult {
    public Partial {
      problems = ordered(problems);
      warnings = ordered(warnings);
    }

    @Override
    public Optional<Workspace> usable() {
      return Optional.of(workspace);
    }
  }

  /** Nothing may start before these are mended. */
  record Refused(List<Problem> problems) implements LoadResult {
    public Refused {
      problems = ordered(problems);
    }

    /** One line for each problem, as compilers print them. */
    public String report() {
      StringBuilder text = new StringBuilder();
      problems.forEach(problem -> text.append(problem).append('\n'));
      return text.append(problems.size())
          .append(problems.size() == 1 ? " problem" : " problems")
          .toString();
    }
  }

  private static List<Problem> ordered(List<Problem> problems) {
    return problems.stream().sorted().distinct().toList();
  }
}
