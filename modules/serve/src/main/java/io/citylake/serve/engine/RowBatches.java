package io.citylake.serve.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.arrow.ArrowWriter;

/** Record batches as messages of Arrow's stream format: made of rows, and looked into. */
final class RowBatches {
  private static final int ROWS = 10_000;

  private RowBatches() {}

  static List<byte[]> of(List<InternalRow> rows, Schema schema, BufferAllocator allocator) {
    List<byte[]> batches = new ArrayList<>();
    if (schema.getFields().isEmpty()) {
      return batches;
    }
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      ArrowWriter writer = ArrowWriter.create(root);
      for (Iterator<InternalRow> left = rows.iterator(); left.hasNext(); ) {
        for (int i = 0; i < ROWS && left.hasNext(); i++) {
          writer.write(left.next());
        }
        writer.finish();
        batches.add(message(root));
        writer.reset();
      }
    }
    return batches;
  }

  /** Of one batch, without its values being read. */
  static long rows(byte[] message) {
    // Four bytes of continuation mark and four of length come first.
    ByteBuffer header = ByteBuffer.wrap(message, 8, message.length - 8).slice();
    Message parsed = Message.getRootAsMessage(header.order(ByteOrder.LITTLE_ENDIAN));
    RecordBatch batch = (RecordBatch) parsed.header(new RecordBatch());
    if (batch == null) {
      throw new IllegalStateException("Cannot count a batch's rows: it is no record batch");
    }
    return batch.length();
  }

  private static byte[] message(VectorSchemaRoot root) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
      MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), batch);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a batch to memory", e);
    }
    return bytes.toByteArray();
  }
}
