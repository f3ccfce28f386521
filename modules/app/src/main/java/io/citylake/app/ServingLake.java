package io.citylake.app;

import io.citylake.app.operation.Operations;
import io.citylake.contract.Workspace;
import io.citylake.contract.settings.ServeSettings;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.govern.lineage.TableLinks;
import io.citylake.govern.user.KnownRoles;
import io.citylake.govern.user.UserStore;
import io.citylake.govern.user.UserStore.FirstUser;
import io.citylake.run.graph.QueryInputs;
import io.citylake.serve.LakeServer;
import io.citylake.serve.LakeServer.Opening;
import io.citylake.serve.LakeServer.Start;
import io.citylake.serve.ServingSpark;
import io.citylake.serve.engine.Desks;
import io.citylake.serve.engine.SparkPulse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A workspace's lake behind its servers: with the sessions, the gate, the users and the access log
 * that serving needs. It answers from the moment it is open until it is closed.
 */
public final class ServingLake implements AutoCloseable {
  private final EmbeddedLake lake;
  private final LakeMeters meters;
  private final AccessTableSync sync;
  private final LakeServer server;
  private final SparkPulse pulse;

  private ServingLake(
      EmbeddedLake lake,
      LakeMeters meters,
      AccessTableSync sync,
      LakeServer server,
      SparkPulse pulse) {
    this.lake = lake;
    this.meters = meters;
    this.sync = sync;
    this.server = server;
    this.pulse = pulse;
  }

  /**
   * Opens the lake and its servers.
   *
   * @param introduce hears of the user that is made where there is none yet; his password is said
   *     this once
   */
  public static ServingLake open(
      Workspace workspace, LakeHost host, Consumer<FirstUser> introduce) {
    Settings settings = ServingSpark.settings(workspace.settings());
    EmbeddedLake lake = EmbeddedLake.open(workspace.withSettings(settings), null, host);
    LakeMeters meters = new LakeMeters(lake.workspace(), lake.history(), host.clock());
    SparkPulse pulse = null;
    try {
      pulse = SparkPulse.start(lake.sessions().standard().sparkContext());
      GovernedLake governed = GovernedLake.of(lake);
      LakeServer server = server(lake, governed, meters, pulse, introduce);
      AccessTableSync sync = new AccessTableSync(lake.catalog(), governed.log(), host.clock());
      sync.start();
      return new ServingLake(lake, meters, sync, server, pulse);
    } catch (RuntimeException | Error e) {
      if (pulse != null) {
        pulse.close();
      }
      meters.close();
      lake.close();
      throw e;
    }
  }

  private static LakeServer server(
      EmbeddedLake lake,
      GovernedLake governed,
      LakeMeters meters,
      SparkPulse pulse,
      Consumer<FirstUser> introduce) {
    Workspace workspace = lake.workspace();
    UserStore users =
        new UserStore(
            lake.state(),
            lake.host().clock(),
            KnownRoles.any(),
            workspace.settings().passwordHash());
    // Where administrators are separated, the one for security makes each user.
    if (users.list().isEmpty() && !workspace.policies().duties().areSeparated()) {
      new OperatorLog(governed.log(), lake.host().clock())
          .recorded(Action.USER, "user add admin --role administrator", users::firstUser)
          .ifPresent(introduce);
    }
    PolicyRights rights = new PolicyRights(governed.policies(), workspace, lake.host().clock());
    Desks desks =
        new Desks(
            new LakeQuarantineDesk(lake, rights, governed.log()),
            new ServedLineage(lake),
            new ServedAccessLog(
                workspace.settings().stateDir(),
                rights,
                new AccessJournal(governed.log(), lake.host().clock())));
    return LakeServer.open(
        workspace,
        governed.governance(workspace, users, lake.host().clock()),
        governed.releases(),
        lake.host().clock(),
        new Opening(
            Start.WARMED,
            List.of(meters),
            links(workspace),
            pulse::isBeating,
            Operations.of(lake, governed),
            desks));
  }

  private static TableLinks links(Workspace workspace) {
    QueryInputs inputs = QueryInputs.of(workspace);
    return new TableLinks(workspace, inputs::of);
  }

  /** On what it listens, as far as the settings say it. */
  public ServeSettings settings() {
    return lake.workspace().settings().serve();
  }

  /** Whether every screen has been asked once. */
  public boolean isReady() {
    return server.ready();
  }

  public int flightPort() {
    return server.flightPort();
  }

  public int httpPort() {
    return server.httpPort();
  }

  public int healthPort() {
    return server.healthPort();
  }

  /**
   * Done once Spark runs nothing any more, with why: whoever opened this ends the process then, so
   * that another takes its place.
   */
  public CompletableFuture<String> broken() {
    return pulse.end();
  }

  /** Ends the servers first, then brings the last of the access log into its table. */
  @Override
  public void close() {
    pulse.close();
    try {
      server.close();
      meters.close();
    } finally {
      try {
        sync.close();
      } finally {
        lake.close();
      }
    }
  }
}
