package io.citylake.receive.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Drawn histories of one spool and two readers, held against a plain list of what was acknowledged:
 * appends, fsyncs that come late, power that goes at any byte, bytes that turn over, removals.
 */
class TestSpoolHistories {
  private static final int HISTORIES = Integer.getInteger("citylake.spool.histories", 1000);
  private static final int STEPS = 40;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-05-01T00:00:00Z"), ZoneOffset.UTC);

  @Test
  void eachAcknowledgedMessageIsReadOnceInOrder() throws IOException {
    long seed = Long.getLong("citylake.spool.seed", new Random().nextLong());
    System.out.println("spool histories from seed " + seed);
    Path memory = Path.of("/dev/shm");
    Path root =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "spool")
            : Files.createTempDirectory("spool");
    try {
      for (int i = 0; i < HISTORIES; i++) {
        try (History history = new History(root.resolve("h" + i), seed + i)) {
          history.run();
        } catch (Throwable e) {
          throw new AssertionError("History of seed " + (seed + i), e);
        }
      }
    } finally {
      delete(root);
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** A reader: how far it is, and what it has read. */
  private static final class Reader {
    private Optional<SpoolPosition> position = Optional.empty();
    private final SortedMap<Long, String> read = new TreeMap<>();
    private final SortedSet<Long> toldLost = new TreeSet<>();
  }

  private static final class History implements AutoCloseable {
    private final Path root;
    private final Random random;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Reader> readers = List.of(new Reader(), new Reader());
    private final Map<CompletableFuture<Long>, List<String>> open = new HashMap<>();
    private final SortedMap<Long, String> acknowledged = new TreeMap<>();

    /** What may be there although nobody was told so. */
    private final SortedMap<Long, String> written = new TreeMap<>();

    private final SortedSet<Long> damaged = new TreeSet<>();
    private final SpoolLimits limits;
    private Path directory;
    private Spool spool;
    private int life;
    private int made;

    /** Bytes of the last segment that power can't take any more. */
    private long durable;

    private String durableOf = "";

    History(Path root, long seed) throws IOException {
      this.root = root;
      this.random = new Random(seed);
      this.limits = new SpoolLimits(200 + random.nextInt(400), 1 << 20, 1 << 19, 0);
      this.directory = root.resolve("0");
      this.spool = Spool.open(directory, limits, CLOCK, tasks::add);
      noteDurable();
    }

    void run() throws IOException {
      for (int i = 0; i < STEPS; i++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> append();
          case 4, 5 -> sync();
          case 6, 7 -> read(readers.get(random.nextInt(2)));
          case 8 -> release();
          case 9 -> powerGoes();
          case 10 -> restart();
          default -> {
            if (random.nextInt(4) == 0) {
              damage();
            }
          }
        }
      }
      append();
      sync();
      restart();
      readers.forEach(this::readAll);
      for (Reader reader : readers) {
        SortedMap<Long, String> expected = new TreeMap<>(acknowledged);
        expected.keySet().removeAll(reader.toldLost);
        assertThat(damaged).as("what is told as lost was damaged").containsAll(reader.toldLost);
        SortedMap<Long, String> got = new TreeMap<>(reader.read);
        got.keySet().retainAll(acknowledged.keySet());
        assertThat(got).isEqualTo(expected);
        assertThat(written).containsAllEntriesOf(reader.read);
      }
    }

    /** Of every other message none. */
    private static Topic topicOf(String text) {
      return text.length() % 2 == 0 ? Topic.NONE : new Topic("位/" + text, "位/{name}");
    }

    private void append() {
      List<Message> messages = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        String text = made++ + "x".repeat(random.nextInt(60));
        texts.add(text);
        messages.add(
            new Message(
                "s" + random.nextInt(3), topicOf(text), text.getBytes(StandardCharsets.UTF_8)));
      }
      long first = spool.next();
      CompletableFuture<Long> done = spool.append(messages).toCompletableFuture();
      for (int i = 0; i < texts.size(); i++) {
        written.put(first + i, texts.get(i));
      }
      open.put(done, texts);
      settle();
    }

    private void sync() throws IOException {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
      settle();
      noteDurable();
    }

    private void settle() {
      open.entrySet()
          .removeIf(
              entry -> {
                if (!entry.getKey().isDone()) {
                  return false;
                }
                long last = entry.getKey().join();
                List<String> texts = entry.getValue();
                for (int i = 0; i < texts.size(); i++) {
                  acknowledged.put(last - texts.size() + 1 + i, texts.get(i));
                }
                return true;
              });
    }

