package io.citylake.cli.city;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** By what the city is played, as {@code --to} says it. */
enum PlayWay {
  HTTP,
  MQTT,
  VIID,
  KAFKA;

  static Optional<PlayWay> of(String text) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(text)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(PlayWay::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
