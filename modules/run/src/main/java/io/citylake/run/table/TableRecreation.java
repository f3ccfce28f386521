package io.citylake.run.table;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.publish.Staging;
import io.citylake.publish.TableHold;
import io.citylake.publish.recreate.TableRecreator;
import io.citylake.publish.recreate.TableRecreator.Line;
import io.citylake.run.batch.PipelineServices;
import java.util.List;

/**
 * Makes a dataset's tables anew where its contract got types that Iceberg can't change them to: the
 * same rows, with where they came from, under the new types. Positions stay; what is derived from
 * the table notices that its history begins anew, and is rebuilt.
 */
public final class TableRecreation {
  private final PipelineServices services;

  public TableRecreation(PipelineServices services) {
    this.services = services;
  }

  /** What would be done, by table and column; writes nothing. */
  public List<Line> plan(TableName table) {
    WorkspaceIdentity identity = new WorkspaceIdentity(services.lake());
    identity.check();
    return recreator().plan(services.workspace().loadDataset(table), identity.findOwn().orElse(""));
  }

  /**
   * Does it.
   *
   * @return what was done
   * @throws CityLakeException PLAN_DESTRUCTIVE where a value would not be the same in its new type;
   *     then nothing is changed. TABLE_BUSY, COMMIT_CONFLICT
   */
  public List<Line> apply(TableName table) {
    DatasetContract dataset = services.workspace().loadDataset(table);
    RunId run = services.ids().next();
    try (TableHold hold = services.publisher().hold(dataset, run)) {
      settle(hold, table, run);
      List<Line> lines = plan(table);
      for (Line line : lines) {
        requireExact(line);
      }
      TableRecreator recreator = recreator();
      lines.stream().map(Line::recast).distinct().forEach(recreator::apply);
      return lines;
    }
  }

  /**
   * What dead runs left is finished or dropped, so that the tables are as their runs meant them.
   */
  static void settle(TableHold hold, TableName table, RunId run) {
    Staging staging = hold.begin(JobName.parse(table.toString()), run);
    staging.close();
  }

  private static void requireExact(Line line) {
    if (line.inexact() > 0) {
      throw new CityLakeException(
          ErrorCode.PLAN_DESTRUCTIVE,
          "Cannot make table %s anew: %,d of %,d values of column %s would not be the same as %s as they are as %s, and nothing was changed; choose a type that holds them, or have its deliveries read again by --from-deliveries"
              .formatted(
                  line.recast().definition().name(),
                  line.inexact(),
                  line.rows(),
                  line.conversion().was(),
                  line.conversion().to(),
                  line.conversion().from()));
    }
  }

  private TableRecreator recreator() {
    return new TableRecreator(services.lake(), services.sessions()::standard);
  }
}
