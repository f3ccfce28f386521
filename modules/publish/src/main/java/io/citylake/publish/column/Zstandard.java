package io.citylake.publish.column;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
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
  private byte[] packed = new byte[0];

  Zstandard(int level) {
    this.level = level;
  }

  /** What it returns is valid until the next call. */
  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    byte[] plain = bytes.toByteArray();
    int bound = Math.toIntExact(Zstd.compressBound(plain.length));
    byte[] room = bound > KEPT_BYTES ? new byte[bound] : kept(bound);
    int length = opened().compressByteArray(room, 0, bound, plain, 0, plain.length);
    return BytesInput.from(room, 0, length);
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
