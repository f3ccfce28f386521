package io.citylake.receive.spool;

/**
 * What a sender handed over, as it came.
 *
 * @param sender as the feed declares it; at most {@link #LONGEST_SENDER} bytes of UTF-8
 * @param topic {@link Topic#NONE} where it came without one
 * @param payload never changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares messages, and copies cost
public record Message(String sender, Topic topic, byte[] payload) {
  public static final int LONGEST_SENDER = 255;

  /** More than any limit of a feed may say, and less than a segment. */
  public static final int LARGEST_PAYLOAD = 32 << 20;

  public Message(String sender, byte[] payload) {
    this(sender, Topic.NONE, payload);
  }
}
