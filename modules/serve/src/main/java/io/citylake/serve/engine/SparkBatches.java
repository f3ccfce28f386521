package io.citylake.serve.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.execution.CollectLimitExec;
import org.apache.spark.sql.execution.CommandResultExec;
import org.apache.spark.sql.execution.LocalTableScanExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.TakeOrderedAndProjectExec;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * A query's rows as messages of Arrow's stream format, in their order. Partitions are asked for in
 * waves of as many as run at once, and the next wave only when the one before has been taken: a
 * small answer is one Spark job, a large one holds one wave in memory, and nothing runs for a
 * client that doesn't read. One thread at a time.
 */
final class SparkBatches {
  /** Up to that many rows a limited query is better collected: Spark then reads no more of it. */
  private static final int MOST_COLLECTED = 10_000;

  private final AdmittedQuery query;
  private final BufferAllocator allocator;
  private final SparkSession session;
  private final Queue<byte[]> ready = new ArrayDeque<>();
  private @Nullable JavaRDD<byte[]> rows;
  private int partitions;
  private int next;

  private SparkBatches(AdmittedQuery query, BufferAllocator allocator) {
    this.query = query;
    this.allocator = allocator;
    this.session = query.governed().rows().sparkSession();
  }

  /** Runs a query as far as its first wave. */
  static SparkBatches open(AdmittedQuery query, BufferAllocator allocator) {
    SparkBatches batches = new SparkBatches(query, allocator);
    batches.asQuery(batches::start);
    return batches;
  }

  /** The next batch; null after the last. */
  byte @Nullable [] next() {
    while (ready.isEmpty() && next < partitions) {
      asQuery(this::wave);
    }
    return ready.poll();
  }

  private void start() {
    Dataset<?> toRun = (Dataset<?>) query.governed().toRun();
    QueryExecution execution = toRun.queryExecution();
    SQLExecution.withNewExecutionId(
        execution,
        Option.empty(),
        () -> {
          SparkPlan plan = settled(execution.executedPlan());
          if (isCollected(plan)) {
            collect(plan.executeCollect());
          } else {
            RDD<byte[]> batches = toRun.toArrowBatchRdd(plan);
            rows = JavaRDD.fromRDD(batches, ClassTag$.MODULE$.apply(byte[].class));
            partitions = rows.getNumPartitions();
            wave();
          }
          return null;
        });
  }

  /** With its exchanges done, so that what is left is one stage. */
  private static SparkPlan settled(SparkPlan plan) {
    return plan instanceof AdaptiveSparkPlanExec adaptive ? adaptive.finalPhysicalPlan() : plan;
  }

  private static boolean isCollected(SparkPlan plan) {
    return plan instanceof LocalTableScanExec
        || plan instanceof CommandResultExec
        || (plan instanceof CollectLimitExec limit && isFew(limit.limit()))
        || (plan instanceof TakeOrderedAndProjectExec top && isFew(top.limit()));
  }

  private static boolean isFew(int limit) {
    return limit >= 0 && limit <= MOST_COLLECTED;
  }

  private void collect(InternalRow[] collected) {
    Schema schema = query.schema();
    ready.addAll(RowBatches.of(Arrays.asList(collected), schema, allocator));
  }

  private void wave() {
    JavaRDD<byte[]> batches = rows;
    if (batches == null || next >= partitions) {
      return;
    }
    int until =
        Math.min(partitions, next + Math.max(1, session.sparkContext().defaultParallelism()));
    List<byte[]>[] wave = batches.collectPartitions(IntStream.range(next, until).toArray());
    next = until;
    for (List<byte[]> partition : wave) {
      ready.addAll(partition);
    }
  }

  /** On this thread, in the query's session, stoppable as its own group of jobs. */
  private void asQuery(Runnable work) {
    if (query.stopped() != null) {
      throw new StoppedException();
    }
    SparkContext context = session.sparkContext();
    // A session that was active here is another query's.
    SparkSession.setActiveSession(session);
    // No interrupts: an HDFS client that is interrupted may take its node for dead.
    context.setJobGroup(query.jobGroup(), "query", false);
    Turns.enter(context, query.caller().user());
    try {
      work.run();
    } finally {
      context.clearJobGroup();
      Turns.leave(context);
      SparkSession.clearActiveSession();
    }
  }

  /** The query was stopped between two of its jobs. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
