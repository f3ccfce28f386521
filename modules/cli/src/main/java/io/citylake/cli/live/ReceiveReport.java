package io.citylake.cli.live;

import io.citylake.app.ReceivingLake;
import io.citylake.cli.call.Console;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.contract.settings.ReceiveSettings;
import io.citylake.model.CityLakeException;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Spool;
import java.io.PrintWriter;

/** Says where a receiver listens, and what it found in its spools. */
public final class ReceiveReport {
  private final Console console;

  public ReceiveReport(Console console) {
    this.console = console;
  }

  /** Prints it. */
  public void print(ReceivingLake lake) {
    PrintWriter out = console.out();
    for (FeedIntake feed : lake.receiver().feeds().values()) {
      feed.spool().ifPresent(spool -> found(feed.feed().name(), spool.opened()));
      feed.fault().ifPresent(why -> shut(feed.feed().name(), why));
      if (!feed.feed().senders().isEmpty()) {
        out.printf("Feed   %s/api/v1/feeds/%s%n", address(lake), feed.feed().name());
      }
      if (feed.feed().viid() != null) {
        out.printf("Feed   %s/VIID of the platforms of %s%n", address(lake), feed.feed().name());
      }
      mqtt(lake, feed.feed());
    }
    out.printf("Health http://127.0.0.1:%d/health%n", lake.healthPort());
    out.flush();
  }

  private void mqtt(ReceivingLake lake, Feed feed) {
    PrintWriter out = console.out();
    Mqtt mqtt = feed.mqtt();
    if (!mqtt.groups().isEmpty()) {
      ReceiveSettings settings = lake.settings();
      for (TopicPattern topic : mqtt.topics()) {
        out.printf(
            "Feed   %s://%s:%d  %s  to %s%n",
            settings.tls() == null ? "mqtt" : "mqtts",
            settings.host(),
            lake.mqttPort().orElse(0),
            topic,
            feed.name());
      }
    }
    Mqtt.Subscription broker = mqtt.subscription();
    if (broker != null) {
      out.printf(
          "Broker %s://%s:%d as %s  to %s%n",
          broker.tls() ? "mqtts" : "mqtt",
          broker.host(),
          broker.port(),
          broker.clientId(),
          feed.name());
    }
  }

  private static String address(ReceivingLake lake) {
    ReceiveSettings settings = lake.settings();
    return "%s://%s:%d"
        .formatted(settings.tls() == null ? "http" : "https", settings.host(), lake.port());
  }

  /** What the last process left. */
  private void found(String feed, Spool.Opened opened) {
    PrintWriter err = console.err();
    if (opened.cut() > 0) {
      err.printf(
          "Feed %s: %,d bytes of a message that nobody was told was stored were cut off%n",
          feed, opened.cut());
    }
    opened
        .damages()
        .forEach(
            each ->
                err.printf(
                    "Feed %s: the spool is damaged, and %,d messages from sequence %d on are lost;"
                        + " have them sent again (segment=%s, from=%d, until=%d)%n",
                    feed,
                    each.lost(),
                    each.firstLost(),
                    each.segment(),
                    each.from(),
                    each.until()));
    err.flush();
  }

  private void shut(String feed, CityLakeException why) {
    PrintWriter err = console.err();
    err.printf(
        "Feed %s takes nothing until this is mended and citylake receive started anew: %s%n",
        feed, why.getMessage());
    err.flush();
  }
}
