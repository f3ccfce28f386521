package io.citylake.city.entity;

import java.util.List;

/**
 * Pseudo-random numbers that are fixed by what they are for: a seed, a kind and an index. So any
 * record, and any day, can be made alone and on any machine. The mix is SplitMix64 (Steele, Lea,
 * Flood 2014).
 */
public final class Dice {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /** The index may pack several numbers; each kind has its own space of indexes. */
  public static Dice of(long seed, String kind, long index) {
    return new Dice(mix(mix(seed + GOLDEN * kind.hashCode()) + GOLDEN * index));
  }

  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** At least 0 and less than the bound. */
  public int below(int bound) {
    return (int) (((next() >>> 33) * bound) >>> 31);
  }

  /** At least {@code from} and less than {@code until}. */
  public int between(int from, int until) {
    return from + below(until - from);
  }

  /** True in this many of 10,000 cases. */
  public boolean chance(int perMyriad) {
    return below(10_000) < perMyriad;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
