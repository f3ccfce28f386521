package io.citylake.serve.engine;

import io.citylake.engine.JobGroups;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.CollectLimitExec;
import org.apache.spark.sql.execution.CommandResultExec;
import org.apache.spark.sql.execution.LocalLimitExec;
import org.apache.spark.sql.execution.LocalTableScanExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.TakeOrderedAndProjectExec;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * A query's rows as messages of Arrow's stream format, in their order where it has one. Partitions
 * are asked for in waves of as many as run at once. Tasks of this process hand their batches over
 * while they make them, and wait for whoever reads; on a cluster a wave comes when it is whole, and
 * the next when it has been taken. One thread at a time.
 */
final class SparkBatches implements AutoCloseable {
  /** Up to that many rows a limited query is read partition by partition, until it has them. */
  private static final int MOST_TAKEN = 10_000;

  private final ServedQuery query;
  private final BufferAllocator allocator;
  private final SparkSession session;
  private final SparkContext context;
  private final BatchExchange handOver;
  private final Queue<byte[]> ready = new ArrayDeque<>();
  private @Nullable RDD<InternalRow> rows;
  private @Nullable SimpleFutureAction<?> job;
  private boolean ordered;
  private int partitions;
  private int next;
  private int asked;

  /** Rows of a limited query that are yet to be passed over, and then to be handed out. */
  private long skipped;

  private long left = Long.MAX_VALUE;

  private SparkBatches(ServedQuery query, BufferAllocator allocator) {
    this.query = query;
    this.allocator = allocator;
    this.session = (SparkSession) query.governed().rows().sparkSession();
    this.context = session.sparkContext();
    this.handOver = BatchExchange.open(Math.max(1, slots(context) / 2));
  }

  private static int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** Runs a query as far as its first batch. */
  static SparkBatches open(ServedQuery query, BufferAllocator allocator) {
    SparkBatches batches = new SparkBatches(query, allocator);
    boolean open = false;
    try {
      query.runs(batches::stop);
      batches.asQuery(batches::start);
      open = true;
      return batches;
    } finally {
      if (!open) {
        batches.close();
      }
    }
  }

  /** The next batch, for which it waits; null after the last. */
  byte @Nullable [] next() {
    byte[] batch = ready.poll();
    return batch != null ? batch : following(() -> asQuery(this::laterWave));
  }

  /** Ends the jobs of a stopped query, and says so to whoever waits for a batch. */
  private void stop() {
    context.cancelJobGroupAndFutureJobs(query.jobGroup(), "stopped: " + query.stopped());
    handOver.fail(new StoppedException());
  }

