package io.citylake.cli.live;

import io.citylake.app.LogDirectory;
import io.citylake.app.ReceivingLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.HomeOption;
import io.citylake.contract.Workspace;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.contract.settings.ReceiveSettings;
import io.citylake.model.CityLakeException;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Spool;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Receives for feeds until Ctrl-C or SIGTERM. */
@Command(
    name = "receive",
    description =
        "Take what senders push to feeds, and keep it until the jobs have published it, until"
            + " Ctrl-C.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Who may send:     conf/feeds/NAME.yaml",
      "Where it listens: receive in conf/citylake.yaml",
      "How to send:      curl -H 'Authorization: Bearer KEY' -d '{...}' URL",
      "What becomes of it: citylake stream; citylake stream status"
    })
public final class ReceiveCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(arity = "0..*", paramLabel = "FEED", description = "Feeds. Default: all of them.")
  private List<String> feeds = new ArrayList<>();

  ReceiveCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    Workspace workspace = invocation.workspace(home.home, null);
    LogDirectory.use(workspace.settings());
    try (ReceivingLake lake = ReceivingLake.open(workspace, feeds, invocation.clock())) {
      announce(lake, workspace.settings().receive());
      awaitEnd();
    }
    return 0;
  }

  private void announce(ReceivingLake lake, ReceiveSettings settings) {
    PrintWriter out = invocation.console().out();
    for (FeedIntake feed : lake.receiver().feeds().values()) {
      feed.spool().ifPresent(spool -> found(feed.feed().name(), spool.opened()));
      feed.fault().ifPresent(why -> shut(feed.feed().name(), why));
      if (!feed.feed().senders().isEmpty()) {
        out.printf("Feed   %s/api/v1/feeds/%s%n", address(lake, settings), feed.feed().name());
      }
      if (feed.feed().viid() != null) {
        out.printf(
            "Feed   %s/VIID of the platforms of %s%n", address(lake, settings), feed.feed().name());
      }
      mqtt(lake, feed.feed(), settings);
    }
    out.printf("Health http://127.0.0.1:%d/health%n", lake.healthPort());
    out.println("Ctrl-C ends it.");
    out.flush();
  }

  private void mqtt(ReceivingLake lake, Feed feed, ReceiveSettings settings) {
    PrintWriter out = invocation.console().out();
    Mqtt mqtt = feed.mqtt();
    if (!mqtt.groups().isEmpty()) {
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

  private static String address(ReceivingLake lake, ReceiveSettings settings) {
    return "%s://%s:%d"
        .formatted(settings.tls() == null ? "http" : "https", settings.host(), lake.port());
  }

  /** What the last process left. */
  private void found(String feed, Spool.Opened opened) {
    PrintWriter err = invocation.console().err();
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
    PrintWriter err = invocation.console().err();
    err.printf(
        "Feed %s takes nothing until this is mended and citylake receive started anew: %s%n",
        feed, why.getMessage());
    err.flush();
  }

  private static void awaitEnd() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    for (String signal : new String[] {"INT", "TERM"}) {
      Signals.register(signal, end::countDown);
    }
    end.await();
  }
}
