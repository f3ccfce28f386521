package io.citylake.serve.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DataSizeRoundingUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Record batches as messages of Arrow's stream format: made of rows, and looked into. */
final class RowBatches {
  private static final int ROWS = 10_000;

  /** After which a batch ends: one row may have as much. */
  private static final long BYTES = 4L << 20;

  /** Four bytes of continuation mark and four of length. */
  private static final int PREFIX = 8;

  private RowBatches() {}

  /**
   * Makes batches of rows, each given away before the next is begun.
   *
   * @param most after so many bytes it ends: whoever reads them may not have them all
   */
  static void write(
      Iterator<InternalRow> rows,
      Schema schema,
      BufferAllocator allocator,
      long most,
      Consumer<byte[]> to) {
    if (schema.getFields().isEmpty() || !rows.hasNext()) {
      return;
    }
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      RowWriter writer = RowWriter.of(root);
      long made = 0;
      while (made <= most && rows.hasNext()) {
        long bytes = 0;
        for (int i = 0; i < ROWS && bytes < BYTES && rows.hasNext(); i++) {
          InternalRow row = rows.next();
          bytes += bytes(row, schema.getFields().size());
          writer.write(row);
        }
        writer.finish();
        byte[] message = message(root);
        to.accept(message);
        made += message.length;
        writer.reset();
      }
    }
  }

  /** About: what Spark makes is of one piece, which says how large it is. */
  private static long bytes(InternalRow row, int columns) {
    if (row instanceof UnsafeRow unsafe) {
      return unsafe.getSizeInBytes();
    }
    long sum = 0;
    for (int i = 0; i < columns; i++) {
      Object value = row instanceof GenericInternalRow plain ? plain.genericGet(i) : null;
      sum +=
          value instanceof UTF8String text
              ? text.numBytes()
              : value instanceof byte[] binary ? binary.length : Long.BYTES;
    }
    return sum;
  }

  /** Some rows of a batch as one of their own. */
  static byte[] part(byte[] batch, Schema schema, BufferAllocator allocator, long from, long rows) {
    try (BatchLoader loader = new BatchLoader(schema, allocator)) {
      loader.load(batch);
      try (VectorSchemaRoot part = loader.root().slice((int) from, (int) rows)) {
        return message(part);
      }
    }
  }

  /** Of one batch, without its values being read. */
  static long rows(byte[] message) {
    ByteBuffer header = ByteBuffer.wrap(message, PREFIX, message.length - PREFIX).slice();
    Message parsed = Message.getRootAsMessage(header.order(ByteOrder.LITTLE_ENDIAN));
    RecordBatch batch = (RecordBatch) parsed.header(new RecordBatch());
    if (batch == null) {
      throw new IllegalStateException("Cannot count a batch's rows: it is no record batch");
    }
    return batch.length();
  }

  private static byte[] message(VectorSchemaRoot root) {
    try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
      Bytes bytes = new Bytes(length(batch));
      MessageSerializer.serialize(new WriteChannel(bytes), batch);
      return bytes.all();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a batch to memory", e);
    }
  }

  /** Header and body begin at multiples of eight. */
  private static int length(ArrowRecordBatch batch) {
    long header = MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT).remaining();
    return Math.toIntExact(
        DataSizeRoundingUtil.roundUpTo8Multiple(PREFIX + header) + batch.computeBodyLength());
  }

  /** Java's channel over a stream of bytes copies all of it three times, in small pieces. */
  private static final class Bytes implements WritableByteChannel {
    private final ByteBuffer bytes;

    Bytes(int length) {
      bytes = ByteBuffer.allocate(length);
    }

    @Override
    public int write(ByteBuffer source) {
      int written = source.remaining();
      bytes.put(source);
      return written;
    }

    byte[] all() {
      if (bytes.hasRemaining()) {
        throw new IllegalStateException(
            "Cannot write a batch to memory: its length was foretold wrongly");
      }
      return bytes.array();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
