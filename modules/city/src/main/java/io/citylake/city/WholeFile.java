package io.citylake.city;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Text files that are seen as they were before, or whole. */
final class WholeFile {
  private WholeFile() {}

  /** Writes what the file holds. */
  @FunctionalInterface
  interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  /** Replaces the file at once, when all of it is on disk. One at a time for each file. */
  static void write(Path file, Content content) throws IOException {
    Path making = file.resolveSibling(file.getFileName() + ".making");
    try (FileChannel channel =
            FileChannel.open(
                making,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel);
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
      content.writeTo(writer);
      writer.flush();
      channel.force(true);
    }
    Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
