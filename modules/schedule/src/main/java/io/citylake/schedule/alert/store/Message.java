package io.citylake.schedule.alert.store;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Events that are told to one receiver together. It is the same, with the same id, however often it
 * is sent.
 *
 * @param tries that have failed
 * @param claim whose it is to send; empty for nobody's
 * @param answer what came back last, or why nothing did
 */
public record Message(
    String id,
    String receiver,
    Instant composed,
    State state,
    int tries,
    Instant notBefore,
    String claim,
    String answer,
    List<Told> told) {
  public Message {
    told = List.copyOf(told);
  }

  Message telling(List<Told> events) {
    return new Message(id, receiver, composed, state, tries, notBefore, claim, answer, events);
  }

  /** An event of a message and its alert. */
  public record Told(AlertEvent event, Alert alert) {}

  /** What has become of it. */
  public enum State {
    PENDING,
    SENT,
    /** It was tried for long enough. */
    GIVEN_UP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static State parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
