package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.DeliveryPlace;
import io.citylake.model.JobName;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.delivery.DeliveryService;
import io.citylake.run.delivery.DeliveryService.DeliveryLine;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.run.round.StageProgress;
import io.citylake.testkit.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drawn histories of deliveries through the real pipeline, against a model that knows the
 * deliveries and their order and nothing of runs, of deaths in them, or of full refreshes. Two jobs
 * read each file into one table; files come, come again corrected, unreadable or under another
 * name, change while they are read, are withdrawn, rotated away, made final, and corrected though
 * they are. Where keys decide, each of many keys has a history of its own. {@code
 * -Dcitylake.histories=300 -Dcitylake.events=7} draws so many of that length, {@code
 * -Dcitylake.keys=5000} with so many keys, {@code -Dcitylake.seed=N} others.
 */
class TestDeliveryHistoriesSpark {
  private static final List<JobName> JOBS = List.of(RunFixture.JOB, JobName.parse("water.other"));
  private static final int EVENTS = Integer.getInteger("citylake.events", 0);
  private static final int KEYS = Integer.getInteger("citylake.keys", 2_000);
  private static final int PARTITIONS = 4;
  // More than a run has, so that some of them end by themselves.
  private static final int STEPS = 250;

  private enum Table {
    REPLACE("replace", "partition-by: [station]"),
    UPSERT_BY_SEQUENCE(
        "upsert", "key: [station]", "sequence: level", "delete-when: {column: op, in: [D]}"),
    REPLACE_WHOLE("replace"),
    APPEND("append", "key: [station]"),
    UPSERT("upsert", "key: [station]", "delete-when: {column: op, in: [D]}");

    private final String mode;
    private final String[] extra;

    Table(String mode, String... extra) {
      this.mode = mode;
      this.extra = extra;
    }
  }

  /** A row of a file: what each of the jobs reads from it. */
  private record Line(String station, List<Integer> levels, String op) {}

  /** A file of the landing directory. */
  private record Content(int modified, List<Line> lines) {}

  private record Shown(String station, int level, String source, String place) {}

  @TempDir private Path homes;

  @BeforeEach
  @AfterEach
  void noFaults() {
    Faults.reset();
  }

  @Test
  void tablesShowWhatTheirDeliveriesSay() {
    long seed = Long.getLong("citylake.seed", new Random().nextLong());
    int histories = Integer.getInteger("citylake.histories", 6 * Table.values().length);
    System.out.println("TestDeliveryHistoriesSpark seed " + seed + ", histories " + histories);
    for (int i = 0; i < histories; i++) {
      Table table = Table.values()[i % Table.values().length];
      long own = seed + i;
      try (History history = new History(homes.resolve("h" + i), table, own)) {
        history.play();
      }
    }
  }

  private static final class History implements AutoCloseable {
    private final Path home;
    private final Table table;
    private final String name;
    private final Random random;
    private final RunFixture lake;
    private OpenLake open;
    private final Map<String, Content> landing = new TreeMap<>();
    // By job: what was loaded and can't be read there any more, and what was withdrawn.
    private final Map<JobName, Map<String, Content>> rotated = new TreeMap<>(ByName.ORDER);
    private final Map<JobName, Set<String>> withdrawn = new TreeMap<>(ByName.ORDER);
    private final List<String> told = new ArrayList<>();
    // The day before which deliveries are final.
    private LocalDate settledBefore = LocalDate.EPOCH;
    private int made;

    History(Path home, Table table, long seed) {
      this.home = home;
      this.table = table;
      this.name = "%s seed %d".formatted(table, seed);
      this.random = new Random(seed);
      this.lake = new RunFixture(home).job().dataset(table.mode, table.extra);
      lake.file(
          "jobs/water/other.yaml",
          """
          title: {zh: 水位, en: Levels}
          owner: 水务局
          target: water.ods_level
          source: {files: {path: landing/*.csv, format: csv}}
          columns:
            station: 站点
            at: {from: 时间, format: yyyy-MM-dd HH:mm}
            level: 二
            op: 操作
          """);
      for (JobName job : JOBS) {
        rotated.put(job, new TreeMap<>());
        withdrawn.put(job, new HashSet<>());
      }
      this.open = lake.open(lake.workspace());
      open.apply();
    }

