package io.citylake.bench;

import io.citylake.app.EmbeddedLake;
import io.citylake.lake.catalog.Lake;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.util.List;

/**
 * The whole pipeline: list and fingerprint, read, judge by seven rules, route to table and
 * quarantine, audit, publish.
 */
final class CityLakeIngest implements Contestant {
  private static final JobName JOB = JobName.parse("bench.readings");
  private static final TableName TABLE = TableName.parse("bench.ods_reading");

  private final EmbeddedLake lake;
  private long accepted;

  CityLakeIngest(EmbeddedLake lake) {
    this.lake = lake;
  }

  @Override
  public String name() {
    return "CityLake, seven rules and quarantine";
  }

  @Override
  public void prepare() {
    drop(TABLE);
    drop(TABLE.quarantine());
    lake.apply(lake.plan(Drops.REFUSE), Drops.REFUSE);
  }

  private void drop(TableName table) {
    lake.sessions().standard().sql("DROP TABLE IF EXISTS " + Lake.CATALOG + "." + table + " PURGE");
  }

  @Override
  public void run() {
    accepted = load(lake);
  }

  /**
   * Loads what is new.
   *
   * @return rows that were accepted
   */
  static long load(EmbeddedLake lake) {
    RunRequest request = new RunRequest(lake.businessDate(), Mode.INCREMENTAL, FailurePolicy.STOP);
    RoundResult result = lake.round(RunListener.none()).run(List.of(JOB), request);
    JobResult job = result.jobs().get(0);
    if (!result.passed()) {
      throw new CityLakeException(
          ErrorCode.INTERNAL, "Cannot finish the benchmark's job: " + job.message());
    }
    return job.tally().accepted();
  }

  @Override
  public long rows() {
    return accepted;
  }
}
