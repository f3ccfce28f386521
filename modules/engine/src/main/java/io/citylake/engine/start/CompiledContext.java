package io.citylake.engine.start;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * A Spark context that takes closures as they are. Spark's own reads the class of each closure
 * again for every stage, to look for what only its interactive shell compiles into one, and
 * serialises it once more to see whether it can: in a load of many small tables an eighth of all
 * Java code that runs. Here all closures are compiled classes; one that cannot be serialised fails
 * its job when the job is handed in.
 */
public final class CompiledContext extends SparkContext {
  private CompiledContext(SparkConf conf) {
    super(conf);
  }

  /** Whoever calls this loads Spark then, and not when his own class is verified. */
  public static SparkContext start(SparkConf conf) {
    return new CompiledContext(conf);
  }

  @Override
  public <F> F clean(F closure, boolean checkSerializable) {
    return closure;
  }
}
