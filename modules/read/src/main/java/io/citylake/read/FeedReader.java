package io.citylake.read;

import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.read.feed.FeedPlan;
import io.citylake.read.feed.FeedPlanner;
import io.citylake.read.scan.JudgedScan;
import io.citylake.read.scan.ScanPlan;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A live feed. */
record FeedReader(FeedPlanner planner) implements SourceReader {
  @Override
  public ReadBatch plan(ReadRequest request) {
    return new FeedBatch(
        planner.plan(request.after(), request.fullRefresh(), request.earlier().missing()));
  }

  private record FeedBatch(FeedPlan plan) implements ReadBatch {
    @Override
    public boolean isEmpty() {
      return plan.groups().isEmpty() && plan.superseded().isEmpty();
    }

    @Override
    public Position after() {
      return plan.after();
    }

    @Override
    public List<String> superseded() {
      return plan.superseded();
    }

    @Override
    public List<String> missing() {
      return plan.missing();
    }

    @Override
    public boolean more() {
      return plan.more();
    }

    @Override
    public List<String> duplicates() {
      return List.of();
    }

    @Override
    public List<AuditFinding> remarks() {
      return plan.remarks().stream()
          .map(remark -> new AuditFinding("source", AuditFinding.Verdict.ATTENTION, remark))
          .toList();
    }

    @Override
    public List<String> sources() {
      return plan.groups().isEmpty() ? List.of() : List.of(plan.source());
    }

    @Override
    public long bytes() {
      return plan.bytes();
    }

    @Override
    public Dataset<Row> judged(SparkSession spark, RowJudge judge, RowStamp stamp) {
      return JudgedScan.frame(
          spark, new ScanPlan(plan.source(), plan.groups(), judge, stamp.forScan()));
    }
  }
}
