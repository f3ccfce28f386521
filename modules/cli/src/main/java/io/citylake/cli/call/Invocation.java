package io.citylake.cli.call;

import io.citylake.app.Account;
import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeHost;
import io.citylake.app.LogDirectory;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.LoadResult;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.load.WorkspaceLoader.Survey;
import io.citylake.contract.load.WorkspaceLocator;
import io.citylake.contract.policy.Duties;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.settings.Settings;
import io.citylake.run.Cancellation;
import io.citylake.run.LakeHistory;
import io.citylake.run.session.SparkStarter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one call of the command line is given by its process.
 *
 * @param account of the operating system that calls it
 * @param cancellation whether its command is to end before it is done
 */
public record Invocation(
    Console console,
    Map<String, String> environment,
    Clock clock,
    SparkStarter spark,
    String account,
    Cancellation cancellation) {
  private static final String REPOSITORY = "citylake.repository";
  private static final String HOME = "CITYLAKE_HOME";
  private static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");

  /** By whoever is at the machine, who lets it go on. */
  public Invocation(
      Console console, Map<String, String> environment, Clock clock, SparkStarter spark) {
    this(console, environment, clock, spark, Account.current());
  }

  /** By an account that lets it go on. */
  public Invocation(
      Console console,
      Map<String, String> environment,
      Clock clock,
      SparkStarter spark,
      String account) {
    this(console, environment, clock, spark, account, new Cancellation());
  }

  /**
   * The workspace's directory: the one named, else the one around the current directory, else the
   * repository's own.
   */
  public Path home(@Nullable Path named) {
    String variable = environment.get(HOME);
    Path wanted = named != null || variable == null ? named : Path.of(variable);
    return WorkspaceLocator.locate(wanted, Path.of("").toAbsolutePath(), program().orElse(null));
  }

  /** The directory that the program lies in, where its launcher says so. */
  Optional<Path> program() {
    return Optional.ofNullable(System.getProperty(REPOSITORY)).map(Path::of);
  }

  public Workspace workspace(@Nullable Path named, @Nullable LocalDate businessDate) {
    Path home = home(named);
    Environment values = Environment.of(environment);
    return businessDate != null
        ? WorkspaceLoader.loadOrThrow(home, values, businessDate)
        : ofYesterday(date -> WorkspaceLoader.loadOrThrow(home, values, date), Workspace::settings);
  }

  /** The zone that says when yesterday was stands in what is loaded itself. */
  private <T> T ofYesterday(Function<LocalDate, T> load, Function<T, Settings> settings) {
    LocalDate date = yesterday(DEFAULT_ZONE);
    T loaded = load.apply(date);
    LocalDate local = yesterday(settings.apply(loaded).zone());
    return local.equals(date) ? loaded : load.apply(local);
  }

  /** Every mistake of a workspace, or none. */
  public LoadResult load(@Nullable Path named, @Nullable LocalDate businessDate) {
    return WorkspaceLoader.load(home(named), Environment.of(environment), date(businessDate));
  }

  /** The same, with what can be looked at further where there are mistakes. */
  public Survey survey(@Nullable Path named, @Nullable LocalDate businessDate) {
    return WorkspaceLoader.survey(home(named), Environment.of(environment), date(businessDate));
  }

  private LocalDate date(@Nullable LocalDate businessDate) {
    return businessDate != null ? businessDate : yesterday(DEFAULT_ZONE);
  }

  private LocalDate yesterday(ZoneId zone) {
    return LocalDate.ofInstant(clock.instant(), zone).minusDays(1);
  }

  /** What past runs left; the settings are all that is read of the workspace. */
  public LakeHistory history(@Nullable Path named) {
    return LakeHistory.open(settings(named));
  }

  /** The settings alone; from now on the log is written beside the catalog. */
  public Settings settings(@Nullable Path named) {
    Settings settings = settingsAsDeclared(named);
    LogDirectory.use(settings);
    return settings;
  }

  /** The same, and nothing is written anywhere. */
  public Settings settingsAsDeclared(@Nullable Path named) {
    Path home = home(named);
    Environment values = Environment.of(environment);
    return ofYesterday(
        date -> WorkspaceLoader.settingsOrThrow(home, values, date), Function.identity());
  }

  /** Who the administrators are, of the policies alone. */
  public Duties duties(@Nullable Path named) {
    return WorkspaceLoader.dutiesOrThrow(
        home(named), Environment.of(environment), yesterday(DEFAULT_ZONE));
  }

  /** The workspace's lake, in this process. */
  public EmbeddedLake lake(@Nullable Path named, @Nullable LocalDate businessDate) {
    return EmbeddedLake.open(workspace(named, businessDate), businessDate, host());
  }

  /** What a lake is given of it. */
  public LakeHost host() {
    return new LakeHost(Environment.of(environment), clock, spark, cancellation);
  }
}