  /** Ends what runs for it; what was not taken is gone. */
  @Override
  public void close() {
    handOver.close();
    if (job != null && !job.isCompleted()) {
      job.cancel();
    }
    // Whoever keeps the query keeps this: neither rows nor Spark's files for them are its to keep.
    ready.clear();
    rows = null;
    job = null;
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
            RowBatches.write(
                Arrays.asList(plan.executeCollect()).iterator(),
                query.schema(),
                allocator,
                query.limits().bytes().bytes(),
                ready::add);
          } else {
            ordered = isOrdered(execution.analyzed());
            rows = executed(plan);
            partitions = rows.getNumPartitions();
            // So that what fails at once does so before anything is answered.
            byte[] first = following(this::wave);
            if (first != null) {
              ready.add(first);
            }
          }
          return null;
        });
  }

  /** From the tasks; asks for waves where they are due. */
  private byte @Nullable [] following(Runnable wave) {
    byte[] batch = null;
    while (batch == null && next < partitions) {
      if (isWaveDue()) {
        wave.run();
      }
      batch = limited(take());
    }
    return batch;
  }

  /** What of a batch a limit leaves; null where that is nothing. */
  private byte @Nullable [] limited(byte @Nullable [] batch) {
    if (batch == null || !isTaken()) {
      return batch;
    }
    long found = RowBatches.rows(batch);
    long from = Math.min(skipped, found);
    long wanted = Math.min(left, found - from);
    skipped -= from;
    left -= wanted;
    if (left == 0) {
      // Nobody reads on.
      next = partitions;
    }
    if (wanted == 0) {
      return null;
    }
    return wanted == found
        ? batch
        : RowBatches.part(batch, query.schema(), allocator, from, wanted);
  }

  /** With its exchanges done, so that what is left is one stage. */
  private static SparkPlan settled(SparkPlan plan) {
    return plan instanceof AdaptiveSparkPlanExec adaptive ? adaptive.finalPhysicalPlan() : plan;
  }

  /** What is in memory already, or is small whatever its values are. */
  private static boolean isCollected(SparkPlan plan) {
    return plan instanceof LocalTableScanExec
        || plan instanceof CommandResultExec
        || (plan instanceof CollectLimitExec limit && isFew(limit.limit()) && isNarrow(plan))
        || (plan instanceof TakeOrderedAndProjectExec top && isFew(top.limit()) && isNarrow(plan));
  }

  private static boolean isNarrow(SparkPlan plan) {
    return CollectionConverters.asJava(plan.output()).stream()
        .allMatch(column -> UnsafeRow.isFixedLength(column.dataType()));
  }

  /** Of few rows, which may be long, no more partitions are read than it takes. */
  private RDD<InternalRow> executed(SparkPlan plan) {
    if (!(plan instanceof CollectLimitExec limit) || !isFew(limit.limit())) {
      return plan.execute();
    }
    skipped = limit.offset();
    left = limit.limit() - skipped;
    ordered = true;
    return new LocalLimitExec(limit.limit(), limit.child()).execute();
  }

  private boolean isTaken() {
    return left != Long.MAX_VALUE;
  }

  /**
   * Whether an order was asked for; one further down may mean nothing, and is taken for one.
   * Spark's plan doesn't say it: it leaves out sorts of what is sorted, and forgets by which
   * columns where these are not answered.
   */
  static boolean isOrdered(LogicalPlan analyzed) {
    return analyzed.exists(plan -> plan instanceof Sort sort && sort.global());
  }

  private static boolean isFew(int limit) {
    return limit >= 0 && limit <= MOST_TAKEN;
  }

  private boolean isWaveDue() {
    // Tasks of this process are kept busy; on a cluster a second wave would double what is held.
    boolean idle = context.isLocal() && !isTaken() && job != null && job.isCompleted();
    return asked < partitions && (next == asked || idle);
  }

  private void laterWave() {
    SQLExecution.withSQLConfPropagated(
        session,
        () -> {
          wave();
          return null;
        });
  }

  private void wave() {
    RDD<InternalRow> source = rows;
    if (source == null) {
      return;
    }
    int from = asked;
    // The first alone often has all that a limited query wants.
    int most = isTaken() && from == 0 ? 1 : Math.max(1, context.defaultParallelism());
    int until = Math.min(partitions, from + most);
    String id = context.isLocal() ? handOver.id() : null;
    SimpleFutureAction<BoxedUnit> wave =
        context.submitJob(
            source,
            new BatchTask(
                query.governed().schema(), query.zone(), query.limits().bytes().bytes(), id),
            CollectionConverters.asScala(
                    IntStream.range(from, until).<Object>mapToObj(Integer::valueOf).toList())
                .toSeq(),
            (index, batches) -> {
              handOver.finish(from + (Integer) index, batches);
              return BoxedUnit.UNIT;
            },
            () -> BoxedUnit.UNIT);
    job = wave;
    asked = until;
    wave.onComplete(
        end -> {
          if (end.isFailure()) {
            handOver.fail(end.failed().get());
          }
          return BoxedUnit.UNIT;
        },
        ExecutionContext.parasitic$.MODULE$);
  }

  /** From a partition whose turn it is; null at their end. */
  private byte @Nullable [] take() {
    try {
      // Without an order nobody waits for one partition while another has something.
      int until = ordered ? next + 1 : asked;
      byte[] batch = handOver.take(next, until);
      if (batch == null) {
        next = until;
      }
      return batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      query.stop(Stop.SHUTDOWN);
      throw new StoppedException();
    }
  }

  /** On this thread, in the query's session, stoppable as its own group of jobs. */
  private void asQuery(Runnable work) {
    if (query.stopped() != null) {
      throw new StoppedException();
    }
    // A session that was active here is another query's.
    SparkSession.setActiveSession(session);
    JobGroups.enter(context, query.jobGroup(), "query");
    FairTaskPool.enter(context, query.caller().user());
    try {
      work.run();
    } finally {
      context.clearJobGroup();
      FairTaskPool.leave(context);
      SparkSession.clearActiveSession();
    }
  }

  /** The query was stopped between two of its jobs. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
