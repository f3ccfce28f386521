package io.citylake.run.session;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.SinglePartition$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Strategy;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/**
 * A scan read by one task, said so to Spark. Spark takes every scan for spread out and puts a
 * shuffle before each sort, aggregate and join, also where a table is one small file; a plan that
 * knows better has none, and a query is one task.
 *
 * <p>Public because Spark copies nodes of plans by reflection.
 */
public final class OneTaskScan extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final SparkPlan scan;

  /** Over a scan of any number of splits. */
  public OneTaskScan(SparkPlan scan) {
    this.scan = scan;
  }

  /** Reads every table of a session by one task. */
  static void install(org.apache.spark.sql.SparkSession session) {
    Strategy strategy = new Strategy((SparkSession) session);
    ((SparkSession) session)
        .experimental()
        .extraStrategies_$eq(asScala(List.<SparkStrategy>of(strategy)).toSeq());
  }

  @Override
  public Seq<Attribute> output() {
    return scan.output();
  }

  @Override
  public Partitioning outputPartitioning() {
    return SinglePartition$.MODULE$;
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    // Each split may be in order; one after the other they are not.
    return asScala(List.<SortOrder>of()).toSeq();
  }

  @Override
  public RDD<InternalRow> doExecute() {
    RDD<InternalRow> rows = scan.execute();
    return rows.getNumPartitions() == 0
        // An aggregate without groups answers a row for no rows, if there is a task to do it.
        ? sparkContext()
            .parallelize(
                asScala(List.<InternalRow>of()).toSeq(),
                1,
                ClassTag$.MODULE$.apply(InternalRow.class))
        : rows.coalesce(1, false, Option.empty(), null);
  }

  @Override
  public Seq<SparkPlan> children() {
    return asScala(List.of(scan)).toSeq();
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> others) {
    return new OneTaskScan(others.head());
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int n) {
    return scan;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof OneTaskScan;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OneTaskScan same && scan.equals(same.scan);
  }

  @Override
  public int hashCode() {
    return 31 * scan.hashCode();
  }

  /** Spark's own planning of tables, with each scan and what it is filtered by wrapped. */
  private static final class Strategy extends SparkStrategy {
    private static final long serialVersionUID = 1L;

    private final DataSourceV2Strategy standard;

    Strategy(SparkSession session) {
      standard = new DataSourceV2Strategy(session);
    }

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
      List<SparkPlan> planned = asJava(standard.apply(plan));
      return asScala(planned.stream().map(Strategy::wrapped).toList()).toSeq();
    }

    /** The whole of it: Spark knows the projections that it may drop by the scan below them. */
    private static SparkPlan wrapped(SparkPlan plan) {
      boolean reads =
          asJava(plan.collectLeaves()).stream().anyMatch(BatchScanExec.class::isInstance);
      return reads ? new OneTaskScan(plan) : plan;
    }
  }
}
