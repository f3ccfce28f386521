package io.citylake.serve.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;

/** Vectors that hold one batch of an answer after the other. One thread at a time. */
public final class BatchLoader implements AutoCloseable {
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private final VectorLoader loader;

  public BatchLoader(Schema schema, BufferAllocator allocator) {
    this.allocator = allocator;
    this.root = VectorSchemaRoot.create(schema, allocator);
    this.loader = new VectorLoader(root);
  }

  /** The vectors, until the next batch is loaded. */
  public VectorSchemaRoot root() {
    return root;
  }

  public void load(byte[] batch) {
    ReadChannel channel = new ReadChannel(new ByteArrayReadableSeekableByteChannel(batch));
    try (ArrowRecordBatch message = MessageSerializer.deserializeRecordBatch(channel, allocator)) {
      loader.load(message);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a batch from memory", e);
    }
  }

  @Override
  public void close() {
    root.close();
  }
}
