package io.citylake.receive.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * How a message stands in a segment, big-endian: marker, length of the body, CRC32C (RFC 3720, B.4)
 * of the spool's id, the length and the body; the body is sequence, arrival, length of the sender,
 * sender and payload. The id is part of the sum, so that what a sender writes into a payload is
 * never taken for a record where one is looked for behind damage.
 */
final class RecordFormat {
  static final int MARKER = 0x434C5231;
  static final int HEAD = 12;
  private static final int FIXED = 17;
  static final int LARGEST_PREFIX = HEAD + FIXED + Message.LONGEST_SENDER;
  static final int LARGEST_BODY = FIXED + Message.LONGEST_SENDER + Message.LARGEST_PAYLOAD;

  private final long high;
  private final long low;

  RecordFormat(UUID spool) {
    this.high = spool.getMostSignificantBits();
    this.low = spool.getLeastSignificantBits();
  }

  /** The bytes of a record. */
  static int size(Message message) {
    return HEAD + FIXED + bytes(message.sender()).length + message.payload().length;
  }

  /** Appends what stands before a record's payload, at most {@link #LARGEST_PREFIX} bytes. */
  void putPrefix(ByteBuffer out, Message message, long sequence, long arrival) {
    byte[] sender = bytes(message.sender());
    int start = out.position();
    int length = FIXED + sender.length + message.payload().length;
    out.putInt(MARKER).putInt(length).putInt(0);
    out.putLong(sequence).putLong(arrival).put((byte) sender.length);
    out.put(sender);
    CRC32C crc = sum(out, start + HEAD, FIXED + sender.length, length);
    crc.update(message.payload());
    out.putInt(start + 8, (int) crc.getValue());
  }

  private static byte[] bytes(String sender) {
    byte[] bytes = sender.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > Message.LONGEST_SENDER) {
      throw new IllegalArgumentException("Cannot spool: the sender's name is too long");
    }
    return bytes;
  }

  /** The sum of a body of a length, as far as it is in the buffer. */
  private CRC32C sum(ByteBuffer in, int from, int here, int length) {
    CRC32C crc = new CRC32C();
    ByteBuffer head = ByteBuffer.allocate(20).putLong(high).putLong(low).putInt(length).flip();
    crc.update(head);
    crc.update(in.duplicate().limit(from + here).position(from));
    return crc;
  }

  /** The length of the body that a head names, or -1 where it is none. */
  static int length(ByteBuffer in, int at) {
    int length = in.getInt(at + 4);
    return in.getInt(at) == MARKER && length >= FIXED && length <= LARGEST_BODY ? length : -1;
  }

  static int sumOf(ByteBuffer in, int at) {
    return in.getInt(at + 8);
  }

  /** The record at a place whose head and body are in the buffer; empty where it is not whole. */
  Optional<SpooledMessage> read(ByteBuffer in, int at, int length) {
    int body = at + HEAD;
    if ((int) sum(in, body, length, length).getValue() != sumOf(in, at)) {
      return Optional.empty();
    }
    int senderLength = in.get(body + 16) & 0xFF;
    int rest = length - FIXED - senderLength;
    if (rest < 0) {
      return Optional.empty();
    }
    byte[] sender = new byte[senderLength];
    byte[] payload = new byte[rest];
    in.get(body + FIXED, sender).get(body + FIXED + senderLength, payload);
    return Optional.of(
        new SpooledMessage(
            in.getLong(body),
            in.getLong(body + 8),
            new String(sender, StandardCharsets.UTF_8),
            payload));
  }
}
