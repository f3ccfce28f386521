package io.citylake.receive.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.feed.Feed;
import io.citylake.model.CityLakeException;
import io.citylake.receive.spool.Message;
import io.citylake.receive.spool.Spool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One feed, as senders meet it. Safe for threads. */
public final class FeedIntake {
  private static final int SLOW_SECONDS = 5;

  private final Feed feed;
  private final Spool spool;
  private final SenderKeys keys;
  private final MessageSplitter splitter;
  private final FeedCounts counts = new FeedCounts();
  private final Map<String, Rate> rates = new TreeMap<>();

  @GuardedBy("this")
  private double owed;

  /**
   * Takes messages for a feed into its spool.
   *
   * @param nanos a clock that only goes on
   * @throws CityLakeException SENDER_KEY_WEAK
   */
  public FeedIntake(Feed feed, Spool spool, LongSupplier nanos) {
    this.feed = feed;
    this.spool = spool;
    this.keys = new SenderKeys(feed.name(), feed.senders());
    this.splitter = new MessageSplitter(feed.limits());
    feed.senders()
        .keySet()
        .forEach(sender -> rates.put(sender, new Rate(feed.limits().rate(), nanos)));
  }

  public Feed feed() {
    return feed;
  }

  public Spool spool() {
    return spool;
  }

  public FeedCounts counts() {
    return counts;
  }

  Optional<String> sender(String key) {
    return keys.find(key);
  }

  /** Whether a request may go on, before its body is read. */
  void admit(String sender) throws RefusedException {
    Optional<CityLakeException> fault = spool.fault();
    if (fault.isPresent()) {
      throw new RefusedException(Refusal.of(fault.get()));
    }
    int wait = rate(sender).waitSeconds();
    if (wait > 0) {
      throw new RefusedException(
          Refusal.slow(
              "rate",
              "Cannot take the message: the sender sends more than the feed takes of one (rate=%d a second)"
                  .formatted(feed.limits().rate()),
              wait));
    }
    if (asksToWait()) {
      throw new RefusedException(
          Refusal.slow(
              "slow",
              "Cannot take the message: the feed's spool fills up; send it again later",
              SLOW_SECONDS));
    }
  }

  private Rate rate(String sender) {
    Rate rate = rates.get(sender);
    if (rate == null) {
      throw new IllegalArgumentException("No sender of the feed: " + sender);
    }
    return rate;
  }

  /** From the mark on, evenly spread, the more of them the less room there is. */
  private synchronized boolean asksToWait() {
    long from = spool.limits().slowFrom();
    long most = spool.limits().most();
    long over = spool.bytes() - from;
    if (over <= 0 || most == from) {
      owed = 0;
      return false;
    }
    owed += Math.min(1.0, (double) over / (most - from));
    if (owed < 1) {
      return false;
    }
    owed -= 1;
    return true;
  }

  /**
   * Takes a body.
   *
   * @return completes with how many messages are stored, once they are on the disk
   * @throws RefusedException where the body is not taken
   */
  CompletionStage<Integer> take(String sender, byte[] body, @Nullable String contentType)
      throws RefusedException {
    List<byte[]> parts = splitter.split(body, contentType);
    List<Message> messages = new ArrayList<>(parts.size());
    long size = 0;
    for (byte[] part : parts) {
      messages.add(new Message(sender, part));
      size += part.length;
    }
    rate(sender).take(parts.size());
    long bytes = size;
    return spool
        .append(messages)
        .thenApply(
            last -> {
              counts.stored(parts.size(), bytes);
              return parts.size();
            });
  }
}
