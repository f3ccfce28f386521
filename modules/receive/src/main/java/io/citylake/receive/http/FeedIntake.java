package io.citylake.receive.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.feed.Feed;
import io.citylake.model.CityLakeException;
import io.citylake.receive.spool.Message;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One feed, as senders meet it. Safe for threads. */
public final class FeedIntake {
  private static final int SLOW_SECONDS = 5;

  private final Feed feed;
  private final @Nullable Spool spool;
  private final Optional<CityLakeException> shut;
  private final SenderKeys keys;
  private final MessageSplitter splitter;
  private final FeedCounts counts = new FeedCounts();
  private final Map<String, Rate> rates = new TreeMap<>();
  private final Optional<FeedPlatforms> platforms;

  @GuardedBy("this")
  private double owed;

  /**
   * Takes messages for a feed into its spool.
   *
   * @param nanos a clock that only goes on
   * @throws CityLakeException SENDER_KEY_WEAK
   */
  public FeedIntake(Feed feed, Spool spool, LongSupplier nanos) {
    this(feed, spool, Optional.empty(), nanos);
  }

  private FeedIntake(
      Feed feed, @Nullable Spool spool, Optional<CityLakeException> shut, LongSupplier nanos) {
    this.feed = feed;
    this.spool = spool;
    this.shut = shut;
    this.keys = new SenderKeys(feed.name(), feed.senders());
    this.splitter = new MessageSplitter(feed.limits());
    feed.senders()
        .keySet()
        .forEach(sender -> rates.put(sender, new Rate(feed.limits().rate(), nanos)));
    this.platforms =
        Optional.ofNullable(feed.viid()).map(viid -> new FeedPlatforms(feed.name(), viid, nanos));
    platforms.ifPresent(
        each -> each.ids().forEach(id -> rates.put(id, new Rate(feed.limits().rate(), nanos))));
  }

  public Feed feed() {
    return feed;
  }

  /**
   * A feed whose spool can't be opened, which takes nothing.
   *
   * @throws CityLakeException SENDER_KEY_WEAK
   */
  public static FeedIntake shut(Feed feed, CityLakeException why, LongSupplier nanos) {
    return new FeedIntake(feed, null, Optional.of(why), nanos);
  }

  /** Empty where it can't be opened. */
  public Optional<Spool> spool() {
    return Optional.ofNullable(spool);
  }

  /** Why it takes nothing; empty while it does. */
  public Optional<CityLakeException> fault() {
    return shut.or(() -> spool().flatMap(Spool::fault));
  }

  public FeedCounts counts() {
    return counts;
  }

  /** Who pushes to it by GA/T 1400. */
  Optional<FeedPlatforms> platforms() {
    return platforms;
  }

  Optional<String> sender(String key) {
    return keys.find(key);
  }

  /** Whether a request may go on, before its body is read. */
  void admit(String sender) throws RefusedException {
    Spool into = requireSound();
    requireRate(rate(sender).waitSeconds());
    if (asksToWait(into)) {
      throw new RefusedException(
          Refusal.slow(
              "slow",
              "Cannot take the message: the feed's spool fills up; send it again later",
              SLOW_SECONDS));
    }
  }

  private Spool requireSound() throws RefusedException {
    Optional<CityLakeException> fault = fault();
    if (spool == null || fault.isPresent()) {
      throw new RefusedException(Refusal.of(fault.orElseThrow()));
    }
    return spool;
  }

  private void requireRate(int wait) throws RefusedException {
    if (wait > 0) {
      throw new RefusedException(
          Refusal.slow(
              "rate",
              "Cannot take the message: the sender sends more than the feed takes of one (rate=%d a second)"
                  .formatted(feed.limits().rate()),
              wait));
    }
  }

  private Rate rate(String sender) {
    Rate rate = rates.get(sender);
    if (rate == null) {
      throw new IllegalArgumentException("No sender of the feed: " + sender);
    }
    return rate;
  }

  /** Whether a sender should wait, because the spool fills up. */
  public boolean asksToWait() {
    return spool != null && asksToWait(spool);
  }

  /** From the mark on, evenly spread, the more of them the less room there is. */
  private synchronized boolean asksToWait(Spool into) {
    long from = into.limits().slowFrom();
    long most = into.limits().most();
    long over = into.bytes() - from;
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
   * Takes a body apart.
   *
   * @throws RefusedException where it is not taken
   */
  List<Message> split(String sender, byte[] body, @Nullable String contentType)
      throws RefusedException {
    List<byte[]> parts =
        switch (feed.format()) {
          case JSON -> splitter.split(body, contentType);
          case NGSI -> new NgsiSplitter(feed.limits()).split(body);
        };
    return parts.stream().map(part -> new Message(sender, part)).toList();
  }

  /**
   * Takes apart what came on a topic.
   *
   * @throws RefusedException where it is not taken
   */
  public List<Message> split(String sender, Topic topic, byte[] payload) throws RefusedException {
    return splitter.published(payload).stream()
        .map(part -> new Message(sender, topic, part))
        .toList();
  }

  /**
   * Stores messages, whoever sent them, without a look at anybody's rate.
   *
   * @return completes once they are on the disk; fails as {@link Spool#append}
   */
  public CompletionStage<Long> append(List<Message> messages) {
    Optional<CityLakeException> fault = fault();
    if (spool == null || fault.isPresent()) {
      return CompletableFuture.failedStage(fault.orElseThrow());
    }
    long bytes = messages.stream().mapToLong(each -> each.payload().length).sum();
    return spool
        .append(messages)
        .thenApply(
            last -> {
              counts.stored(messages.size(), bytes);
              return last;
            });
  }

  /**
   * Stores messages of one sender.
   *
   * @return completes with how many are stored, once they are on the disk
   * @throws RefusedException where they are not taken
   */
  CompletionStage<Integer> store(String sender, List<Message> messages) throws RefusedException {
    Spool into = requireSound();
    Rate rate = rate(sender);
    requireRate(rate.take(messages.size()));
    long bytes = messages.stream().mapToLong(each -> each.payload().length).sum();
    return into.append(messages)
        .handle(
            (last, failure) -> {
              if (failure != null) {
                rate.giveBack(messages.size());
                throw failure instanceof CompletionException wrapped
                    ? wrapped
                    : new CompletionException(failure);
              }
              counts.stored(messages.size(), bytes);
              return messages.size();
            });
  }
}
