package io.citylake.app;

import io.citylake.receive.mqtt.MqttCounts;
import io.citylake.receive.mqtt.SubscriptionState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.SortedMap;

/** What a receiver tells of MQTT; of groups and devices it names none. */
record MqttMeters(MqttCounts counts, SortedMap<String, SubscriptionState> brokers)
    implements MeterBinder {
  private static final String FEED = "feed";

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("citylake.mqtt.connections", counts, MqttCounts::connections)
        .description("Devices that are logged in")
        .register(registry);
    FunctionCounter.builder("citylake.mqtt.messages", counts, MqttCounts::messages)
        .description("Publications that were stored, and acknowledged where that was asked for")
        .register(registry);
    for (String reason : MqttCounts.REASONS) {
      FunctionCounter.builder("citylake.mqtt.refused", counts, each -> each.refusals(reason))
          .tag("reason", reason)
          .description("Connections that were refused or ended, and publications not taken")
          .register(registry);
    }
    brokers.forEach((feed, state) -> bind(registry, feed, state));
  }

  private static void bind(MeterRegistry registry, String feed, SubscriptionState state) {
    Gauge.builder("citylake.mqtt.broker.connected", state, each -> each.isConnected() ? 1 : 0)
        .tag(FEED, feed)
        .description("1 while the feed's broker is connected, else 0")
        .register(registry);
    Gauge.builder("citylake.mqtt.broker.since", state, SubscriptionState::seconds)
        .tag(FEED, feed)
        .baseUnit("seconds")
        .description("How long it is connected, or is not")
        .register(registry);
    Gauge.builder("citylake.mqtt.broker.waiting", state, SubscriptionState::waiting)
        .tag(FEED, feed)
        .description("Messages that have come and are not stored yet")
        .register(registry);
    FunctionCounter.builder("citylake.mqtt.broker.messages", state, SubscriptionState::messages)
        .tag(FEED, feed)
        .description("Messages that were stored and acknowledged to the broker")
        .register(registry);
    FunctionCounter.builder(
            "citylake.mqtt.broker.sessions.lost", state, SubscriptionState::sessionsLost)
        .tag(FEED, feed)
        .description("How often the broker had kept nothing of what was published meanwhile")
        .register(registry);
  }
}
