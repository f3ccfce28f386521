package io.citylake.cli;

import io.citylake.contract.Environment;
import io.citylake.contract.Settings;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.LoadResult;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.load.WorkspaceLocator;
import io.citylake.run.Deployment;
import io.citylake.run.LakeHistory;
import io.citylake.run.SparkStarter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one call of the command line is given by its process. */
record Invocation(
    Console console, Map<String, String> environment, Clock clock, SparkStarter spark) {
  private static final String REPOSITORY = "citylake.repository";
  private static final String HOME = "CITYLAKE_HOME";
  private static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");

  /**
   * The workspace's directory: the one named, else the one around the current directory, else the
   * repository's own.
   */
  Path home(@Nullable Path named) {
    String variable = environment.get(HOME);
    Path wanted = named != null || variable == null ? named : Path.of(variable);
    String repository = System.getProperty(REPOSITORY);
    return WorkspaceLocator.locate(
        wanted, Path.of("").toAbsolutePath(), repository == null ? null : Path.of(repository));
  }

  Workspace workspace(@Nullable Path named, @Nullable LocalDate businessDate) {
    Path home = home(named);
    LocalDate date = businessDate != null ? businessDate : yesterday(DEFAULT_ZONE);
    Workspace workspace = WorkspaceLoader.loadOrThrow(home, Environment.of(environment), date);
    LocalDate local = businessDate != null ? businessDate : yesterday(workspace.settings().zone());
    // The zone that says when yesterday was stands in the workspace itself.
    return local.equals(date)
        ? workspace
        : WorkspaceLoader.loadOrThrow(home, Environment.of(environment), local);
  }

  /** Every mistake of a workspace, or none. */
  LoadResult load(@Nullable Path named, @Nullable LocalDate businessDate) {
    LocalDate date = businessDate != null ? businessDate : yesterday(DEFAULT_ZONE);
    return WorkspaceLoader.load(home(named), Environment.of(environment), date);
  }

  private LocalDate yesterday(ZoneId zone) {
    return LocalDate.ofInstant(clock.instant(), zone).minusDays(1);
  }

  /** What past runs left; the settings are all that is read of the workspace. */
  LakeHistory history(@Nullable Path named) {
    Path home = home(named);
    Environment values = Environment.of(environment);
    LocalDate date = yesterday(DEFAULT_ZONE);
    Settings settings = WorkspaceLoader.settingsOrThrow(home, values, date);
    LocalDate local = yesterday(settings.zone());
    return LakeHistory.open(
        local.equals(date) ? settings : WorkspaceLoader.settingsOrThrow(home, values, local));
  }

  Deployment deployment(@Nullable Path named, @Nullable LocalDate businessDate) {
    Workspace workspace = workspace(named, businessDate);
    return Deployment.open(workspace, businessDate, clock, spark);
  }
}
