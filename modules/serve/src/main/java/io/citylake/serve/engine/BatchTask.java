package io.citylake.serve.engine;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Makes batches of a partition's rows: given to the answer's {@link BatchExchange} where that is in
 * this process, else returned. It gets rows and no columns, because what it makes is vectors of
 * them.
 */
final class BatchTask extends AbstractFunction1<Iterator<InternalRow>, byte[][]>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final StructType schema;
  private final String zone;
  private final long most;
  private final @Nullable String handOver;

  /**
   * @param most bytes that the caller may have of the answer; with more of a partition a task ends
   * @param handOver its id; null where tasks run in other processes
   */
  BatchTask(StructType schema, String zone, long most, @Nullable String handOver) {
    this.schema = schema;
    this.zone = zone;
    this.most = most;
    this.handOver = handOver;
  }

  @Override
  public byte[][] apply(Iterator<InternalRow> rows) {
    if (handOver != null) {
      give(rows, BatchExchange.load(handOver));
      return new byte[0][];
    }
    List<byte[]> made = new ArrayList<>();
    write(rows, made::add);
    return made.toArray(new byte[0][]);
  }

  private void give(Iterator<InternalRow> rows, BatchExchange to) {
    TaskContext task = TaskContext.get();
    int partition = task.partitionId();
    to.begin(partition);
    try {
      write(rows, batch -> to.put(partition, batch, task));
    } catch (Throwable e) {
      to.leave(partition, e);
      throw e;
    }
  }

  private void write(Iterator<InternalRow> rows, Consumer<byte[]> to) {
    try (BufferAllocator allocator =
        ArrowUtils.rootAllocator().newChildAllocator("answer", 0, Long.MAX_VALUE)) {
      RowBatches.write(
          asJava(rows), ArrowUtils.toArrowSchema(schema, zone, false, false), allocator, most, to);
    }
  }
}
