package io.citylake.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** One file of the console. Its bytes are nobody's to change. */
public final class ConsoleFile {
  private final String name;
  private final byte[] bytes;
  private final byte[] gzipped;

  private ConsoleFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
    this.gzipped = gzip(bytes);
  }

  static ConsoleFile of(String name, byte[] bytes) {
    return new ConsoleFile(name, bytes);
  }

  /** Within its directory. */
  public String name() {
    return name;
  }

  /** With its charset. */
  public String mediaType() {
    return mediaType(name);
  }

  public byte[] bytes() {
    return bytes;
  }

  public byte[] gzipped() {
    return gzipped;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot compress in memory", e);
    }
    return out.toByteArray();
  }

  private static String mediaType(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "html" -> "text/html;charset=utf-8";
      case "js" -> "text/javascript;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "txt" -> "text/plain;charset=utf-8";
      default ->
          throw new IllegalArgumentException("Cannot tell what kind of file this is: " + name);
    };
  }
}
