package io.citylake.publish.stage;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.citylake.engine.ActiveSession;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.datasources.v2.DataWritingSparkTask$;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Function2;
import scala.collection.Iterator;
import scala.collection.immutable.Map$;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * A write of rows as their scan gives them. Between a scan and a sink Spark copies each row into a
 * form of its own, by code that it makes and compiles for each schema; a sink that takes values out
 * of rows one by one needs no such copy. Tasks, attempts and commits are Spark's as ever.
 */
final class DirectWrite {
  private DirectWrite() {}

  /**
   * Rows that nothing was done to since they were scanned; each holds until the next is asked for.
   *
   * @return empty where Spark has still something to do to them
   */
  static Optional<RDD<InternalRow>> rows(Dataset<Row> frame) {
    SparkPlan plan = frame.queryExecution().executedPlan();
    while (true) {
      if (plan instanceof WholeStageCodegenExec stage) {
        plan = stage.child();
      } else if (plan instanceof InputAdapter adapter) {
        plan = adapter.child();
      } else if (plan instanceof ProjectExec project
          && project.projectList().equals(project.child().output())) {
        plan = project.child();
      } else if (plan instanceof BatchScanExec scan && !scan.supportsColumnar()) {
        return Optional.of(scan.inputRDD());
      } else {
        return Optional.empty();
      }
    }
  }

  /** Writes them; one Spark job. */
  static void run(SparkSession session, RDD<InternalRow> rows, RoutedWrite write) {
    LogicalWriteInfo info =
        new WriteInfo(
            UUID.randomUUID().toString(), write.judgedSchema(), CaseInsensitiveStringMap.empty());
    BatchWrite batch = ActiveSession.call(session, () -> write.open(info));
    int tasks = rows.getNumPartitions();
    PhysicalWriteInfo physical = () -> tasks;
    DataWriterFactory writers = batch.createBatchWriterFactory(physical);
    boolean coordinated = batch.useCommitCoordinator();
    WriterCommitMessage[] messages = new WriterCommitMessage[tasks];
    List<Object> all = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      all.add(task);
    }
    try {
      session
          .sparkContext()
          .runJob(
              rows,
              (Function2<TaskContext, Iterator<InternalRow>, WriterCommitMessage> & Serializable)
                  (task, found) -> written(writers, task, found, coordinated),
              asScala(all).toSeq(),
              (task, message) -> {
                messages[(int) task] = message;
                batch.onDataWriterCommit(message);
                return BoxedUnit.UNIT;
              },
              ClassTag$.MODULE$.apply(WriterCommitMessage.class));
      batch.commit(messages);
    } catch (Throwable e) {
      // Also what Spark throws unchecked by its methods: a stage that failed, or was cancelled.
      try {
        batch.abort(messages);
      } catch (RuntimeException later) {
        e.addSuppressed(later);
      }
      throw e;
    }
  }

  private static WriterCommitMessage written(
      DataWriterFactory writers,
      TaskContext task,
      Iterator<InternalRow> rows,
      boolean coordinated) {
    return DataWritingSparkTask$.MODULE$
        .run(writers, task, rows, coordinated, Map$.MODULE$.empty())
        .writerCommitMessage();
  }
}
