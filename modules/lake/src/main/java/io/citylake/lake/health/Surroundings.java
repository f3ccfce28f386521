package io.citylake.lake.health;

import io.citylake.lake.catalog.DatabaseClock;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.hold.EndedHolds;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.Warehouse;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.lease.Leases.Stale;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.BranchNames;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * Looks at what is around the tables of a lake: reservations and holds that nobody ends, what dead
 * runs left, the disk and the clock. It changes nothing unless it is told to. One thread.
 */
public final class Surroundings {
  private static final String FIX = "citylake doctor --fix";
  private static final Duration LONG_OVER = Duration.ofHours(1);
  private static final Duration LONG_LEFT = Duration.ofDays(1);
  private static final Duration MOST_APART = Duration.ofMinutes(1);

  private final Lake lake;
  private final Clock clock;
  private final int leastFree;

  /**
   * @param leastFree percent of a disk that must be free
   */
  public Surroundings(Lake lake, Clock clock, int leastFree) {
    this.lake = lake;
    this.clock = clock;
    this.leastFree = leastFree;
  }

  /** Looks at all of it. */
  public void check(Consumer<Finding> found) {
    clock(found);
    disks(found);
    for (Stale each : Leases.stale(lake.database(), LONG_OVER)) {
      found.accept(
          Finding.of(
              TableName.parse(each.table()),
              "reservation",
              "run %s of %s:%d reserved it and is gone for more than an hour"
                  .formatted(each.run(), each.host(), each.pid()),
              FIX));
    }
    new EndedHolds(lake.database(), LONG_OVER)
        .byOwner()
        .forEach(
            (owner, count) ->
                found.accept(
                    Finding.of(
                        null,
                        "hold",
                        "%,d holds of %s are past their end for more than an hour"
                            .formatted(count, owner),
                        FIX)));
    for (Path each : scratch()) {
      found.accept(
          Finding.of(null, "scratch", "%s was left more than a day ago".formatted(each), FIX));
    }
  }

  /** What dead runs left on branches of a table; the next run of it drops them. */
  public void branches(TableName name, TableMetadata metadata, Consumer<Finding> found) {
    Collection<String> branches = TableRefs.branches(metadata, BranchNames.RUN);
    if (branches.isEmpty() || Leases.reserved(lake.database()).contains(name.target())) {
      return;
    }
    Instant before = clock.instant().minus(LONG_OVER);
    for (String branch : branches) {
      Long head = TableRefs.head(metadata, branch);
      Snapshot snapshot = head == null ? null : metadata.snapshot(head);
      if (snapshot != null && Instant.ofEpochMilli(snapshot.timestampMillis()).isBefore(before)) {
        found.accept(
            Finding.of(
                name,
                "branch",
                "branch %s was left by a run that is gone".formatted(branch),
                "citylake run --select table:" + name.target()));
      }
    }
  }

  /**
   * Ends reservations and holds that were found, and removes what lies about.
   *
   * @return a sentence for each
   */
  public List<String> fix() {
    List<String> done = new ArrayList<>();
    int reservations = Leases.endStale(lake.database(), LONG_OVER);
    if (reservations > 0) {
      done.add("Ended %,d reservations.".formatted(reservations));
    }
    int holds = new EndedHolds(lake.database(), LONG_OVER).remove();
    if (holds > 0) {
      done.add("Removed %,d holds.".formatted(holds));
    }
    for (Path each : scratch()) {
      delete(each);
      done.add("Removed %s.".formatted(each));
    }
    return done;
  }

  private void clock(Consumer<Finding> found) {
    Instant database = new DatabaseClock(lake.database()).instant();
    Duration apart = Duration.between(database, clock.instant());
    if (apart.abs().compareTo(MOST_APART) > 0) {
      found.accept(
          Finding.of(
              null,
              "clock",
              "the clock of this machine is %,d seconds %s that of the catalog database"
                  .formatted(apart.abs().toSeconds(), apart.isNegative() ? "behind" : "before"),
              "set it right, as by chronyc makestep, and keep it so"));
    }
  }

  private void disks(Consumer<Finding> found) {
    List<String> seen = new ArrayList<>();
    for (Path place : places()) {
      try {
        FileStore store = Files.getFileStore(place);
        long total = store.getTotalSpace();
        long free = store.getUsableSpace();
        // Two directories of one disk are one finding.
        if (total > 0 && free < total / 100.0 * leastFree && !seen.contains(store.toString())) {
          seen.add(store.toString());
          found.accept(
              Finding.of(
                  null,
                  "disk",
                  "%,d MB (%d%%) of the disk of %s is free"
                      .formatted(free / 1_000_000, free * 100 / total, place),
                  "citylake maintain --remove-orphans, or a larger disk"));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot look at the disk of " + place, e);
      }
    }
  }

  private List<Path> places() {
    List<Path> places = new ArrayList<>(List.of(lake.settings().stateDir()));
    String warehouse = Warehouse.location(lake.settings().warehouse());
    if (LocalPaths.isLocal(warehouse) && Files.isDirectory(LocalPaths.path(warehouse))) {
      places.add(LocalPaths.path(warehouse));
    }
    return places;
  }

  /** What Spark keeps while it runs, and is old. */
  private List<Path> scratch() {
    Path directory = lake.settings().stateDir().resolve("tmp");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    Instant before = clock.instant().minus(LONG_LEFT);
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> old = new ArrayList<>();
      for (Path each : entries.sorted().toList()) {
        if (newest(each).isBefore(before)) {
          old.add(each);
        }
      }
      return old;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + directory, e);
    }
  }

  /** What is written to far below changes nothing at the top. */
  private static Instant newest(Path place) throws IOException {
    Instant newest = Instant.MIN;
    try (Stream<Path> walk = Files.walk(place)) {
      for (Path each : walk.toList()) {
        Instant changed = Files.getLastModifiedTime(each).toInstant();
        newest = changed.isAfter(newest) ? changed : newest;
      }
    }
    return newest;
  }

  private static void delete(Path directory) {
    try {
      LocalPaths.deleteTree(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + directory, e);
    }
  }
}
