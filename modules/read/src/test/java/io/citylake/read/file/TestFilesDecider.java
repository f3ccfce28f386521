package io.citylake.read.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.job.SourceSpec.Unreadable;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.SampleJobs;
import io.citylake.read.file.DeliveredFiles.Delivered;
import io.citylake.read.file.FileLister.Listed;
import io.citylake.read.file.FileLister.Listing;
import io.citylake.read.file.FileScanner.Scanned;
import io.citylake.read.file.FilesPosition.Entry;
import io.citylake.read.file.Fingerprinter.Fingerprint;
import io.citylake.read.format.FormatTask.Holding;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Drawn histories of files without Spark, against a model that knows what came under each name and
 * nothing of positions. {@code -Dcitylake.files.histories=100000} draws more, {@code
 * -Dcitylake.seed=N} others.
 */
class TestFilesDecider {
  private static final int EVENTS = 12;
  private static final List<String> NAMES =
      List.of("a.csv", "b.csv", "c_20260102.csv", "d/e.csv", "y.zip", "z.zip");
  private static final List<String> CONTENTS = List.of("one", "two", "three", "four", "five");

  /** Of many not each is named. */
  private static final Pattern WAITING_AND_MORE =
      Pattern.compile("copy of what is not loaded any more.*; and more");

  /** What lies under a name: the content of each source in it; null for what cannot be read. */
  private record OnDisk(Map<String, String> contents, boolean broken, long modified, int inode) {}

  @Test
  void tablesHoldWhatTheFilesSay() {
    long seed = Long.getLong("citylake.seed", new Random().nextLong());
    int histories = Integer.getInteger("citylake.files.histories", 10_000);
    System.out.println("TestFilesDecider seed " + seed + ", histories " + histories);
    for (int i = 0; i < histories; i++) {
      new History(seed + i).play();
    }
  }

  private static final class History {
    private final Random random;
    private final boolean skips;
    private final SourceSpec.Files spec;
    private final Map<String, OnDisk> disk = new TreeMap<>();
    private final List<String> told = new ArrayList<>();
    private final Set<String> finals = new HashSet<>();
    private Position position = Position.start();
    // What a table has that does as the decisions say.
    private final Map<String, String> table = new TreeMap<>();
    // What it should have, where copies are deliveries.
    private final Map<String, String> expected = new TreeMap<>();
    private final Map<String, String> withdrawn = new TreeMap<>();
    private int inodes;

    History(long seed) {
      random = new Random(seed);
      skips = random.nextBoolean();
      Copies copies = skips ? Copies.SKIP : Copies.LOAD;
      spec =
          new SourceSpec.Files(
              "*",
              SampleJobs.csv(),
              Duration.ZERO,
              new SourceSpec.Intake(copies, Unreadable.REFUSE, null));
      told.add("seed " + seed + " " + copies);
    }

    void play() {
      for (int i = 0; i < EVENTS; i++) {
        event();
        if (random.nextBoolean()) {
          plan();
        }
      }
      plan();
    }

    private void event() {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      switch (random.nextInt(9)) {
        case 0, 1, 2, 3 -> put(name, drawn(name), false);
        case 4 -> put(name, new TreeMap<>(), true);
        case 5 -> {
          told.add("touch " + name);
          disk.computeIfPresent(
              name, (key, now) -> new OnDisk(now.contents(), now.broken(), modified(), ++inodes));
        }
        case 6 -> {
          told.add("remove " + name);
          disk.remove(name);
        }
        case 7 -> {
          if (!table.isEmpty()) {
            withdraw(new ArrayList<>(table.keySet()).get(random.nextInt(table.size())));
          }
        }
        default -> {
          told.add("final from now: " + table.keySet());
          finals.addAll(table.keySet());
        }
      }
    }

    private long modified() {
      return 1_700_000_000_000L + random.nextInt(5) * 1000L;
    }

    private void put(String name, Map<String, String> contents, boolean broken) {
      told.add("put " + name + " " + (broken ? "broken" : contents));
      disk.put(name, new OnDisk(contents, broken, modified(), ++inodes));
    }

    private Map<String, String> drawn(String name) {
      Map<String, String> contents = new TreeMap<>();
      if (!name.endsWith(".zip")) {
        contents.put(name, CONTENTS.get(random.nextInt(CONTENTS.size())));
        return contents;
      }
      for (int member = 0; member < 3; member++) {
        if (random.nextBoolean()) {
          contents.put(
              name + "!/" + member + ".csv", CONTENTS.get(random.nextInt(CONTENTS.size())));
        }
      }
      return contents;
    }

    private void withdraw(String source) {
      if (finals.contains(source)) {
        return;
      }
      told.add("withdraw " + source);
      position = DeliveredFiles.withdraw(position, source);
      withdrawn.put(source, table.remove(source));
      expected.remove(source);
    }

