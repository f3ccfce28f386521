package io.citylake.read;

import io.citylake.model.AuditFinding;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.read.kafka.TopicPlan;
import io.citylake.read.kafka.TopicPlanner;
import io.citylake.read.scan.JudgedScan;
import io.citylake.read.scan.ScanPlan;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A topic of Kafka. */
record TopicReader(TopicPlanner planner) implements SourceReader {
  @Override
  public ReadBatch plan(ReadRequest request) {
    return new TopicBatch(
        planner, planner.plan(request.after(), request.fullRefresh(), request.earlier().missing()));
  }

  private record TopicBatch(TopicPlanner planner, TopicPlan plan) implements ReadBatch {
    @Override
    public boolean isEmpty() {
      return plan.isEmpty();
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
    public List<String> duplicates() {
      return List.of();
    }

    @Override
    public List<AuditFinding> remarks() {
      Stream<AuditFinding> remarks =
          plan.remarks().stream().map(remark -> finding(AuditFinding.Verdict.ATTENTION, remark));
      Stream<AuditFinding> waiting =
          Stream.of(plan.waiting())
              .filter(offsets -> offsets > 0)
              .map(
                  offsets ->
                      finding(
                          AuditFinding.Verdict.WARN,
                          "%,d offsets wait for the next run, because of max-records"
                              .formatted(offsets)));
      return Stream.concat(remarks, waiting).toList();
    }

    private static AuditFinding finding(AuditFinding.Verdict verdict, String text) {
      return new AuditFinding("source", verdict, text);
    }

    @Override
    public void requireUnchanged() {
      planner.requireUnchanged(plan);
    }

    @Override
    public List<String> sources() {
      return plan.sources();
    }

    @Override
    public long bytes() {
      return plan.bytes();
    }

    @Override
    public Dataset<Row> judged(SparkSession spark, RowJudge judge, RowStamp stamp) {
      String title = stamp.job() + " (" + plan.sources().size() + " partitions)";
      return JudgedScan.frame(
          spark,
          new ScanPlan(
              title, plan.tasks().stream().map(List::of).toList(), judge, stamp.forScan()));
    }
  }
}
