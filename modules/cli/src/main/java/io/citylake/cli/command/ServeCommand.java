package io.citylake.cli.command;

import io.citylake.app.ServingLake;
import io.citylake.cli.call.Invocation;
import io.citylake.contract.Workspace;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jline.utils.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves the lake until Ctrl-C or SIGTERM, or until it can't any more. */
@Command(
    name = "serve",
    description = "Answer SQL over Arrow Flight SQL and HTTP, as the policies allow, until Ctrl-C.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Who may log in:       citylake user add NAME --role ROLE",
      "What a role may read: conf/policies.yaml; a change counts within seconds",
      "Where it listens:     serve in conf/citylake.yaml"
    })
public final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /** For what runs to be stopped, and the last of the access log to be brought into its table. */
  private static final Duration GOODBYE = Duration.ofSeconds(15);

  /** For the same where Spark is gone, and what is left is likely to wait for it. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private static final int FAILED = 1;

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();

  ServeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    Workspace workspace = invocation.workspace(home.home, null);
    ServeReport report = new ServeReport(invocation.console().out());
    Thread guard = null;
    try (ServingLake lake = ServingLake.open(workspace, invocation.host(), report::introduce)) {
      report.print(lake);
      invocation.console().out().println("Ctrl-C ends it.");
      invocation.console().out().flush();
      Optional<String> broken = awaitEnd(lake);
      guard = endAnyhow(broken);
      if (broken.isPresent()) {
        // Before it is closed, which may never end then.
        throw new CityLakeException(ErrorCode.INTERNAL, sentence(broken.get()));
      }
    } finally {
      if (guard != null) {
        guard.interrupt();
      }
    }
    return 0;
  }

  /**
   * Ends the process where closing waits for work that can't be stopped: it only reads, and what it
   * writes down bears a sudden end.
   */
  private Thread endAnyhow(Optional<String> broken) {
    Duration patience = broken.isPresent() ? FAREWELL : GOODBYE;
    Thread guard =
        new Thread(
            () -> {
              try {
                Thread.sleep(patience.toMillis());
                LOG.warn(
                    "Closing took longer than {} s; the process ends now", patience.toSeconds());
                invocation
                    .console()
                    .err()
                    .println(
                        broken
                            .map(ServeCommand::sentence)
                            .orElse(
                                "Ended at once: what runs did not end within %d s"
                                    .formatted(patience.toSeconds())));
                invocation.console().err().flush();
                Runtime.getRuntime().halt(FAILED);
              } catch (InterruptedException e) {
                // It is closed.
              }
            },
            "citylake-goodbye");
    guard.setDaemon(true);
    guard.start();
    return guard;
  }

  private static String sentence(String broken) {
    return "Cannot go on serving: Spark runs nothing any more (%s); start the server again, and look into the log for an OutOfMemoryError"
        .formatted(broken);
  }

  /**
   * Until Ctrl-C or SIGTERM, or until nothing is answered any more; the server is closed on this
   * thread, and the process ends after.
   *
   * @return why it can't go on; empty where somebody ends it
   */
  private static Optional<String> awaitEnd(ServingLake lake) throws InterruptedException {
    CompletableFuture<Optional<String>> end = new CompletableFuture<>();
    for (String signal : new String[] {"INT", "TERM"}) {
      Signals.register(signal, () -> end.complete(Optional.empty()));
    }
    var unused = lake.broken().thenAccept(why -> end.complete(Optional.of(why)));
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
