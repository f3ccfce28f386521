package io.citylake.engine;

import java.util.Properties;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/** Whose Spark jobs a thread starts, so that they can be stopped together. */
public final class JobGroups {
  private static final String GROUP = "spark.jobGroup.id";

  private static final String READER = "citylake.reader";
  private static final String BYTES = "citylake.bytes";

  private JobGroups() {}

  /**
   * What the calling thread, and every thread that it starts, asks of Spark from now on is of this
   * group. Its tasks are not interrupted when the group is stopped, since an HDFS client that is
   * interrupted may take its node for dead.
   */
  public static void enter(SparkContext context, String group, String description) {
    context.setJobGroup(group, description, false);
    // Said here, or Spark walks the thread's stack for each of its data sets, a dozen a query.
    context.setLocalProperty("callSite.short", description);
    context.setLocalProperty("callSite.long", description);
    context.setLocalProperty(READER, null);
    context.setLocalProperty(BYTES, null);
  }

  /**
   * For whom the calling thread, until it enters a group again, asks of Spark, and how much of a
   * source that reads: for those who watch it.
   *
   * @param bytes 0 where that is not known
   */
  public static void reads(SparkContext context, String reader, long bytes) {
    context.setLocalProperty(READER, reader);
    context.setLocalProperty(BYTES, Long.toString(bytes));
  }

  /** For whom a stage with these properties is; empty where nobody said. */
  public static String reader(@Nullable Properties properties) {
    return properties == null ? "" : properties.getProperty(READER, "");
  }

  /** What a stage with these properties was said to read; 0 where that is not known. */
  public static long bytes(@Nullable Properties properties) {
    return properties == null ? 0 : Long.parseLong(properties.getProperty(BYTES, "0"));
  }

  /** Of whose group a stage or job with these properties is; empty where nobody said. */
  public static String group(@Nullable Properties properties) {
    return properties == null ? "" : properties.getProperty(GROUP, "");
  }

  /** A group within a group. */
  public static String within(String group, long number) {
    return group + "/" + number;
  }

  /**
   * Whether a stage or job with these properties was asked for by a thread of the group, or of one
   * within it.
   */
  public static boolean isOf(String group, @Nullable Properties properties) {
    String own = group(properties);
    return own.equals(group) || own.startsWith(group + "/");
  }
}