    private List<Path> segments() throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files.filter(each -> each.toString().endsWith(".seg")).sorted().toList();
      }
    }

    private Path last() throws IOException {
      List<Path> segments = segments();
      return segments.get(segments.size() - 1);
    }

    private void noteDurable() throws IOException {
      durable = Files.size(last());
      durableOf = last().getFileName().toString();
    }

    private void read(Reader reader) throws IOException {
      SpoolView view = new SpoolView(directory, "feed");
      assertThat(view.standing(reader.position)).isEqualTo(SpoolView.Standing.GOES_ON);
      Optional<SpoolNews> news = view.since(reader.position, 50 + random.nextInt(400));
      // What is given was brought to the disk.
      noteDurable();
      if (news.isEmpty() || news.get().isEmpty()) {
        return;
      }
      for (Damage damage : news.get().damages()) {
        for (long each = damage.firstLost(); each <= damage.lastLost(); each++) {
          reader.toldLost.add(each);
        }
      }
      long count = 0;
      for (SpoolStretch stretch : news.get().stretches()) {
        try (SpoolStretch.Reader in = stretch.open()) {
          while (in.next()) {
            SpooledMessage message = in.message();
            String text = new String(message.payload(), StandardCharsets.UTF_8);
            assertThat(message.topic()).isEqualTo(topicOf(text));
            @Nullable String twice = reader.read.put(message.sequence(), text);
            assertThat(twice).as("message %s is read once", message.sequence()).isNull();
            count++;
          }
        }
      }
      assertThat(count).isEqualTo(news.get().messages());
      reader.position = SpoolPosition.parse(news.get().after().position());
    }

    private void readAll(Reader reader) {
      try {
        for (int before = -1; reader.read.size() > before; ) {
          before = reader.read.size();
          read(reader);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void release() {
      long before =
          readers.stream()
              .mapToLong(each -> each.position.map(SpoolPosition::next).orElse(0L))
              .min()
              .orElseThrow();
      if (before > 0) {
        new SpoolView(directory, "feed").release(() -> OptionalLong.of(before));
      }
      if (random.nextBoolean()) {
        spool.removeReleased();
      }
    }

    /**
     * What was not brought to the disk is there up to some byte, or is something else from it on.
     */
    private void powerGoes() throws IOException {
      Path next = root.resolve(String.valueOf(++life));
      copy(directory, next);
      Path last = next.resolve(last().getFileName());
      long size = Files.size(last);
      long kept = last.getFileName().toString().equals(durableOf) ? durable : Segment.HEAD;
      long cut = kept + (size > kept ? random.nextInt((int) (size - kept) + 1) : 0);
      try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
        file.setLength(cut);
        if (random.nextInt(3) == 0 && cut < size) {
          byte[] garbage = new byte[(int) (size - cut)];
          if (random.nextBoolean()) {
            random.nextBytes(garbage);
          }
          file.seek(cut);
          file.write(garbage);
        }
      }
      open.clear();
      reopen(next);
      written.tailMap(spool.next()).clear();
    }

    private void restart() throws IOException {
      sync();
      spool.close();
      spool = Spool.open(directory, limits, CLOCK, tasks::add);
      noteDurable();
    }

    /** What the process that died would have done with the old directory is nobody's business. */
    private void reopen(Path next) throws IOException {
      close(spool);
      delete(directory);
      directory = next;
      spool = Spool.open(next, limits, CLOCK, tasks::add);
      noteDurable();
    }

    private void close(Spool dead) {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
      dead.close();
    }

    /** A byte of an acknowledged message turns over, which no reader has read yet or will again. */
    private void damage() throws IOException {
      sync();
      List<Path> segments = segments();
      Path chosen = segments.get(random.nextInt(segments.size()));
      Segment segment = Segment.find(chosen).orElseThrow();
      List<long[]> records = new ArrayList<>();
      try (SegmentCursor cursor =
          SegmentCursor.open(
              segment, spool.id(), Segment.HEAD, Files.size(chosen), segment.first())) {
        while (cursor.next()) {
          records.add(new long[] {cursor.message().sequence(), cursor.start(), cursor.offset()});
        }
      }
      long most =
          readers.stream()
              .mapToLong(each -> each.position.map(SpoolPosition::next).orElse(0L))
              .max()
              .orElseThrow();
      // The last of the spool is left: what ends it nobody can tell from a message cut off.
      if (records.size() < 2 || records.get(0)[0] < most) {
        return;
      }
      long[] record = records.get(random.nextInt(records.size() - 1));
      long at = record[1] + random.nextInt((int) (record[2] - record[1]));
      try (RandomAccessFile file = new RandomAccessFile(chosen.toFile(), "rw")) {
        file.seek(at);
        int old = file.read();
        file.seek(at);
        file.write(old ^ (1 + random.nextInt(255)));
      }
      damaged.add(record[0]);
    }

    @Override
    public void close() throws IOException {
      close(spool);
      delete(root);
    }

    private static void copy(Path from, Path to) throws IOException {
      try (Stream<Path> all = Files.walk(from)) {
        for (Path each : all.toList()) {
          Files.copy(each, to.resolve(from.relativize(each).toString()));
        }
      }
    }
  }
}
