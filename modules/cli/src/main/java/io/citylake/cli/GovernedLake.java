package io.citylake.cli;

import io.citylake.contract.Policies;
import io.citylake.contract.Settings;
import io.citylake.contract.Workspace;
import io.citylake.govern.access.HashChainedLog;
import io.citylake.govern.gate.GateSettings;
import io.citylake.govern.gate.MaskKey;
import io.citylake.govern.gate.SparkSqlGate;
import io.citylake.govern.user.BookAuthenticator;
import io.citylake.govern.user.UserBook;
import io.citylake.run.Deployment;
import io.citylake.run.ReleaseBook;
import io.citylake.serve.LakeServer.Governance;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * A deployment with the gate before it.
 *
 * @param policies as their file has them now
 */
record GovernedLake(SparkSqlGate gate, LivePolicies policies, ServedReleases releases) {
  /** Makes the lake's first release where it has none. */
  static GovernedLake of(Invocation invocation, Deployment deployment) {
    Workspace workspace = deployment.workspace();
    ReleaseBook book = deployment.releases();
    book.latestOrFirst(invocation.clock().instant());
    LivePolicies policies = new LivePolicies(invocation, workspace);
    ServedReleases releases = new ServedReleases(book);
    return new GovernedLake(gate(invocation, deployment, policies, releases), policies, releases);
  }

  /** A gate that decides by these policies. */
  static SparkSqlGate gate(
      Invocation invocation,
      Deployment deployment,
      Supplier<Policies> policies,
      ServedReleases releases) {
    Workspace workspace = deployment.workspace();
    Settings settings = workspace.settings();
    GateSettings gate =
        new GateSettings(
            workspace.datasets(),
            policies,
            releases,
            MaskKey.open(settings.stateDir()),
            settings.zone(),
            invocation.clock());
    return new SparkSqlGate(
        deployment.spark(),
        deployment.newSmallSpark(),
        gate,
        HashChainedLog.open(settings.stateDir()));
  }

  /** Who decides where this lake is served. */
  Governance governance(Workspace workspace, UserBook users, Clock clock) {
    PolicyRights rights = new PolicyRights(policies, workspace, clock);
    return new Governance(
        gate,
        BookAuthenticator.open(users, workspace.settings(), clock),
        rights,
        rights,
        rights.system());
  }
}
