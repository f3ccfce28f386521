package io.citylake.serve.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.Pool;
import org.apache.spark.scheduler.Schedulable;
import org.apache.spark.scheduler.SchedulingMode;
import org.apache.spark.scheduler.TaskSetManager;
import scala.collection.mutable.ArrayBuffer;

/**
 * Whose task runs next: one of the users who have the fewest running, and among these the job that
 * came first. So a user's long queries don't hold up another's short ones. Spark's own fair pools,
 * one for each user, go by name where users have equally many running, which among many short
 * queries is nearly always none: the last in the alphabet then wait for ever. Counts where {@code
 * spark.scheduler.mode} is FAIR; asked by Spark's scheduler under its lock.
 */
final class FairTaskPool extends Pool {
  private static final String NAME = "citylake-turns";
  private static final String POOL = "spark.scheduler.pool";
  private static final String USER = "citylake.user";

  private FairTaskPool() {
    super(NAME, SchedulingMode.FIFO(), 0, 1);
  }

  /** The jobs that this thread submits from now on are a user's. */
  static void enter(SparkContext context, String user) {
    install(context.taskScheduler().rootPool());
    context.setLocalProperty(POOL, NAME);
    context.setLocalProperty(USER, user);
  }

  static void leave(SparkContext context) {
    context.setLocalProperty(POOL, null);
    context.setLocalProperty(USER, null);
  }

  private static void install(Pool root) {
    if (!root.schedulableNameToSchedulable().containsKey(NAME)) {
      synchronized (FairTaskPool.class) {
        if (!root.schedulableNameToSchedulable().containsKey(NAME)) {
          root.addSchedulable(new FairTaskPool());
        }
      }
    }
  }

  @Override
  public ArrayBuffer<TaskSetManager> getSortedTaskSetQueue() {
    Map<String, Integer> running = new HashMap<>();
    List<TaskSetManager> waiting = new ArrayList<>();
    for (Schedulable each : schedulableQueue()) {
      TaskSetManager tasks = (TaskSetManager) each;
      running.merge(user(tasks), tasks.runningTasks(), Integer::sum);
      if (tasks.isSchedulable()) {
        waiting.add(tasks);
      }
    }
    waiting.sort(
        Comparator.comparingInt((TaskSetManager tasks) -> running.getOrDefault(user(tasks), 0))
            // A job's number
            .thenComparingInt(TaskSetManager::priority)
            .thenComparingInt(TaskSetManager::stageId));
    ArrayBuffer<TaskSetManager> queue = new ArrayBuffer<>();
    waiting.forEach(queue::addOne);
    return queue;
  }

  private static String user(TaskSetManager tasks) {
    return tasks.taskSet().properties().getProperty(USER, "");
  }
}
