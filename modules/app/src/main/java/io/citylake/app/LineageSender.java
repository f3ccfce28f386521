package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.settings.ObserveSettings;
import io.citylake.lake.history.RunObserver;
import io.citylake.lake.history.RunRecord;
import io.citylake.run.session.SparkSessions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of runs to the target of the settings, on a thread of its own, in the order in
 * which they happened. A run neither waits for it nor fails by it: what can't be sent is said in
 * the log and given up, and so is what comes while a thousand wait.
 */
final class LineageSender implements RunObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LineageSender.class);
  private static final String FILE = "file:";
  private static final int MOST_WAITING = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String target;
  private final CityLineage plans;
  private final RunEvents events;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ExecutorService thread;

  private LineageSender(String target, CityLineage plans, RunEvents events) {
    this.target = target;
    this.plans = plans;
    this.events = events;
    BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            waiting,
            work -> {
              Thread sender = Executors.defaultThreadFactory().newThread(work);
              sender.setName("citylake-lineage");
              sender.setDaemon(true);
              return sender;
            });
  }

  /**
   * A sender of one lake's runs; empty where its settings name no target.
   *
   * @param sessions where plans are made; they stay open until it is closed
   */
  static Optional<LineageSender> open(Workspace workspace, SparkSessions sessions) {
    ObserveSettings settings = workspace.settings().observe();
    String target = settings.lineage();
    if (target == null) {
      return Optional.empty();
    }
    CityLineage plans = CityLineage.open(workspace, sessions);
    RunEvents events = new RunEvents(workspace, plans.graph(), settings.namespace());
    return Optional.of(new LineageSender(target, plans, events));
  }

  @Override
  public void recorded(RunRecord run) {
    try {
      thread.execute(() -> send(run));
    } catch (RejectedExecutionException e) {
      LOG.warn("An event of run {} is not sent: a thousand wait for {}", run.run(), target);
    }
  }

  private void send(RunRecord run) {
    try {
      Optional<String> event = events.of(run);
      if (event.isPresent()) {
        send(event.get());
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "An event of run {} can't be sent to {} and is given up: {}",
          run.run(),
          target,
          e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(String event) throws IOException, InterruptedException {
    if (target.startsWith(FILE)) {
      Files.writeString(
          Path.of(target.substring(FILE.length())),
          event + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return;
    }
    HttpResponse<Void> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(target))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("it answered " + answer.statusCode());
    }
  }

  /** Sends what waits, for a while. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(3 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("Events that wait for {} are given up", target);
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    plans.close();
  }
}
