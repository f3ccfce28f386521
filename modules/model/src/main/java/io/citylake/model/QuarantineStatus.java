package io.citylake.model;

import java.util.Arrays;
import java.util.Locale;

/** What became of a refused row. Quarantine tables hold the lower-case word, as printed. */
public enum QuarantineStatus {
  /** Nothing yet: it waits for a correction, a replay or a decision. */
  OPEN,
  /** It went through its job again; another row with the next attempt stands for it if refused. */
  REPLAYED,
  /** Somebody gave it up, with a reason. */
  DISCARDED,
  /** Its source was sent again, or the same record was refused before. */
  SUPERSEDED;

  /**
   * Reads the word that tables hold.
   *
   * @throws IllegalArgumentException for any other text than what {@link #toString} prints
   */
  public static QuarantineStatus parse(String text) {
    for (QuarantineStatus status : values()) {
      if (status.toString().equals(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException(
        "Cannot read '%s' as a quarantine status: expected one of %s"
            .formatted(text, Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
