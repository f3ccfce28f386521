package io.citylake.publish;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.publish.TestFencingSpark.Stopped;
import io.citylake.testkit.Contracts;
import io.citylake.testkit.JudgedRows;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The process that {@link TestFencingSpark} stops: it stages, waits, and tries to publish. */
final class StoppedRun {
  private static final LeaseSettings LEASES =
      new LeaseSettings(
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          Duration.ofSeconds(30),
          new Owner("a host of its own", 1, 1));

  private StoppedRun() {}

  static Process start(Settings settings, Path home, Stopped kind) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(each -> each.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            StoppedRun.class.getName(),
            home.toString(),
            kind.name()));
    return new ProcessBuilder(command).redirectError(home.resolve("stopped.log").toFile()).start();
  }

  public static void main(String[] arguments) throws IOException {
    Settings settings =
        LocalLake.faultySettings(Path.of(arguments[0]), DurableFileIo.class.getName());
    try (PublisherFixture lake = PublisherFixture.reopen(settings, Contracts.readings(), LEASES)) {
      RunId run = RunId.create(Instant.parse("2026-02-01T00:00:00Z"), new Random(7));
      Staging staging = lake.begin(run);
      JudgedRows rows = new JudgedRows(lake.dataset, run).from("a.csv");
      Position after = new Position("2");
      switch (Stopped.valueOf(arguments[1])) {
        case REFUSED_ROWS -> rows.refuse("q0", "value", "range");
        case SUPERSEDED_FILE -> {
          staging.deleteSources(List.of("a.csv"));
          rows.accept("c", null, 100);
        }
        case REPLAY -> {
          TestFencingSpark.replay(staging, rows);
          after = staging.position();
        }
      }
      StagedTable staged = staging.finish(after, staging.write(rows.toFrame(lake.spark)));
      System.out.println("run: staged");
      // The test stops the process here, and sends a line once it goes on.
      System.in.read();
      CommitOutcome outcome = lake.publisher.publish(PublisherFixture.passed(staged));
      System.out.println("run: " + outcome);
    } catch (CityLakeException e) {
      System.out.println("run: lost " + e.code().label());
    }
    // Spark's threads are no daemons.
    Runtime.getRuntime().halt(0);
  }
}
