package io.citylake.publish.column;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses pages whole, where Parquet's own codec sends each through a stream. One thread. */
final class Zstandard implements BytesInputCompressor, AutoCloseable {
  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private byte[] packed = new byte[0];

  Zstandard(int level) {
    context.setLevel(level);
  }

  /** What it returns is valid until the next call. */
  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    byte[] plain = bytes.toByteArray();
    int bound = Math.toIntExact(Zstd.compressBound(plain.length));
    if (packed.length < bound) {
      packed = new byte[bound];
    }
    int length = context.compressByteArray(packed, 0, bound, plain, 0, plain.length);
    return BytesInput.from(packed, 0, length);
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
    context.close();
  }
}
