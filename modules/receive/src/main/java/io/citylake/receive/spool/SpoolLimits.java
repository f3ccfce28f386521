package io.citylake.receive.spool;

/**
 * How much disk a spool takes.
 *
 * @param segment bytes after which another file is begun
 * @param most bytes of all segments together; what would go beyond is refused
 * @param slowFrom bytes from which senders are asked to wait, more and more of them
 * @param keepFree bytes of the disk that are left to others
 */
public record SpoolLimits(long segment, long most, long slowFrom, long keepFree) {
  public static final long SEGMENT = 64L << 20;

  public SpoolLimits {
    if (segment < Segment.HEAD || slowFrom > most || keepFree < 0) {
      throw new IllegalArgumentException(
          "Cannot bound a spool so (segment=%d, slowFrom=%d, most=%d)"
              .formatted(segment, slowFrom, most));
    }
  }
}
