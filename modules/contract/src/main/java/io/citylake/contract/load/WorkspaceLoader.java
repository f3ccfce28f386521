package io.citylake.contract.load;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
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
 * them together, and makes records only where no problem is open. A mistake in a job, a step, an
 * application, a feed or the alerts costs that one; a mistake in what others refer to costs all.
 * Stateless; any thread.
 */
public final class WorkspaceLoader {
  private WorkspaceLoader() {}

  /**
   * Loads what {@code conf/} and {@code jobs/} of a directory declare.
   *
   * @param businessDate what {@code ${bizdate}} stands for
   */
  public static LoadResult load(Path home, Environment environment, LocalDate businessDate) {
    return load(home, home, environment, businessDate);
  }

  /**
   * The same of a copy of those directories.
   *
   * @param files where the copy is; paths are meant from the home all the same
   */
  public static LoadResult load(
      Path home, Path files, Environment environment, LocalDate businessDate) {
    List<Problem> problems = new ArrayList<>();
    return result(checked(home, files, environment, businessDate, problems), problems);
  }

  /** The same, with what can be looked at further where there are mistakes. */
  public static Survey survey(Path home, Environment environment, LocalDate businessDate) {
    List<Problem> problems = new ArrayList<>();
    Drafts drafts = checked(home, home, environment, businessDate, problems);
    SoundParts sound = new SoundBuilder(drafts, problems).build();
    return new Survey(result(drafts, problems), sound);
  }

  /** All that loading tells of a directory. */
  public record Survey(LoadResult result, SoundParts sound) {}

  private static Drafts checked(
      Path home,
      Path files,
      Environment environment,
      LocalDate businessDate,
      List<Problem> problems) {
    Path root = home.toAbsolutePath().normalize();
    Path copy = files.toAbsolutePath().normalize();
    Variables variables = new Variables(environment, businessDate);
    Drafts drafts = new WorkspaceFiles(root, copy, variables, problems).read();
    new WorkspaceChecks(drafts, problems).run();
    return drafts;
  }

  private static LoadResult result(Drafts drafts, List<Problem> problems) {
    return BrokenParts.takeOut(drafts, problems)
        .map(broken -> new WorkspaceBuilder(drafts, broken).build())
        .map(workspace -> result(workspace, problems, warnings(drafts)))
        .orElseGet(() -> new LoadResult.Refused(problems));
  }

  private static LoadResult result(
      Workspace workspace, List<Problem> problems, List<Problem> warnings) {
    return problems.isEmpty()
        ? new LoadResult.Loaded(workspace, warnings)
        : new LoadResult.Partial(workspace, problems, warnings);
  }

  private static List<Problem> warnings(Drafts drafts) {
    List<Problem> warnings = new ArrayList<>();
    WarningChecks.run(drafts, new Diagnostics(warnings));
    return warnings;
  }

  /**
   * The same, without what is broken; raises CONTRACT_INVALID with the whole report where nothing
   * can be used.
   */
  public static Workspace loadOrThrow(Path home, Environment environment, LocalDate businessDate) {
    LoadResult result = load(home, environment, businessDate);
    return result.usable().orElseThrow(() -> refused(home, (LoadResult.Refused) result));
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
    Drafts drafts = Drafts.empty(root, files.settings(), Optional.empty(), Optional.empty());
    new WorkspaceChecks(drafts, problems).run();
    if (!problems.isEmpty()) {
      throw refused(home, new LoadResult.Refused(problems));
    }
    return new SettingsBuilder(root).build(drafts.settings());
  }

  /**
   * The policies as their file has them now, whatever state the other files are in.
   *
   * @param known the themes and tables that they may speak of, beside those that were declared
   *     since
   * @throws CityLakeException CONTRACT_INVALID with every mistake of theirs
   */
  public static Policies policiesOrThrow(
      Workspace known, Environment environment, LocalDate businessDate) {
    Variables variables = new Variables(environment, businessDate);
    List<Problem> problems = new ArrayList<>();
    Optional<View> view = new WorkspaceFiles(known.home(), variables, problems).policies();
    if (problems.isEmpty() && view.isPresent()) {
      KnownContracts contracts = KnownContracts.of(known);
      problems = mistakes(view.get(), contracts);
      if (!problems.isEmpty()) {
        // They may speak of what is new. A contract that is half written is as it was before.
        Drafts now = new WorkspaceFiles(known.home(), variables, new ArrayList<>()).contracts();
        problems = mistakes(view.get(), contracts.with(now));
      }
    }
    if (!problems.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.CONTRACT_INVALID,
          "Cannot use the policies: their file has mistakes (home=%s)\n%s"
              .formatted(known.home(), new LoadResult.Refused(problems).report()));
    }
    return view.map(PolicyBuilder::build).orElseGet(Policies::none);
  }

  /**
   * Who the administrators are, of the policies' file alone, whatever state the others are in.
   *
   * @throws CityLakeException CONTRACT_INVALID where the file can't say it
   */
  public static Duties dutiesOrThrow(Path home, Environment environment, LocalDate businessDate) {
    Path root = home.toAbsolutePath().normalize();
    List<Problem> problems = new ArrayList<>();
    Optional<View> view =
        new WorkspaceFiles(root, new Variables(environment, businessDate), problems).policies();
    view.ifPresent(each -> new DutyChecks(each, new Diagnostics(problems)).run());
    if (!problems.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.CONTRACT_INVALID,
          "Cannot tell who the administrators are: the policies have mistakes (home=%s)\n%s"
              .formatted(home, new LoadResult.Refused(problems).report()));
    }
    return view.map(PolicyBuilder::duties).orElseGet(Duties::none);
  }

  /**
   * What the workspace says of alerts, whatever state its jobs are in; nobody is told where it has
   * no such file.
   *
   * @param known the themes and departments that it may speak of
   * @throws CityLakeException CONTRACT_INVALID with every mistake of the file
   */
  public static Alerts alertsOrThrow(
      Workspace known, Environment environment, LocalDate businessDate) {
    List<Problem> problems = new ArrayList<>();
    WorkspaceFiles files =
        new WorkspaceFiles(known.home(), new Variables(environment, businessDate), problems);
    View settings = files.settings();
    Optional<View> view = files.alerts();
    view.ifPresent(
        each ->
            new AlertChecks(each, settings, Departments.of(known), new Diagnostics(problems))
                .run());
    if (!problems.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.CONTRACT_INVALID,
          "Cannot use the alerts: conf/alerts.yaml has mistakes (home=%s)\n%s"
              .formatted(known.home(), new LoadResult.Refused(problems).report()));
    }
    return view.map(each -> AlertBuilder.build(each, settings)).orElseGet(Alerts::none);
  }

  private static List<Problem> mistakes(View policies, KnownContracts contracts) {
    List<Problem> problems = new ArrayList<>();
    new PolicyChecks(policies, contracts, new Diagnostics(problems)).run();
    return problems;
  }

  private static CityLakeException refused(Path home, LoadResult.Refused refused) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID,
        "Cannot load the workspace: it has mistakes (home=%s)\n%s"
            .formatted(home, refused.report()));
  }
}