    void play() {
      deliver(anyName(), drawn());
      deliver(anyName(), drawn());
      int events = EVENTS > 0 ? EVENTS : 1 + random.nextInt(2);
      for (int i = 0; i < events; i++) {
        event();
        switch (random.nextInt(4)) {
          case 0 -> {}
          case 1 -> runAndDie();
          default -> runAndCompare(Mode.INCREMENTAL);
        }
      }
      runAndCompare(Mode.INCREMENTAL);
      runAndCompare(Mode.FULL_REFRESH_KEEPING);
    }

    private void event() {
      int kind = landing.isEmpty() ? 0 : random.nextInt(13);
      if (kind < 4) {
        deliver(anyName(), drawn());
      } else if (kind < 6) {
        deliver(any(landing.keySet()), drawn());
      } else if (kind < 7) {
        // With append a copy is passed over, whatever its place.
        Content copied = landing.get(any(landing.keySet()));
        deliver(anyName(), table == Table.APPEND ? drawn() : copied);
      } else if (kind < 8) {
        runAndCompare(Mode.INCREMENTAL);
        withdraw(any(landing.keySet()), JOBS.get(random.nextInt(2)));
      } else if (kind == 10) {
        runAndCompare(Mode.INCREMENTAL);
        settle();
        correctFinal();
      } else if (kind == 11) {
        changeWhileRead(any(landing.keySet()));
      } else if (kind == 12) {
        runAndCompare(Mode.INCREMENTAL);
        correctFinal();
      } else {
        runAndCompare(Mode.INCREMENTAL);
        leave(any(landing.keySet()), kind < 9);
      }
    }

    private String anyName() {
      return random.nextBoolean()
          ? "lv_%d.csv".formatted(random.nextInt(20))
          : "d_202601%02d.csv".formatted(1 + random.nextInt(20));
    }

    private String any(Set<String> names) {
      return new ArrayList<>(names).get(random.nextInt(names.size()));
    }

    private Content drawn() {
      List<Line> lines = new ArrayList<>();
      // No two contents are alike: whether copies count is another matter.
      lines.add(new Line("u" + made++, List.of(1, 1), ""));
      int stations = table.mode.equals("replace") ? PARTITIONS : KEYS;
      for (int station = 0; station < stations; station++) {
        if (random.nextBoolean()) {
          String op = random.nextInt(4) == 0 ? "D" : "U";
          List<Integer> levels = List.of(random.nextInt(3), random.nextInt(3));
          lines.add(new Line("s" + station, levels, op));
        }
      }
      return new Content(random.nextInt(4), lines);
    }

    private static String place(JobName job, String file, Content content) {
      long modified =
          Instant.parse("2026-01-10T00:00:00Z").toEpochMilli() + content.modified() * 1000L;
      return DeliveryPlace.ofFile(file, modified, job.toString());
    }

    /** Nothing that a table shows, or will ever show, depends on what is given up. */
    private void settle() {
      LocalDate first = LocalDate.of(2026, 1, 1);
      settledBefore =
          (settledBefore.isBefore(first) ? first : settledBefore).plusDays(random.nextInt(12));
      told.add("settle before " + settledBefore);
      DeliveryService service = new DeliveryService(open.services(), RunFixture.DATE);
      long planned = service.givenUp(HistoryLake.TABLE, settledBefore);
      JobResult result = service.settle(HistoryLake.TABLE, settledBefore, RunListener.none());
      assertThat(result.message())
          .as("%s %s %s", name, told, result)
          .contains("%,d displaced rows were given up".formatted(planned));
      assertThat(service.givenUp(HistoryLake.TABLE, settledBefore)).isZero();
      compare();
    }

    private boolean isFinal(JobName job, String file) {
      Content content = landing.getOrDefault(file, rotated.get(job).get(file));
      String before = DeliveryPlace.from(settledBefore.atStartOfDay(ZoneOffset.UTC).toInstant());
      return content != null && DeliveryPlace.ORDER.compare(place(job, file, content), before) < 0;
    }

    /** What is final stays, whatever comes under its name, until it is put back as it was. */
    private void correctFinal() {
      for (Map.Entry<String, Content> each : landing.entrySet()) {
        String file = each.getKey();
        if (JOBS.stream().allMatch(job -> isFinal(job, file) && hasRows(job, file))) {
          told.add("correct final " + file);
          write(file, new Content(each.getValue().modified(), drawn().lines()));
          runAndCompare(Mode.INCREMENTAL);
          told.add("put back " + file);
          write(file, each.getValue());
          runAndCompare(Mode.INCREMENTAL);
          return;
        }
      }
    }

