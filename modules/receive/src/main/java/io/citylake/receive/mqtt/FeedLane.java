package io.citylake.receive.mqtt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.http.RefusedException;
import io.citylake.receive.spool.Message;
import io.citylake.receive.spool.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where what is published for one feed is taken apart and appended, in the order in which it came,
 * by one thread at a time: a disk that is slow holds up its own feed alone. What waits is bounded
 * by whoever offers it. Safe for threads.
 */
final class FeedLane {
  private static final int MOST_AT_ONCE = 500;
  private static final long MOST_BYTES = 4L << 20;

  private final FeedIntake feed;
  private final Executor executor;

  @GuardedBy("this")
  private final Deque<Publication> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private boolean running;

  /**
   * What was published.
   *
   * @param done told null once it is on the disk, else why it is not stored; on any thread
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Publication(
      String sender, Topic topic, byte[] payload, Consumer<@Nullable Throwable> done) {}

  FeedLane(FeedIntake feed, Executor executor) {
    this.feed = feed;
    this.executor = executor;
  }

  void offer(Publication publication) {
    boolean begins;
    synchronized (this) {
      waiting.add(publication);
      begins = !running;
      running = true;
    }
    if (begins) {
      begin();
    }
  }

  private void begin() {
    try {
      executor.execute(this::run);
    } catch (Throwable e) {
      List<Publication> told;
      synchronized (this) {
        running = false;
        told = new ArrayList<>(waiting);
        waiting.clear();
      }
      told.forEach(each -> each.done().accept(e));
    }
  }

  private void run() {
    for (List<Publication> some = next(); !some.isEmpty(); some = next()) {
      store(some);
    }
  }

  private synchronized List<Publication> next() {
    List<Publication> some = new ArrayList<>();
    long bytes = 0;
    while (!waiting.isEmpty() && some.size() < MOST_AT_ONCE && bytes < MOST_BYTES) {
      Publication each = waiting.remove();
      bytes += each.payload().length;
      some.add(each);
    }
    running = !some.isEmpty();
    return some;
  }

  private void store(List<Publication> some) {
    List<Message> messages = new ArrayList<>();
    List<Publication> taken = new ArrayList<>();
    for (Publication each : some) {
      try {
        messages.addAll(feed.split(each.sender(), each.topic(), each.payload()));
        taken.add(each);
      } catch (RefusedException e) {
        feed.counts().refused(e.refusal().reason());
        each.done().accept(e);
      } catch (Throwable e) {
        each.done().accept(e);
      }
    }
    if (taken.isEmpty()) {
      return;
    }
    try {
      feed.append(messages).whenComplete((last, failure) -> tell(taken, failure));
    } catch (Throwable e) {
      tell(taken, e);
    }
  }

  private static void tell(List<Publication> taken, @Nullable Throwable failure) {
    @Nullable Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    taken.forEach(each -> each.done().accept(cause));
  }
}
