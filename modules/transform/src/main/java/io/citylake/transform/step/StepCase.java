package io.citylake.transform.step;

import io.citylake.contract.job.Step;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A test of a step as data: a directory with {@code expected.csv} and one {@code theme.table.csv}
 * for each input that has rows. It is {@code jobs/THEME/test/STEP/} itself, or one below it.
 */
public record StepCase(Step step, String name, Path directory) {
  static final String EXPECTED = "expected.csv";

  /**
   * The cases of a step, by name.
   *
   * @param jobs the workspace's {@code jobs} directory
   */
  public static List<StepCase> find(Path jobs, Step step) {
    Path all = jobs.resolve(step.name().theme()).resolve("test").resolve(step.name().job());
    List<StepCase> cases = new ArrayList<>();
    if (Files.isRegularFile(all.resolve(EXPECTED))) {
      cases.add(new StepCase(step, "", all));
    }
    if (!Files.isDirectory(all)) {
      return cases;
    }
    try (Stream<Path> below = Files.list(all)) {
      below
          .filter(each -> Files.isRegularFile(each.resolve(EXPECTED)))
          .sorted()
          .forEach(each -> cases.add(new StepCase(step, each.getFileName().toString(), each)));
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED, "Cannot list the tests of step %s".formatted(step.name()), e);
    }
    return cases;
  }

  /** {@code theme.step}, and the case where the step has several. */
  public String title() {
    return name.isEmpty() ? step.name().toString() : step.name() + " " + name;
  }
}