    /** What has none left is free: whatever comes for it stands behind what is shown. */
    private boolean hasRows(JobName job, String file) {
      return new DeliveryService(open.services(), RunFixture.DATE)
          .list(Optional.of(job)).stream()
              .anyMatch(line -> line.source().equals(file) && line.accepted() > 0);
    }

    /** Another content comes once the first is staged; what is shown is the last. */
    private void changeWhileRead(String file) {
      if (JOBS.stream().anyMatch(job -> isFinal(job, file))) {
        return;
      }
      deliver(file, drawn());
      Content next = new Content(landing.get(file).modified(), drawn().lines());
      told.add("change while read " + file);
      landing.put(file, next);
      AtomicBoolean changed = new AtomicBoolean();
      run(
          Mode.INCREMENTAL,
          new StageListener(
              stage -> {
                if (stage.equals("audit") && changed.compareAndSet(false, true)) {
                  write(file, next);
                }
              }));
      assertThat(changed).as("%s %s", name, told).isTrue();
      compare();
    }

    private void deliver(String file, Content content) {
      if (JOBS.stream().anyMatch(job -> isFinal(job, file))) {
        return;
      }
      // A file that comes back is a correction, and what was withdrawn counts again: unless it is
      // the same, which somebody's word has taken out.
      rotated.values().forEach(gone -> gone.remove(file));
      if (!content.equals(landing.get(file))) {
        withdrawn.values().forEach(out -> out.remove(file));
      }
      landing.put(file, content);
      write(file, content);
      told.add("deliver %s of second %d".formatted(file, content.modified()));
    }

