package io.citylake.cli.city;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeHost;
import io.citylake.city.CityGenerator;
import io.citylake.city.CityRequest;
import io.citylake.city.CityTruth;
import io.citylake.city.Revision;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.model.JobName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.graph.JobSelector;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The reference city from nothing, in a workspace of its own: its sources, its tables, its rounds.
 * Closing it closes the lake.
 */
final class CityRun implements AutoCloseable {
  static final String LANDING = "CITYLAKE_LANDING";

  private static final String SOURCES = "landing";
  private static final long SEED = 42;

  private final CityRequest request;
  private final Workspace workspace;
  private final EmbeddedLake lake;

  private CityRun(CityRequest request, Workspace workspace, EmbeddedLake lake) {
    this.request = request;
    this.workspace = workspace;
    this.lake = lake;
  }

  /**
   * Copies the repository's contracts into an empty workspace.
   *
   * @param to the workspace, made anew; only one that this made before is deleted
   */
  static CityRun make(Invocation invocation, Path to, Function<Path, CityRequest> request)
      throws IOException {
    DemoWorkspace.make(invocation.home(null), to);
    return open(invocation, to, request.apply(to.resolve(SOURCES)), invocation.clock());
  }

  /**
   * Opens a workspace that was made before, as it is on the request's last day.
   *
   * @param clock the lake's
   */
  static CityRun open(Invocation invocation, Path at, CityRequest city, Clock clock) {
    Map<String, String> environment = new HashMap<>(invocation.environment());
    environment.put(LANDING, city.to().toString());
    LocalDate date = city.lastDay();
    Workspace workspace = WorkspaceLoader.loadOrThrow(at, Environment.of(environment), date);
    LakeHost host =
        new LakeHost(
            Environment.of(environment), clock, invocation.spark(), invocation.cancellation());
    return new CityRun(city, workspace, EmbeddedLake.open(workspace, date, host));
  }

  /** The city that is measured: of equal scale and days always the same. */
  static CityRun forBenchmark(Invocation invocation, Path to, double scale, int days)
      throws IOException {
    return make(invocation, to, landing -> request(to, scale, LocalDate.of(2026, 1, 1), days));
  }

  /** Days of the city that is measured, in a workspace. */
  static CityRequest request(Path to, double scale, LocalDate from, int days) {
    return new CityRequest(to.resolve(SOURCES), SEED, scale, from, days, Revision.FIRST);
  }

  CityRequest request() {
    return request;
  }

  Workspace workspace() {
    return workspace;
  }

  EmbeddedLake lake() {
    return lake;
  }

  CityTruth generate() {
    return CityGenerator.generate(request);
  }

  void apply() {
    lake.apply(lake.plan(Drops.REFUSE), Drops.REFUSE);
  }

  /** Everything that the workspace declares, in the order of its needs. */
  List<JobName> tasks() {
    return new JobSelector(workspace).all();
  }

  RoundResult run(List<JobName> tasks, RunListener listener) {
    return lake.round(listener)
        .run(
            tasks,
            new RunRequest(lake.businessDate(), Mode.INCREMENTAL, FailurePolicy.GO_ON)
                .withThreads(RunRequest.standardThreads()));
  }

  @Override
  public void close() {
    lake.close();
  }
}
