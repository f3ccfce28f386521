package io.citylake.publish.column;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/** Compresses pages whole, where Parquet's own codec sends each through a stream. One thread. */
final class Zstandard implements BytesInputCompressor, AutoCloseable {
  private static final int KEPT_BYTES = 4 << 20;

  private final int level;
  // Memory outside the heap: there is none before the first page.
  private @Nullable ZstdCompressCtx context;
  private final Plain kept = new Plain();
  private byte[] packed = new byte[0];

  Zstandard(int level) {
    this.level = level;
  }

  /** What it returns is valid until the next call. */
  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    Plain plain = bytes.size() > KEPT_BYTES ? new Plain() : kept;
    plain.reset();
    bytes.writeAllTo(plain);
    int bound = Math.toIntExact(Zstd.compressBound(plain.size()));
    byte[] room = bound > KEPT_BYTES ? new byte[bound] : kept(bound);
    int length = opened().compressByteArray(room, 0, bound, plain.array(), 0, plain.size());
    return BytesInput.from(room, 0, length);
  }

  /** A page before it is compressed, in an array that is used again. */
  private static final class Plain extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }
  }

  private byte[] kept(int bound) {
    if (packed.length < bound) {
      packed = new byte[bound];
    }
    return packed;
  }

  private ZstdCompressCtx opened() {
    ZstdCompressCtx open = context;
    if (open == null) {
      open = new ZstdCompressCtx();
      open.setLevel(level);
      context = open;
    }
    return open;
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.ZSTD;
  }

  /** A file is ended; others go on. */
  @Override
  public void release() {}

  @Override
  public void close() {
    if (context != null) {
      context.close();
      context = null;
    }
  }
}
