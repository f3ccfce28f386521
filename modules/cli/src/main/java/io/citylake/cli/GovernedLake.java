package io.citylake.cli;

import io.citylake.cli.call.Invocation;
import io.citylake.contract.Workspace;
import io.citylake.contract.policy.Policies;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.gate.GateSettings;
import io.citylake.govern.gate.MaskKey;
import io.citylake.govern.gate.SparkSqlGate;
import io.citylake.govern.user.StoreAuthenticator;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.run.Deployment;
import io.citylake.serve.LakeServer.Governance;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * A deployment with the gate before it.
 *
 * @param policies as they are now
 */
public record GovernedLake(
    SparkSqlGate gate, Supplier<Policies> policies, ServedReleases releases) {
  /** By the policies as their file has them. */
  public static GovernedLake of(Invocation invocation, Deployment deployment) {
    return of(invocation, deployment, new LivePolicies(invocation, deployment.workspace()));
  }

  /** Makes the lake's first release where it has none. */
  public static GovernedLake of(
      Invocation invocation, Deployment deployment, Supplier<Policies> policies) {
    Workspace workspace = deployment.workspace();
    Settings settings = workspace.settings();
    ReleaseStore book = deployment.releases();
    book.latestOrFirst(invocation.clock().instant());
    ServedReleases releases = new ServedReleases(book);
    GateSettings gate =
        new GateSettings(
            workspace.datasets(),
            policies,
            releases,
            MaskKey.open(settings.stateDir()),
            settings.zone(),
            invocation.clock());
    return new GovernedLake(
        new SparkSqlGate(
            deployment.spark(),
            deployment.newSmallSpark(),
            gate,
            HashChainedLog.open(settings.stateDir())),
        policies,
        releases);
  }

  /** Who decides where this lake is served. */
  public Governance governance(Workspace workspace, UserStore users, Clock clock) {
    PolicyRights rights = new PolicyRights(policies, workspace, clock);
    return new Governance(
        gate,
        StoreAuthenticator.open(users, workspace.settings(), clock),
        rights,
        rights,
        rights.system());
  }
}
