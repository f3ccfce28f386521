package io.citylake.read.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks a struct of Thrift's compact protocol (thrift-compact-protocol.md of Apache Thrift) without
 * building anything from it. Thrift's own reader allocates what a list or a text says it holds, and
 * nests as deep as the bytes ask for; after this walk both are bounded by the bytes that are there.
 */
final class CompactThrift {
  private static final int DEEPEST = 32;
  private static final int STOP = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int INT16 = 4;
  private static final int INT64 = 6;
  private static final int DOUBLE = 7;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int STRUCT = 12;
  private static final int UUID = 13;

  private final ByteBuffer bytes;

  private CompactThrift(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * How many bytes the struct at the begin of these takes.
   *
   * @throws EOFException where it is longer than these
   * @throws IOException where it is none
   */
  static int length(byte[] bytes, int until) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, until);
    new CompactThrift(buffer).struct(0);
    return buffer.position();
  }

  private void struct(int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its metadata is nested deeper than " + DEEPEST);
    }
    int head = next();
    while (head != STOP) {
      if (head >>> 4 == 0) {
        varint();
      }
      int type = head & 0xF;
      if (type != TRUE && type != FALSE) {
        value(type, depth);
      }
      head = next();
    }
  }

  private void value(int type, int depth) throws IOException {
    switch (type) {
      case TRUE, FALSE, BYTE -> skip(1);
      case INT16, INT16 + 1, INT64 -> varint();
      case DOUBLE -> skip(8);
      case BINARY -> skip(varint());
      case LIST, SET -> list(depth + 1);
      case MAP -> map(depth + 1);
      case STRUCT -> struct(depth + 1);
      case UUID -> skip(16);
      default -> throw new IOException("its metadata holds an unknown type (type=" + type + ")");
    }
  }

  private void list(int depth) throws IOException {
    int head = next();
    long size = head >>> 4 == 0xF ? varint() : head >>> 4;
    elements(size, head & 0xF, STOP, depth);
  }

  private void map(int depth) throws IOException {
    long size = varint();
    if (size != 0) {
      int types = next();
      elements(size, types >>> 4, types & 0xF, depth);
    }
  }

  private void elements(long size, int first, int second, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its metadata is nested deeper than " + DEEPEST);
    }
    if (size < 0 || size > bytes.remaining()) {
      // Each element takes a byte at least.
      throw new EOFException("its metadata declares more than it holds (elements=" + size + ")");
    }
    for (long i = 0; i < size; i++) {
      value(first, depth);
      if (second != STOP) {
        value(second, depth);
      }
    }
  }

  private int next() throws IOException {
    skip(1);
    return bytes.get(bytes.position() - 1) & 0xFF;
  }

  private void skip(long count) throws IOException {
    if (count < 0 || count > bytes.remaining()) {
      throw new EOFException("its metadata declares more than it holds (bytes=" + count + ")");
    }
    bytes.position(bytes.position() + (int) count);
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = next();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("its metadata holds a number of more than ten bytes");
  }
}
