package io.citylake.read;

import io.citylake.model.AuditFinding;
import io.citylake.model.FileCounts;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.read.file.FilesPlan;
import io.citylake.read.file.FilesPlanner;
import io.citylake.read.scan.JudgedScan;
import io.citylake.read.scan.ScanPlan;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Files by glob. */
record FilesReader(FilesPlanner planner) implements SourceReader {
  @Override
  public ReadBatch plan(ReadRequest request) {
    return new FilesBatch(
        planner
            .until(request.cancelled())
            .plan(
                request.after(),
                request.fullRefresh(),
                request.earlier(),
                request.maxSources(),
                request.now(),
                request.failedSince()));
  }

  private record FilesBatch(FilesPlan plan) implements ReadBatch {
    @Override
    public boolean isEmpty() {
      return plan.sources().isEmpty() && plan.superseded().isEmpty() && refusals() == 0;
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
    public List<String> overtaken() {
      return plan.overtaken();
    }

    @Override
    public List<String> missing() {
      return plan.missing();
    }

    @Override
    public List<String> duplicates() {
      return plan.duplicates();
    }

    @Override
    public List<String> empty() {
      return plan.empty();
    }

    @Override
    public List<String> passedOver() {
      return plan.passedOver();
    }

    @Override
    public List<String> waiting() {
      return plan.waiting();
    }

    @Override
    public List<AuditFinding> remarks() {
      return plan.remarks();
    }

    @Override
    public Optional<FileCounts> files() {
      return Optional.of(plan.files());
    }

    @Override
    public int refusals() {
      return plan.refusals().size();
    }

    @Override
    public Dataset<Row> refused(SparkSession spark, RowJudge judge, RowStamp stamp) {
      String title = stamp.job() + " (" + refusals() + " unreadable files)";
      return JudgedScan.frame(
          spark, new ScanPlan(title, List.of(plan.refusals()), judge, stamp.forScan()));
    }

    @Override
    public void requireUnchanged() {
      plan.requireUnchanged();
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
    public List<String> controlTexts() {
      return plan.controlTexts();
    }

    @Override
    public Dataset<Row> judged(SparkSession spark, RowJudge judge, RowStamp stamp) {
      int cores = spark.sparkContext().defaultParallelism();
      String title = stamp.job() + " (" + plan.sources().size() + " files)";
      return JudgedScan.frame(
          spark, new ScanPlan(title, plan.groups(cores), judge, stamp.forScan()));
    }
  }
}
