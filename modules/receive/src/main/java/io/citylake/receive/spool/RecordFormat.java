package io.citylake.receive.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a message stands in a segment, big-endian: marker, length of the body, CRC32C (RFC 3720, B.4)
 * of the spool's id, the length and the body; the body is sequence, arrival, length of the sender,
 * sender and payload. The id is part of the sum, so that what a sender writes into a payload is
 * never taken for a record where one is looked for behind damage.
 *
 * <p>A message with a topic has another marker, which is part of the sum too; topic and pattern
 * stand before the payload, each behind its length.
 */
final class RecordFormat {
  static final int MARKER = 0x434C5231;
  static final int MARKER_OF_TOPIC = 0x434C5232;
  static final int HEAD = 12;
  private static final int FIXED = 17;
  private static final int LARGEST_TOPIC = 2 * (Short.BYTES + Topic.LONGEST);
  static final int LARGEST_BODY =
      FIXED + Message.LONGEST_SENDER + LARGEST_TOPIC + Message.LARGEST_PAYLOAD;

  private final long high;
  private final long low;

  RecordFormat(UUID spool) {
    this.high = spool.getMostSignificantBits();
    this.low = spool.getLeastSignificantBits();
  }

  /**
   * The bytes of a record.
   *
   * @throws IllegalArgumentException where it is one that no reader would take for a record
   */
  static int size(Message message) {
    if (message.payload().length > Message.LARGEST_PAYLOAD) {
      throw new IllegalArgumentException("Cannot spool: the message is too large");
    }
    return HEAD + prefix(message) + message.payload().length;
  }

  /** The bytes of a body that stand before the payload. */
  private static int prefix(Message message) {
    Topic topic = message.topic();
    int topics =
        topic.isNone()
            ? 0
            : 2 * Short.BYTES + Topic.size(topic.name()) + Topic.size(topic.pattern());
    return FIXED + sender(message).length + topics;
  }

  /** Appends what stands before a record's payload. */
  void putPrefix(ByteBuffer out, Message message, long sequence, long arrival) {
    byte[] sender = sender(message);
    int start = out.position();
    int prefix = prefix(message);
    int length = prefix + message.payload().length;
    int marker = message.topic().isNone() ? MARKER : MARKER_OF_TOPIC;
    out.putInt(marker).putInt(length).putInt(0);
    out.putLong(sequence).putLong(arrival).put((byte) sender.length);
    out.put(sender);
    if (marker == MARKER_OF_TOPIC) {
      put(out, message.topic().name());
      put(out, message.topic().pattern());
    }
    CRC32C crc = sum(out, marker, start + HEAD, prefix, length);
    crc.update(message.payload());
    out.putInt(start + 8, (int) crc.getValue());
  }

  private static void put(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putShort((short) bytes.length).put(bytes);
  }

  private static byte[] sender(Message message) {
    byte[] bytes = message.sender().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > Message.LONGEST_SENDER) {
      throw new IllegalArgumentException("Cannot spool: the sender's name is too long");
    }
    return bytes;
  }

  /** The sum of a body of a length, as far as it is in the buffer. */
  private CRC32C sum(ByteBuffer in, int marker, int from, int here, int length) {
    CRC32C crc = new CRC32C();
    ByteBuffer head = ByteBuffer.allocate(24).putLong(high).putLong(low).putInt(length);
    if (marker != MARKER) {
      head.putInt(marker);
    }
    crc.update(head.flip());
    crc.update(in.duplicate().limit(from + here).position(from));
    return crc;
  }

  static boolean isMarker(int found) {
    return found == MARKER || found == MARKER_OF_TOPIC;
  }

  /** The length of the body that a head names, or -1 where it is none. */
  static int length(ByteBuffer in, int at) {
    int length = in.getInt(at + 4);
    return isMarker(in.getInt(at)) && length >= FIXED && length <= LARGEST_BODY ? length : -1;
  }

  static int sumOf(ByteBuffer in, int at) {
    return in.getInt(at + 8);
  }

  /** The record at a place whose head and body are in the buffer; empty where it is not whole. */
  Optional<SpooledMessage> read(ByteBuffer in, int at, int length) {
    int body = at + HEAD;
    int marker = in.getInt(at);
    if ((int) sum(in, marker, body, length, length).getValue() != sumOf(in, at)) {
      return Optional.empty();
    }
    ByteBuffer rest = in.duplicate().limit(body + length).position(body);
    long sequence = rest.getLong();
    long arrival = rest.getLong();
    @Nullable String sender = text(rest, rest.get() & 0xFF);
    Topic topic = Topic.NONE;
    if (marker == MARKER_OF_TOPIC) {
      @Nullable String name = text(rest);
      @Nullable String pattern = text(rest);
      if (name == null || pattern == null) {
        return Optional.empty();
      }
      topic = new Topic(name, pattern);
    }
    if (sender == null) {
      return Optional.empty();
    }
    byte[] payload = new byte[rest.remaining()];
    rest.get(payload);
    return Optional.of(new SpooledMessage(sequence, arrival, sender, topic, payload));
  }

  private static @Nullable String text(ByteBuffer in) {
    return in.remaining() < Short.BYTES ? null : text(in, in.getShort() & 0xFFFF);
  }

  /** Null where it is longer than what is left. */
  private static @Nullable String text(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
