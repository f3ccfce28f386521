package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.yaml.Variables;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a directory into a {@link Workspace}: reads every file, judges each by its shape and all of
 * them together, and makes records only where not one problem is open. Stateless; any thread.
 */
public final class WorkspaceLoader {
  private WorkspaceLoader() {}

  /**
   * Loads what {@code conf/} and {@code jobs/} of a directory declare.
   *
   * @param businessDate what {@code ${bizdate}} stands for
   */
  public static LoadResult load(Path home, Environment environment, LocalDate businessDate) {
    Path root = home.toAbsolutePath().normalize();
    List<Problem> problems = new ArrayList<>();
    Drafts drafts =
        new WorkspaceFiles(root, new Variables(environment, businessDate), problems).read();
    new WorkspaceChecks(drafts, problems).run();
    return problems.isEmpty()
        ? new LoadResult.Loaded(new WorkspaceBuilder(drafts).build())
        : new LoadResult.Refused(problems);
  }

  /** The same, raising CONTRACT_INVALID with the whole report where there are problems. */
  public static Workspace loadOrThrow(Path home, Environment environment, LocalDate businessDate) {
    LoadResult result = load(home, environment, businessDate);
    if (result instanceof LoadResult.Loaded loaded) {
      return loaded.workspace();
    }
    throw refused(home, (LoadResult.Refused) result);
  }

  /**
   * The settings alone, whatever state the other files are in.
   *
   * @throws CityLakeException CONTRACT_INVALID with every mistake of theirs
   */
  public static Settings settingsOrThrow(
      Path home, Environment environment, LocalDate businessDate) {
    Path root = home.toAbsolutePath().normalize();
    List<Problem> problems = new ArrayList<>();
    WorkspaceFiles files =
        new WorkspaceFiles(root, new Variables(environment, businessDate), problems);
    Drafts drafts = Drafts.empty(root, files.settings(), Optional.empty());
    new WorkspaceChecks(drafts, problems).run();
    if (!problems.isEmpty()) {
      throw refused(home, new LoadResult.Refused(problems));
    }
    return new SettingsBuilder(root).build(drafts.settings());
  }

  private static CityLakeException refused(Path home, LoadResult.Refused refused) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID,
        "Cannot load the workspace: it has mistakes (home=%s)\n%s"
            .formatted(home, refused.report()));
  }
}
