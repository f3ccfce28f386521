package io.citylake.city;

/** Hears how far a city is. Called by one thread at a time. */
@FunctionalInterface
public interface GenerateProgress {
  void made(int parts, int of);

  static GenerateProgress none() {
    return (parts, of) -> {};
  }
}
