package io.citylake.receive.spool;

import java.nio.charset.StandardCharsets;

/**
 * Where a message was published to, of those that come with a topic.
 *
 * @param name as the device sent it; empty for a message that has none
 * @param pattern the pattern of the feed that it fitted when it came, whose levels have names
 */
public record Topic(String name, String pattern) {
  /** Bytes of UTF-8 that a name, and a pattern, may have. */
  public static final int LONGEST = 1024;

  /** Of messages that come without one. */
  public static final Topic NONE = new Topic("", "");

  public Topic {
    if (size(name) > LONGEST || size(pattern) > LONGEST) {
      throw new IllegalArgumentException("Cannot spool: the topic or its pattern is too long");
    }
  }

  /** How many bytes a name takes. */
  public static int size(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  boolean isNone() {
    return name.isEmpty() && pattern.isEmpty();
  }
}
