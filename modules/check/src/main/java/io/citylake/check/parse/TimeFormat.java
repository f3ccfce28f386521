package io.citylake.check.parse;

/** One way to write a date or an instant. Without state, so safe for any thread. */
public interface TimeFormat {
  /**
   * Fills {@code into}. False where the text is of another shape, or of this shape but no time of
   * the calendar; {@code into.fault} then says why if there is more to say.
   */
  boolean read(String text, TimeParts into);

  /**
   * A format by its name or pattern.
   *
   * @throws IllegalArgumentException where the pattern is none
   */
  static TimeFormat of(String format) {
    return switch (format) {
      case "iso" -> IsoFormat.INSTANCE;
      case "epoch-seconds" -> new EpochFormat(6);
      case "epoch-millis" -> new EpochFormat(3);
      default -> PatternCompiler.compile(format);
    };
  }
}
