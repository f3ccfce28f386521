package io.citylake.read;

import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.read.jdbc.JdbcTablePlan;
import io.citylake.read.jdbc.TablePlanner;
import io.citylake.read.scan.JudgedScan;
import io.citylake.read.scan.ScanPlan;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table of a database. */
record TableReader(TablePlanner planner) implements SourceReader {
  @Override
  public ReadBatch plan(ReadRequest request) {
    JdbcTablePlan plan = planner.plan(request.after(), request.fullRefresh(), request.now());
    boolean again = request.fullRefresh() && !request.after().isStart();
    return new TableBatch(plan, again ? List.of(plan.source()) : List.of());
  }

  private record TableBatch(JdbcTablePlan plan, List<String> superseded) implements ReadBatch {
    @Override
    public boolean isEmpty() {
      return plan.tasks().isEmpty() && superseded.isEmpty();
    }

    @Override
    public Position after() {
      return plan.after();
    }

    @Override
    public List<String> duplicates() {
      return List.of();
    }

    @Override
    public List<String> sources() {
      return plan.tasks().isEmpty() ? List.of() : List.of(plan.source());
    }

    @Override
    public List<AuditFinding> remarks() {
      return plan.remarks().stream()
          .map(remark -> new AuditFinding("source", AuditFinding.Verdict.ATTENTION, remark))
          .toList();
    }

    @Override
    public long bytes() {
      return plan.bytes();
    }

    /** What a file's control file says of it, the table itself says. */
    @Override
    public List<String> controlTexts() {
      return List.of("count=" + plan.count());
    }

    @Override
    public Dataset<Row> judged(SparkSession spark, RowJudge judge, RowStamp stamp) {
      return JudgedScan.frame(
          spark,
          new ScanPlan(
              plan.source(), plan.tasks().stream().map(List::of).toList(), judge, stamp.forScan()));
    }
  }
}
