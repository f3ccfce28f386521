package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import java.util.List;

/** What loading a directory came to. */
public sealed interface LoadResult {
  /** Every mistake of every file, by file, line and column; empty where there is a workspace. */
  List<Problem> problems();

  /** The directory is without a mistake. */
  record Loaded(Workspace workspace) implements LoadResult {
    @Override
    public List<Problem> problems() {
      return List.of();
    }
  }

  /** Nothing may start before these are mended. */
  record Refused(List<Problem> problems) implements LoadResult {
    public Refused {
      problems = problems.stream().sorted().distinct().toList();
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
}
