package io.citylake.city.play;

/**
 * The city's clock in a play, by a clock of the machine that is never set.
 *
 * @param speed seconds of the city in one of ours; 0 where all is due at once
 * @param begun the city's second at which it began
 * @param started when that was
 */
record PlayClock(double speed, long begun, long started) {
  static PlayClock from(double speed, long begun) {
    return new PlayClock(speed, begun, System.nanoTime());
  }

  long second() {
    return speed == 0
        ? Long.MAX_VALUE
        : begun + (long) ((System.nanoTime() - started) / 1e9 * speed);
  }
}
