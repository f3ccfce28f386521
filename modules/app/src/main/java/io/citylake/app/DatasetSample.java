package io.citylake.app;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.policy.Policies;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.policy.SamplePolicy;
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
  public static DatasetSample open(EmbeddedLake lake, @Nullable String user) {
    Caller caller =
        user == null
            ? new Caller(SamplePolicy.ROLE, List.of(SamplePolicy.ROLE), null, Lane.CLI, "localhost")
            : GovernedSql.caller(lake, user);
    GovernedLake governed = user == null ? masking(lake) : GovernedLake.of(lake);
    PolicyRights rights =
        new PolicyRights(governed.policies(), lake.workspace(), lake.host().clock());
    return new DatasetSample(
        new GovernedSql(governed.gate(), lake.sql(), governed.releases()::latest, caller),
        new CatalogView(
            lake.workspace(), rights, new AccessJournal(governed.log(), lake.host().clock())),
        caller);
  }

  private static GovernedLake masking(EmbeddedLake lake) {
    Policies masking = SamplePolicy.of(lake.workspace().policies());
    return GovernedLake.of(lake, () -> masking);
  }

  public Answer rows(DatasetContract dataset, int most) {
    return sql.query(shelf.sample(caller, dataset, most));
  }

  @Override
  public void close() {
    sql.close();
  }
}
