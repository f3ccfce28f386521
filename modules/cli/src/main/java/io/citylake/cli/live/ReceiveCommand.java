package io.citylake.cli.live;

import io.citylake.app.LogDirectory;
import io.citylake.app.ReceivingLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.HomeOption;
import io.citylake.contract.Workspace;
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
      new ReceiveReport(invocation.console()).print(lake);
      invocation.console().out().println("Ctrl-C ends it.");
      invocation.console().out().flush();
      awaitEnd();
    }
    return 0;
  }

  private static void awaitEnd() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    for (String signal : new String[] {"INT", "TERM"}) {
      Signals.register(signal, end::countDown);
    }
    end.await();
  }
}