    private void write(String file, Content content) {
      StringBuilder text = new StringBuilder("站点,时间,水位,操作,二\n");
      for (Line line : content.lines()) {
        text.append(
            "%s,2026-01-01 08:00,%d,%s,%d\n"
                .formatted(line.station(), line.levels().get(0), line.op(), line.levels().get(1)));
      }
      try {
        Path path = home.resolve("landing/" + file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setLastModifiedTime(
            path,
            FileTime.from(Instant.parse("2026-01-10T00:00:00Z").plusSeconds(content.modified())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void withdraw(String file, JobName job) {
      DeliveryService service = new DeliveryService(open.services(), RunFixture.DATE);
      for (DeliveryLine line : service.list(Optional.of(job))) {
        if (line.source().equals(file) && !withdrawn.get(job).contains(file)) {
          told.add("withdraw " + file + " of " + job);
          JobResult result = service.withdraw(line, RunListener.none());
          boolean refused = "CL2013".equals(result.errorCode()) && isFinal(job, file);
          if (!refused) {
            withdrawn.get(job).add(file);
            assertThat(result.status())
                .as("%s %s", told, result)
                .isNotEqualTo(JobResult.Status.ERROR);
          }
          compare();
        }
      }
    }

    /** The file goes, or something comes in its place that can't be read: its rows stay. */
    private void leave(String file, boolean rotates) {
      told.add((rotates ? "rotate " : "spoil ") + file);
      Content content = landing.remove(file);
      for (JobName job : JOBS) {
        if (!withdrawn.get(job).contains(file)) {
          rotated.get(job).put(file, content);
        }
      }
      try {
        if (rotates) {
          Files.delete(home.resolve("landing/" + file));
        } else {
          Files.writeString(home.resolve("landing/" + file), "no header\n");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What such a run published, if anything, the next one tells. */
    private void runAndDie() {
      int step = 1 + random.nextInt(STEPS);
      told.add("die at " + step);
      open.close();
      Faults.reset();
      Faults.dieAt(step);
      RunRequest request = new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON);
      try (OpenLake dying = lake.open(lake.faulty())) {
        dying.round(RunListener.none()).run(JOBS, request);
      } catch (RuntimeException e) {
        if (!Faults.isDead()) {
          throw e;
        }
      }
      Faults.reset();
      lake.processIsGone();
      open = lake.open(lake.workspace());
    }

    private void runAndCompare(Mode mode) {
      run(mode, RunListener.none());
      compare();
    }

    private void run(Mode mode, RunListener listener) {
      told.add("run " + mode);
      RunRequest request = new RunRequest(RunFixture.DATE, mode, FailurePolicy.GO_ON);
      for (JobName job : JOBS) {
        for (JobResult result : open.round(listener).run(List.of(job), request).jobs()) {
          assertThat(result.status())
              .as("%s %s %s", name, told, result)
              .isNotEqualTo(JobResult.Status.ERROR);
        }
      }
    }

    private void compare() {
      List<String> shown =
          RunFixture.rows(open, "SELECT station, int(level), _source FROM lake.water.ods_level");
      List<String> right = expected();
      if (settledBefore.isAfter(LocalDate.EPOCH) && table.mode.equals("upsert")) {
        // Of equal rows in a row some may be given up, and another one of them be shown.
        shown = withoutSource(shown);
        right = withoutSource(right);
      }
      // The lists are long: only what differs is told.
      assertThat(less(shown, right)).as("%s %s: too much", name, told).isEmpty();
      assertThat(less(right, shown)).as("%s %s: missing", name, told).isEmpty();
    }

    private static List<String> withoutSource(List<String> rows) {
      return rows.stream().map(row -> row.substring(0, row.lastIndexOf('|'))).toList();
    }

    private static List<String> less(List<String> rows, List<String> others) {
      Map<String, Integer> left = new HashMap<>();
      others.forEach(row -> left.merge(row, 1, Integer::sum));
      return rows.stream().filter(row -> left.merge(row, -1, Integer::sum) < 0).sorted().toList();
    }

    private List<String> expected() {
      List<Shown> all = new ArrayList<>();
      Map<String, List<Shown>> byUnit = new TreeMap<>();
      for (int job = 0; job < JOBS.size(); job++) {
        Map<String, Content> files = new TreeMap<>(landing);
        files.putAll(rotated.get(JOBS.get(job)));
        files.keySet().removeAll(withdrawn.get(JOBS.get(job)));
        for (Map.Entry<String, Content> file : files.entrySet()) {
          String place = place(JOBS.get(job), file.getKey(), file.getValue());
          for (Line line : file.getValue().lines()) {
            Shown shown =
                new Shown(
                    (line.op().equals("D") ? "-" : "") + line.station(),
                    line.levels().get(job),
                    file.getKey(),
                    place);
            all.add(shown);
            String unit = table == Table.REPLACE_WHOLE ? "" : line.station();
            byUnit.computeIfAbsent(unit, each -> new ArrayList<>()).add(shown);
          }
        }
      }
      List<String> rows = new ArrayList<>();
      byUnit.values().forEach(unit -> stand(unit, rows));
      return rows;
    }

    private void stand(List<Shown> unit, List<String> rows) {
      Comparator<Shown> byPlace = Comparator.comparing(Shown::place, DeliveryPlace.ORDER);
      switch (table) {
        case APPEND -> rows.add(text(unit.stream().min(byPlace).orElseThrow()));
        case REPLACE, REPLACE_WHOLE -> {
          String holder = unit.stream().max(byPlace).orElseThrow().place();
          unit.stream()
              .filter(row -> row.place().equals(holder))
              .map(History::text)
              .forEach(rows::add);
        }
        case UPSERT, UPSERT_BY_SEQUENCE -> {
          Comparator<Shown> order = byPlace;
          if (table == Table.UPSERT_BY_SEQUENCE) {
            order =
                Comparator.comparing(Shown::level)
                    .thenComparing(row -> row.station().startsWith("-"))
                    .thenComparing(byPlace);
          }
          List<Shown> ordered = new ArrayList<>(unit);
          ordered.sort(order);
          Shown last = ordered.get(ordered.size() - 1);
          if (last.station().startsWith("-")) {
            return;
          }
          // Of equal ones in a row the first is shown.
          int at = ordered.size() - 1;
          while (at > 0
              && ordered.get(at - 1).station().equals(last.station())
              && ordered.get(at - 1).level() == last.level()) {
            at--;
          }
          rows.add(text(ordered.get(at)));
        }
      }
    }

    private static String text(Shown row) {
      String station = row.station().startsWith("-") ? row.station().substring(1) : row.station();
      return station + "|" + row.level() + "|" + row.source();
    }

    @Override
    public void close() {
      open.close();
    }
  }

  /** Jobs by name. */
  private static final class ByName {
    static final Comparator<JobName> ORDER = Comparator.comparing(JobName::toString);
  }

  /** Hears of stages alone. */
  private record StageListener(Consumer<String> stages) implements RunListener {
    @Override
    public void jobStarted(int number, int of, JobName job) {}

    @Override
    public void stageStarted(JobName job, String stage) {
      stages.accept(stage);
    }

    @Override
    public void progressed(StageProgress progress) {}

    @Override
    public void jobEnded(int number, int of, JobResult result) {}
  }
}
