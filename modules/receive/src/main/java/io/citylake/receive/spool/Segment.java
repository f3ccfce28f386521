package io.citylake.receive.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A file of the spool, named by the sequence of the first message that it holds. It begins with a
 * head: magic, the spool's id, that sequence, and their CRC32C.
 */
record Segment(Path file, long first) {
  static final int HEAD = 36;
  private static final long MAGIC = 0x434C53504F4F4C31L;
  private static final Pattern NAME = Pattern.compile("(\\d{20})\\.seg");

  static Segment of(Path directory, long first) {
    return new Segment(directory.resolve("%020d.seg".formatted(first)), first);
  }

  /** The segment of a file; empty where the name is another's. */
  static Optional<Segment> find(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Optional.of(new Segment(file, Long.parseLong(name.group(1))))
        : Optional.empty();
  }

  String name() {
    return file.getFileName().toString();
  }

  ByteBuffer head(UUID spool) {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    head.putLong(MAGIC)
        .putLong(spool.getMostSignificantBits())
        .putLong(spool.getLeastSignificantBits())
        .putLong(first);
    CRC32C crc = new CRC32C();
    crc.update(head.array(), 0, HEAD - 4);
    return head.putInt((int) crc.getValue()).flip();
  }

  long size() throws IOException {
    return Files.size(file);
  }
}
