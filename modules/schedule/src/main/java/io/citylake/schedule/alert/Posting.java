package io.citylake.schedule.alert;

import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Receiver;
import io.citylake.schedule.alert.send.MessageSender;
import io.citylake.schedule.alert.send.SendFailure;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.alert.store.Message;
import io.citylake.schedule.alert.store.Message.State;
import io.citylake.schedule.alert.store.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what is to be told into messages and sends them. A message is sent until its receiver has
 * it, by whoever claims it; one whose sender dies is claimed by another. To one receiver one
 * message is under way at a time, so that a recovery never comes before its alert. Any number of
 * threads may use it.
 */
final class Posting {
  private static final Logger LOG = LoggerFactory.getLogger(Posting.class);

  /** Longer than any sender waits for a target. */
  private static final Duration CLAIM = Duration.ofMinutes(2);

  /** In JSON half a megabyte at most; in a text as many as it has room for. */
  private static final int MOST_EVENTS = 200;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** With the pauses between them a day. */
  private static final int MOST_TRIES = 290;

  /** What a target refuses for what it says, it will refuse again. */
  private static final int MOST_REFUSALS = 5;

  private final AlertStore store;
  private final Alerts alerts;
  private final Function<Receiver, MessageSender> senders;
  private final Clock clock;
  private final Supplier<String> ids;
  private final String process;

  /**
   * @param process whose claims these are
   */
  Posting(
      AlertStore store,
      Alerts alerts,
      Function<Receiver, MessageSender> senders,
      Clock clock,
      Supplier<String> ids,
      String process) {
    this.store = store;
    this.alerts = alerts;
    this.senders = senders;
    this.clock = clock;
    this.ids = ids;
    this.process = process;
  }

  /** Makes messages of what waits, and answers the receivers that have one to be sent now. */
  List<String> compose() {
    Instant now = clock.instant();
    return store.change(
        board -> {
          Outbox outbox = board.outbox();
          for (String receiver : outbox.waiting(now)) {
            if (!outbox.isPending(receiver) && hasRoom(outbox, receiver, now)) {
              Instant until = now.plus(alerts.limits().group());
              outbox.compose(ids.get(), receiver, now, until, MOST_EVENTS);
            }
          }
          return outbox.sendable(now);
        });
  }

  /** A storm is told in few messages, each of many events. */
  private boolean hasRoom(Outbox outbox, String receiver, Instant now) {
    Instant since = now.minus(alerts.limits().within());
    return outbox.composedSince(receiver, since) < alerts.limits().messages();
  }

  /** Takes a message to a receiver, so that nobody else sends it meanwhile. */
  Optional<Message> claim(String receiver) {
    Instant now = clock.instant();
    return store.change(board -> board.outbox().claim(receiver, process, now, CLAIM));
  }

  /** Sends a message that was claimed, and notes what came of it. */
  void send(Message message) {
    Optional<Receiver> receiver = alerts.find(message.receiver());
    if (receiver.isEmpty()) {
      record(message, State.GIVEN_UP, "there is no such receiver any more", clock.instant());
      return;
    }
    try {
      String answer = senders.apply(receiver.get()).send(receiver.get(), message);
      Instant now = clock.instant();
      store.change(
          board -> {
            board.outbox().sent(message, answer, now);
            return null;
          });
    } catch (SendFailure e) {
      int most = e.isRefusal() ? MOST_REFUSALS : MOST_TRIES;
      State state = message.tries() + 1 < most ? State.PENDING : State.GIVEN_UP;
      LOG.warn(
          "Cannot send message {} to receiver {}, {}: {}",
          message.id(),
          message.receiver(),
          state,
          e.getMessage());
      record(message, state, e.getMessage(), clock.instant().plus(pause(message.tries() + 1)));
    }
  }

  private void record(Message message, State state, String answer, Instant again) {
    Instant now = clock.instant();
    store.change(
        board -> {
          board.outbox().failed(message, state, answer, again, now);
          return null;
        });
  }

  /** Gives back what was claimed here and isn't sent. */
  void release() {
    store.change(
        board -> {
          board.outbox().release(process);
          return null;
        });
  }

  /** Ten seconds, then three times as long each time, five minutes at most. */
  static Duration pause(int tries) {
    Duration pause = FIRST_PAUSE;
    for (int i = 1; i < tries && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
      pause = pause.multipliedBy(3);
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
