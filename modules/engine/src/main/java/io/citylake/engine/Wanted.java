package io.citylake.engine;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Whether the work of the present thread is still wanted. Spark stops a task between two rows, and
 * nothing that it does while it analyses and plans; what takes long within one row, or within one
 * plan, asks here. Nothing is interrupted, since an HDFS client that is may take its node for dead.
 */
public final class Wanted {
  private static final ThreadLocal<@Nullable BooleanSupplier> WISH = new ThreadLocal<>();

  private Wanted() {}

  /**
   * Cheap enough for loops.
   *
   * @throws org.apache.spark.TaskKilledException in a task that was killed
   * @throws CityLakeException CANCELLED on a thread whose work nobody waits for any more
   */
  public static void check() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.killTaskIfInterrupted();
      return;
    }
    BooleanSupplier wish = WISH.get();
    if (wish != null && !wish.getAsBoolean()) {
      throw new CityLakeException(
          ErrorCode.CANCELLED, "Cannot go on with the statement: it was stopped, or took too long");
    }
  }

  /** Does work on this thread that others may cease to want. */
  public static <T> T whileIt(BooleanSupplier wish, Supplier<T> work) {
    BooleanSupplier before = WISH.get();
    WISH.set(wish);
    try {
      return work.get();
    } finally {
      WISH.set(before);
    }
  }

  /** Asks after each rule by which Spark analyses or optimises a plan. */
  public static QueryPlanningTracker tracker() {
    return new RuleByRule();
  }

  private static final class RuleByRule extends QueryPlanningTracker {
    RuleByRule() {
      super(Option.empty());
    }

    @Override
    public void recordRuleInvocation(String rule, long nanoseconds, boolean effective) {
      super.recordRuleInvocation(rule, nanoseconds, effective);
      check();
    }
  }
}
