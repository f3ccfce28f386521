package io.citylake.cli.city;

import io.citylake.app.EmbeddedLake;
import io.citylake.city.CityRequest;
import io.citylake.city.CityTruth;
import io.citylake.city.FeedFiles;
import io.citylake.city.JobTruth;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.city.CityProgress.Chunk;
import io.citylake.cli.city.Reconciliation.Difference;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import io.citylake.upkeep.Maintenance;
import io.citylake.upkeep.Maintenance.Scope;
import io.citylake.upkeep.UpkeepPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The reference city, some days at a time: made, loaded, derived from, maintained; then the feeds'
 * files go and the next days come. What grows faster than the data shows in the chunks' rates. A
 * process that was ended goes on with the chunk that it was at.
 *
 * <p>The lake's clock is days ahead of the machine's and goes on by a chunk's days each time, so
 * that upkeep finds releases and snapshots as old as they would be.
 */
final class CityInChunks {
  /** About what a record takes of the lake, until it is measured. */
  private static final long BYTES_PER_RECORD = 40;

  /** About what a record takes in the feeds' files. */
  private static final long BYTES_PER_LANDED_RECORD = 200;

  /** Records of a day at scale 1, and what there is at every scale. */
  private static final long RECORDS_PER_DAY = 5_100_000;

  private static final long LEAST_HEAP = 2_000_000_000L;
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final Duration AHEAD = Duration.ofDays(3);
  private static final String GENERATE = "generate";
  private static final String LOAD = "load";
  private static final String DERIVE = "derive";
  private static final String UPKEEP = "upkeep";

  private final Invocation invocation;
  private final Path directory;
  private final Consumer<String> told;

  CityInChunks(Invocation invocation, Path directory, Consumer<String> told) {
    this.invocation = invocation;
    this.directory = directory;
    this.told = told;
  }

  /**
   * Goes on until all days are in, and compares the lake with what was planted.
   *
   * @return whether every job and step passed and nothing differs
   */
  boolean run(double scale, int days, int chunk) throws IOException {
    CityProgress wanted = new CityProgress(scale, days, chunk, List.of());
    CityProgress progress = begin(wanted);
    while (progress.daysIn() < days) {
      refuseWithoutSpace(progress);
      LocalDate from = FIRST.plusDays(progress.daysIn());
      int next = Math.min(chunk, days - progress.daysIn());
      CityRequest request = CityRun.request(directory, scale, from, next);
      Clock clock =
          Clock.offset(invocation.clock(), AHEAD.plus(Duration.ofDays(progress.daysIn())));
      boolean whole = !Files.exists(begun(from));
      try (CityRun city = CityRun.open(invocation, directory, request, clock)) {
        Files.writeString(begun(from), "");
        progress = progress.plus(new OneChunk(city, clock, progress, whole).run());
      } catch (ChunkFailedException e) {
        told.accept(e.getMessage());
        return false;
      }
      progress.write(directory);
      Files.deleteIfExists(begun(from));
      told.accept(line(progress));
    }
    print(progress);
    return reconcile(progress);
  }