    private void plan() {
      boolean full = random.nextInt(5) == 0;
      Missing policy = random.nextBoolean() ? Missing.KEEP : Missing.WITHDRAW;
      Set<String> late =
          disk.keySet().stream().filter(name -> random.nextInt(8) == 0).collect(Collectors.toSet());
      // Of what is read anew whoever writes the table knows what is final.
      Set<String> kept = full ? Set.of() : Set.copyOf(finals);
      told.add("plan" + (full ? " in full " + policy : "") + " late " + late);
      Decision decision;
      try {
        decision = decide(full, policy, late, kept);
      } catch (CityLakeException e) {
        assertThat(e.code()).as("%s", told).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(table).as("%s", told).isEmpty();
        return;
      }
      follow(full, policy, late, kept);
      apply(decision);
      check(decision, late, kept);
      Decision again = decide(false, Missing.KEEP, late, kept);
      assertThat(again.loads()).as("again %s", told).isEmpty();
      assertThat(again.superseded()).as("again %s", told).isEmpty();
      assertThat(again.refused()).as("again %s", told).isEmpty();
    }

    private Decision decide(boolean full, Missing policy, Set<String> late, Set<String> kept) {
      List<Listed> files = new ArrayList<>();
      List<Listed> left = new ArrayList<>();
      disk.forEach(
          (name, file) ->
              (late.contains(name) ? left : files)
                  .add(
                      new Listed(
                          new Storage.Found(
                              URI.create("file:/in/" + name),
                              file.contents().size(),
                              file.modified(),
                              "i" + file.inode()),
                          name)));
      files.sort(Comparator.comparing(Listed::place, DeliveryPlace.ORDER));
      EarlierFiles earlier =
          new EarlierFiles(policy, (Delivered file) -> kept.contains(file.source()));
      return new FilesDecider(spec, "now", FilesPosition.parse(position), earlier)
          .decide(
              new Listing(files, Set.of(), List.of(), left, List.of()),
              full,
              0,
              some -> some.stream().map(this::scan).toList());
    }

    private Scanned scan(Listed file) {
      OnDisk now = disk.get(file.source());
      if (now.broken()) {
        return new Scanned(
            file,
            null,
            new CityLakeException(
                ErrorCode.SOURCE_UNREADABLE, "Cannot read " + file.source() + ": no header"));
      }
      List<Content> contents = new ArrayList<>();
      now.contents()
          .forEach(
              (source, content) ->
                  contents.add(
                      new Content(
                          file.found(),
                          source.equals(file.source()) ? null : source,
                          source,
                          content,
                          null,
                          3,
                          Holding.RECORDS,
                          List.of())));
      return new Scanned(file, new Fingerprint(contents, List.of()), null);
    }

    /** What the model has for it. */
    private void follow(boolean full, Missing policy, Set<String> late, Set<String> kept) {
      if (full && policy == Missing.WITHDRAW) {
        expected.keySet().removeIf(source -> !disk.containsKey(file(source)));
      }
      disk.forEach(
          (name, file) -> {
            if (late.contains(name) || file.broken() || changesFinal(name, file, kept)) {
              return;
            }
            expected
                .keySet()
                .removeIf(
                    source -> file(source).equals(name) && !file.contents().containsKey(source));
            file.contents()
                .forEach(
                    (source, content) -> {
                      if (content.equals(withdrawn.get(source))) {
                        return;
                      }
                      withdrawn.remove(source);
                      expected.put(source, content);
                    });
          });
    }

    private boolean changesFinal(String name, OnDisk file, Set<String> kept) {
      return table.entrySet().stream()
          .filter(each -> file(each.getKey()).equals(name) && kept.contains(each.getKey()))
          .anyMatch(each -> !each.getValue().equals(file.contents().get(each.getKey())));
    }

    private static String file(String source) {
      int inside = source.indexOf("!/");
      return inside < 0 ? source : source.substring(0, inside);
    }

    private void apply(Decision decision) {
      decision.superseded().forEach(table::remove);
      for (Content content : decision.loads()) {
        assertThat(table.put(content.source(), content.sha256()))
            .as("%s is loaded twice: %s", content.source(), told)
            .isNull();
      }
      position = decision.after();
    }

    private void check(Decision decision, Set<String> late, Set<String> kept) {
      Map<String, Entry> entries = FilesPosition.parse(position).entries();
      Map<String, String> loaded = new TreeMap<>();
      entries.values().stream()
          .filter(Entry::loaded)
          .forEach(entry -> loaded.put(entry.source(), entry.sha256()));
      assertThat(table).as("the position says what the table has: %s", told).isEqualTo(loaded);
      if (!skips) {
        assertThat(table).as("%s", told).isEqualTo(expected);
        return;
      }
      assertThat(table.values()).as("no content twice: %s", told).doesNotHaveDuplicates();
      Set<String> known = new HashSet<>(table.values());
      entries.values().stream().filter(Entry::withdrawn).forEach(each -> known.add(each.sha256()));
      String said =
          decision.remarks().stream().map(AuditFinding::message).collect(Collectors.joining("\n"));
      disk.forEach(
          (name, file) -> {
            if (late.contains(name) || file.broken() || changesFinal(name, file, kept)) {
              return;
            }
            file.contents()
                .forEach(
                    (source, content) ->
                        assertThat(
                                known.contains(content)
                                    || said.contains(source)
                                    || WAITING_AND_MORE.matcher(said).find())
                            .as(
                                "%s of %s is nowhere, and nobody says so: %s",
                                content, source, told)
                            .isTrue());
          });
    }
  }
}
