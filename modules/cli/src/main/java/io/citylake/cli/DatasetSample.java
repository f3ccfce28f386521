package io.citylake.cli;

import io.citylake.cli.call.Invocation;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.policy.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.policy.SamplePolicy;
import io.citylake.govern.user.User;
import io.citylake.govern.user.UserStore;
import io.citylake.run.Deployment;
import io.citylake.run.sql.SqlEngine.Answer;
import io.citylake.serve.engine.CatalogView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a dataset, as a user may read them, or with every grade masked where no user is
 * named. Through the gate and into the access log.
 */
public final class DatasetSample implements AutoCloseable {
  private final GovernedSql sql;
  private final CatalogView shelf;
  private final Caller caller;

  private DatasetSample(GovernedSql sql, CatalogView shelf, Caller caller) {
    this.sql = sql;
    this.shelf = shelf;
    this.caller = caller;
  }

  /**
   * Starts Spark.
   *
   * @param user null for nobody in particular
   */
  public static DatasetSample open(
      Invocation invocation, Deployment deployment, @Nullable String user) {
    Caller caller =
        user == null
            ? new Caller(SamplePolicy.ROLE, List.of(SamplePolicy.ROLE), null, Lane.CLI, "localhost")
            : caller(invocation, deployment, user);
    GovernedLake lake =
        user == null ? masking(invocation, deployment) : GovernedLake.of(invocation, deployment);
    PolicyRights rights =
        new PolicyRights(lake.policies(), deployment.workspace(), invocation.clock());
    return new DatasetSample(
        new GovernedSql(lake.gate(), deployment.sql(), lake.releases()::latest, caller),
        new CatalogView(deployment.workspace(), rights),
        caller);
  }

  private static GovernedLake masking(Invocation invocation, Deployment deployment) {
    Policies masking = SamplePolicy.of(deployment.workspace().policies());
    return GovernedLake.of(invocation, deployment, () -> masking);
  }

  /** A user of the book, who need not log in here. */
  public static Caller caller(Invocation invocation, Deployment deployment, String user) {
    User known =
        new UserStore(deployment.workspace().settings().stateDir(), invocation.clock()).load(user);
    return new Caller(known.name(), known.roles(), null, Lane.CLI, "localhost");
  }

  public Answer rows(DatasetContract dataset, int most) {
    return sql.query(shelf.sample(caller, dataset, most));
  }

  @Override
  public void close() {
    sql.close();
  }
}
