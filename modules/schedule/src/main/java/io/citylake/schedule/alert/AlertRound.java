package io.citylake.schedule.alert;

import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Receiver;
import io.citylake.model.CityLakeException;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.CauseSource;
import io.citylake.schedule.alert.cause.CauseSource.Found;
import io.citylake.schedule.alert.send.MessageSender;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.alert.store.Message;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is wrong, decides, and sends. Several, in one process or in many, may work on the
 * same lake: each thing is decided by one, and each message is sent by whoever claims it. Looking
 * is done by one thread, sending by any.
 */
public final class AlertRound {
  private static final Logger LOG = LoggerFactory.getLogger(AlertRound.class);

  /** As long as system logs are kept at least (Cybersecurity Law, art. 21: six months). */
  private static final Duration KEPT = Duration.ofDays(180);

  private final AlertStore store;
  private final List<CauseSource> sources;
  private final Decider decider;
  private final Posting posting;
  private final Clock clock;

  /**
   * @param senders what reaches a receiver
   * @param process whose claims of messages these are
   */
  public AlertRound(
      AlertStore store,
      Alerts alerts,
      List<CauseSource> sources,
      Function<Receiver, MessageSender> senders,
      Clock clock,
      String process) {
    this.store = store;
    this.sources = List.copyOf(sources);
    this.decider = new Decider(alerts, AlertIds::fresh);
    this.posting = new Posting(store, alerts, senders, clock, AlertIds::fresh, process);
    this.clock = clock;
  }

  /** Looks at everything once and decides. What can't be looked at is as it was. */
  public void look() {
    Instant now = clock.instant();
    List<String> open =
        store.change(board -> board.open().stream().map(each -> each.cause().key()).toList());
    List<Cause> causes = new ArrayList<>();
    Set<String> over = new TreeSet<>();
    for (CauseSource source : sources) {
      find(source, open, now)
          .ifPresent(
              found -> {
                causes.addAll(found.causes());
                over.addAll(found.over());
              });
    }
    store.change(
        board -> {
          decider.decide(board, new Found(causes, over), now);
          board.prune(now.minus(KEPT));
          return null;
        });
  }

  private static Optional<Found> find(CauseSource source, List<String> open, Instant now) {
    try {
      return Optional.of(
          source.look(
              open.stream().filter(each -> each.startsWith(source.prefix())).toList(), now));
    } catch (CityLakeException | UncheckedIOException e) {
      LOG.warn("Cannot look for alerts of {}; trying again", source.prefix(), e);
      return Optional.empty();
    }
  }

  /** Makes messages of what waits, and answers the receivers that have one to be sent now. */
  public List<String> compose() {
    return posting.compose();
  }

  /** Sends one message to a receiver, if there is one; whether there was. */
  public boolean send(String receiver) {
    Optional<Message> message = posting.claim(receiver);
    message.ifPresent(posting::send);
    return message.isPresent();
  }

  /** Gives back what was claimed here and isn't sent. */
  public void release() {
    posting.release();
  }
}
