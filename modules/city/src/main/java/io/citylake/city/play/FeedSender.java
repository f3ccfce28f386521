package io.citylake.city.play;

import io.citylake.model.CityLakeException;
import java.time.Duration;
import java.util.List;

/**
 * Sends to one feed, as a gateway does that goes on after each refusal. Used by one thread; a
 * connection may have threads of its own.
 */
public interface FeedSender extends AutoCloseable {
  /** What is waited for an answer at most. */
  Duration PATIENCE = Duration.ofSeconds(20);

  /** Before something is sent again, where nobody says how long. */
  Duration PAUSE = Duration.ofMillis(500);

  /**
   * What became of messages.
   *
   * @param taken how many of them were acknowledged, the first ones
   * @param pause until the others are sent again
   * @param trouble why they must be; empty where all were taken
   */
  record Answer(int taken, Duration pause, String trouble) {
    static Answer all(int messages) {
      return new Answer(messages, Duration.ZERO, "");
    }

    static Answer again(int taken, String trouble) {
      return new Answer(taken, PAUSE, trouble);
    }

    boolean isWhole() {
      return trouble.isEmpty();
    }
  }

  /**
   * Sends messages, and waits until they are acknowledged.
   *
   * @throws CityLakeException PLAY_REFUSED where sending again doesn't help, PLAY_MISCOUNTED
   */
  Answer send(List<String> messages) throws InterruptedException;

  /** Goes on over another connection from now on. */
  void reconnect();

  /** Nothing is due: has the other side know that somebody is there. */
  default void idle() throws InterruptedException {}

  @Override
  default void close() {}
}