  private CityProgress begin(CityProgress wanted) throws IOException {
    CityProgress there = CityProgress.find(directory).orElse(null);
    if (there == null) {
      DemoWorkspace.make(invocation.home(null), directory);
      wanted.write(directory);
      return wanted;
    }
    if (!there.sameCity(wanted)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot go on with the city there: it is of --scale %s --days %d --chunk %dd; ask for the same, delete it, or name another directory with --to (directory=%s)"
              .formatted(there.scale(), there.days(), there.chunk(), directory));
    }
    told.accept("%d of %d days are in".formatted(there.daysIn(), there.days()));
    return there;
  }

  /** There while a chunk is under way. */
  private Path begun(LocalDate from) {
    return directory.resolve("begun-" + from);
  }

  /** By what was measured so far; before that, by what a record takes as a rule. */
  private void refuseWithoutSpace(CityProgress progress) throws IOException {
    if (Runtime.getRuntime().maxMemory() < LEAST_HEAP) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot make the city: Java's heap is too small; give it 2 GB at least with CITYLAKE_JAVA_OPTS=-Xmx3g (heap=%d MB)"
              .formatted(Runtime.getRuntime().maxMemory() >> 20));
    }
    List<Chunk> chunks = progress.chunks();
    int left = progress.days() - progress.daysIn();
    double perDay = RECORDS_PER_DAY * Math.max(progress.scale(), 0.05);
    double bytes = perDay * left * BYTES_PER_RECORD;
    if (chunks.size() > 1) {
      Chunk first = chunks.get(0);
      Chunk last = chunks.get(chunks.size() - 1);
      int since = progress.daysIn() - first.days();
      bytes = (double) (last.lake().bytes() - first.lake().bytes()) / since * left;
      perDay = (double) (progress.records() - first.records()) / since;
    }
    double landed = perDay * Math.min(progress.chunk(), left) * BYTES_PER_LANDED_RECORD;
    long free = Files.getFileStore(directory).getUsableSpace();
    if (bytes + landed > free) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot make %d more days of the city: about %,d MB are needed and %,d MB are free; free space, or ask for fewer days or a smaller scale (directory=%s)"
              .formatted(left, (long) (bytes + landed) >> 20, free >> 20, directory));
    }
  }

  /** What a chunk took, what the lake takes, and when the last will be in. */
  private static String line(CityProgress progress) {
    Chunk chunk = progress.chunks().get(progress.chunks().size() - 1);
    double mean =
        progress.chunks().stream().mapToDouble(Chunk::took).sum() / progress.chunks().size();
    int left =
        (progress.days() - progress.daysIn() + progress.chunk() - 1)
            / Math.max(1, progress.chunk());
    return String.format(
        Locale.ROOT,
        "%d of %d days, %,d records, %,.0f records/s (%s), lake %,d MB, %,d data files, metadata"
            + " %,d MB, heap %,d MB, about %s left",
        progress.daysIn(),
        progress.days(),
        progress.records(),
        chunk.records() / chunk.took(),
        chunk.seconds().entrySet().stream()
            .map(each -> "%s %.0f s".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", ")),
        chunk.lake().bytes() >> 20,
        chunk.lake().dataFiles(),
        chunk.lake().metadata() >> 20,
        chunk.heap() >> 20,
        Duration.ofSeconds((long) (mean * left)).toString().substring(2).toLowerCase(Locale.ROOT));
  }

  private void print(CityProgress progress) {
    List<List<Object>> rows = new ArrayList<>();
    long before = 0;
    long bytes = 0;
    for (Chunk chunk : progress.chunks()) {
      before += chunk.records();
      List<Object> row = new ArrayList<>(List.of(chunk.from(), chunk.records()));
      for (String stage : List.of(GENERATE, LOAD, DERIVE, UPKEEP)) {
        double seconds = chunk.seconds().getOrDefault(stage, 0.0);
        row.add(String.format(Locale.ROOT, "%.1f", seconds));
      }
      row.add(
          chunk.whole()
              ? String.format(Locale.ROOT, "%,.0f", chunk.records() / chunk.took())
              : "ended and begun again");
      row.add(
          String.format(
              Locale.ROOT,
              "%.1f",
              (double) (chunk.lake().bytes() - bytes) / Math.max(1, chunk.records())));
      row.add(chunk.lake().dataFiles());
      row.add(chunk.lake().metadata() >> 20);
      row.add(chunk.heap() >> 20);
      rows.add(row);
      bytes = chunk.lake().bytes();
    }
    invocation
        .console()
        .out()
        .printf(
            Locale.ROOT,
            "scale %s, %d days, %,d records%n",
            progress.scale(),
            progress.days(),
            before);
    new Listing(
            "from",
            "records",
            "generate_s",
            "load_s",
            "derive_s",
            "upkeep_s",
            "records_per_second",
            "bytes_per_record",
            "data_files",
            "metadata_mb",
            "heap_mb")
        .print(invocation.console().out(), OutputFormat.table, rows.iterator());
    slope(progress);
  }

  /** The first tenth against the last; registers that the first chunk brings are no part of it. */
  private void slope(CityProgress progress) {
    List<Chunk> whole =
        progress.chunks().stream().skip(1).filter(Chunk::whole).collect(Collectors.toList());
    if (whole.size() < 2) {
      return;
    }
    int tenth = Math.max(1, whole.size() / 10);
    double first = rate(whole.subList(0, tenth));
    double last = rate(whole.subList(whole.size() - tenth, whole.size()));
    invocation
        .console()
        .out()
        .printf(
            Locale.ROOT,
            "After the first chunk, which brings the registers: first tenth %,.0f records/s, last"
                + " tenth %,.0f, %.2f of it%n",
            first,
            last,
            last / first);
  }

  private static double rate(List<Chunk> chunks) {
    return chunks.stream().mapToLong(Chunk::records).sum()
        / chunks.stream().mapToDouble(Chunk::took).sum();
  }

  private boolean reconcile(CityProgress progress) throws IOException {
    LocalDate from = FIRST.plusDays(progress.days() - 1L);
    CityRequest request = CityRun.request(directory, progress.scale(), from, 1);
    try (CityRun city = CityRun.open(invocation, directory, request, invocation.clock())) {
      CityTruth truth = TruthFile.read(request.to());
      Reconciliation reconciliation = new Reconciliation(city.lake(), truth);
      List<Difference> differences = reconciliation.run();
      differences.forEach(each -> told.accept(each.toString()));
      invocation
          .console()
          .out()
          .printf(
              "%d figures compared, %d differ%n", reconciliation.compared(), differences.size());
      return differences.isEmpty();
    }
  }

  /** A job, a step or an action of upkeep failed; what is in stays, and asking again goes on. */
  private static final class ChunkFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    ChunkFailedException(String message) {
      super(message);
    }
  }

  /** One chunk of days. */
  private final class OneChunk {
    private final CityRun city;
    private final Clock clock;
    private final CityProgress before;
    private final boolean whole;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final Instant began = invocation.clock().instant();

    OneChunk(CityRun city, Clock clock, CityProgress before, boolean whole) {
      this.city = city;
      this.clock = clock;
      this.before = before;
      this.whole = whole;
    }

    Chunk run() throws IOException, ChunkFailedException {
      forgetHeap();
      long start = System.nanoTime();
      CityTruth truth = city.generate();
      start = stage(GENERATE, start);
      city.apply();
      List<JobName> tasks = city.tasks();
      Set<JobName> loads = city.workspace().jobs().keySet();
      passed(round(tasks.stream().filter(loads::contains).toList()));
      start = stage(LOAD, start);
      passed(round(tasks.stream().filter(task -> !loads.contains(task)).toList()));
      start = stage(DERIVE, start);
      maintain();
      stage(UPKEEP, start);
      removeFeeds(truth);
      Map<String, Long> jobs = records(truth);
      return new Chunk(
          city.request().from().toString(),
          city.request().days(),
          jobs.values().stream().mapToLong(Long::longValue).sum(),
          jobs,
          seconds,
          whole,
          LakeSize.of(directory, city.request().to()),
          heap());
    }

    private long stage(String name, long start) {
      long now = System.nanoTime();
      seconds.put(name, (now - start) / 1e9);
      told.accept(String.format(Locale.ROOT, "  %s: %.1f s", name, (now - start) / 1e9));
      return now;
    }

    private RoundResult round(List<JobName> tasks) {
      return city.run(tasks, RunListener.none());
    }

    private void passed(RoundResult round) throws ChunkFailedException {
      if (!round.passed()) {
        JobResult failed =
            round.jobs().stream()
                .filter(job -> job.outcome() == null || !job.outcome().passed())
                .min(Comparator.comparing(job -> job.outcome() == null))
                .orElseThrow(
                    () -> new ChunkFailedException("The round was ended: " + round.unwritten()));
        throw new ChunkFailedException(
            "%s: %s. Mend it and give the same command again"
                .formatted(failed.job(), failed.message()));
      }
    }

    /**
     * Snapshots of before this chunk are days old by the lake's clock. Rows stay, however old: what
     * was planted is compared.
     */
    private void maintain() throws ChunkFailedException {
      UpkeepPolicy policy =
          UpkeepPolicy.standard().withKeepSnapshots(Duration.between(began, clock.instant()));
      List<Entry> failed = new ArrayList<>();
      EmbeddedLake lake = city.lake();
      lake.maintenance(
              List.of(),
              policy,
              lake.cancellation(),
              entry -> {
                if (entry.outcome().equals("failed")) {
                  failed.add(entry);
                }
              })
          .run(Scope.lake(lake.catalog().locations().keySet()), Maintenance.Mode.ACT);
      if (!failed.isEmpty()) {
        Entry first = failed.get(0);
        throw new ChunkFailedException(
            "%s of %s: %s".formatted(first.action(), first.table(), first.message()));
      }
    }

    /** Registers and reports stay: some are added to, and each is small. */
    private void removeFeeds(CityTruth truth) throws IOException {
      for (String job : FeedFiles.jobs()) {
        for (String file : truth.findJob(job).map(JobTruth::files).orElse(List.of())) {
          Files.deleteIfExists(city.request().to().resolve(file));
        }
      }
    }

    /** The truth is that of all days: what is new of it. */
    private Map<String, Long> records(CityTruth truth) {
      Map<String, Long> known = new TreeMap<>();
      before
          .chunks()
          .forEach(
              chunk ->
                  chunk.jobs().forEach((job, records) -> known.merge(job, records, Long::sum)));
      Map<String, Long> records = new TreeMap<>();
      truth
          .jobs()
          .forEach(
              job -> records.put(job.job(), job.records() - known.getOrDefault(job.job(), 0L)));
      return records;
    }

    private void forgetHeap() {
      heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private long heap() {
      return heapPools().stream()
          .filter(pool -> pool.getCollectionUsage() != null)
          .mapToLong(pool -> pool.getCollectionUsage().getUsed())
          .sum();
    }

    private List<MemoryPoolMXBean> heapPools() {
      return ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
    }
  }
}
