package io.citylake.receive.mqtt;

/** Reason codes of MQTT 5 (OASIS, section 2.4) that are sent. */
final class Reason {
  static final byte MALFORMED = (byte) 0x81;
  static final byte PROTOCOL = (byte) 0x82;
  static final byte SPECIFIC = (byte) 0x83;
  static final byte UNSPECIFIED = (byte) 0x80;
  static final byte FORBIDDEN = (byte) 0x87;
  static final byte BUSY = (byte) 0x89;
  static final byte SHUTTING_DOWN = (byte) 0x8B;
  static final byte KEEP_ALIVE = (byte) 0x8D;
  static final byte TAKEN_OVER = (byte) 0x8E;
  static final byte TOPIC = (byte) 0x90;
  static final byte RECEIVE_MAXIMUM = (byte) 0x93;
  static final byte TOPIC_ALIAS = (byte) 0x94;
  static final byte TOO_LARGE = (byte) 0x95;
  static final byte QUOTA = (byte) 0x97;
  static final byte QOS = (byte) 0x9B;

  private Reason() {}
}
