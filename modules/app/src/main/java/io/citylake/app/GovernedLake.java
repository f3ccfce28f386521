package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.duty.SeparationRecord;
import io.citylake.govern.gate.GateSettings;
import io.citylake.govern.gate.MaskKey;
import io.citylake.govern.gate.SparkSqlGate;
import io.citylake.govern.user.StoreAuthenticator;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.serve.LakeServer.Governance;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * A lake with the gate before it.
 *
 * @param policies as they are now
 */
public record GovernedLake(
    SparkSqlGate gate, Supplier<Policies> policies, ServedReleases releases, HashChainedLog log) {
  /** By the policies as their file has them. */
  public static GovernedLake of(EmbeddedLake lake) {
    Settings settings = lake.workspace().settings();
    HashChainedLog log = HashChainedLog.open(settings);
    return of(
        lake,
        new LoggedPolicies(
            new LivePolicies(lake.workspace(), lake.host()),
            SeparationRecord.of(lake.catalog().database(), settings.stateDir()),
            log,
            lake.host().clock(),
            settings.stateDir()),
        log);
  }

  /** By other policies than those of the file. */
  public static GovernedLake of(EmbeddedLake lake, Supplier<Policies> policies) {
    return of(lake, policies, HashChainedLog.open(lake.workspace().settings()));
  }

  /** Makes the lake's first release where it has none. */
  private static GovernedLake of(
      EmbeddedLake lake, Supplier<Policies> policies, HashChainedLog log) {
    Workspace workspace = lake.workspace();
    Clock clock = lake.host().clock();
    Settings settings = workspace.settings();
    ReleaseStore book = lake.history().releases();
    book.latestOrFirst(clock.instant());
    ServedReleases releases = new ServedReleases(book, lake.readers());
    GateSettings gate =
        new GateSettings(
            SystemDatasets.with(workspace.datasets()),
            policies,
            releases,
            MaskKey.open(lake.state()),
            settings.zone(),
            clock);
    return new GovernedLake(
        new SparkSqlGate(lake.sessions().standard(), lake.sessions().newSmall(), gate, log),
        policies,
        releases,
        log);
  }

  /** Who decides where this lake is served. */
  public Governance governance(Workspace workspace, UserStore users, Clock clock) {
    PolicyRights rights = new PolicyRights(policies, workspace, clock);
    return new Governance(
        gate,
        new SeparatedAuthenticator(
            StoreAuthenticator.open(users, workspace.settings(), log, clock),
            policies,
            new AccessJournal(log, clock)),
        rights,
        rights,
        rights.system(),
        new AccessJournal(log, clock));
  }
}
