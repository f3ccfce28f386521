package io.citylake.app;

import io.citylake.receive.http.FeedCounts;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Spool;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;

/** What a receiver tells of its feeds; of senders it names none. */
record FeedMeters(Collection<FeedIntake> feeds) implements MeterBinder {
  private static final String FEED = "feed";

  @Override
  public void bindTo(MeterRegistry registry) {
    for (FeedIntake feed : feeds) {
      String name = feed.feed().name();
      FeedCounts counts = feed.counts();
      FunctionCounter.builder("citylake.feed.messages", counts, FeedCounts::messages)
          .tag(FEED, name)
          .description("Messages that were stored and acknowledged")
          .register(registry);
      FunctionCounter.builder("citylake.feed.bytes", counts, FeedCounts::bytes)
          .tag(FEED, name)
          .baseUnit("bytes")
          .description("Bytes of them")
          .register(registry);
      for (String reason : FeedCounts.REASONS) {
        FunctionCounter.builder("citylake.feed.refused", counts, each -> each.refusals(reason))
            .tag(FEED, name)
            .tag("reason", reason)
            .description("Requests that were refused")
            .register(registry);
      }
      feed.spool().ifPresent(spool -> bind(registry, name, spool));
    }
  }

  private static void bind(MeterRegistry registry, String name, Spool spool) {
    Gauge.builder("citylake.feed.spool", spool, Spool::bytes)
        .tag(FEED, name)
        .baseUnit("bytes")
        .description("What the feed's spool takes of the disk")
        .register(registry);
    Gauge.builder("citylake.feed.spool.most", spool, each -> each.limits().most())
        .tag(FEED, name)
        .baseUnit("bytes")
        .description("What it may take")
        .register(registry);
  }
}
