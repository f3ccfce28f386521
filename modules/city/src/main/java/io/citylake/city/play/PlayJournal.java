package io.citylake.city.play;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far each source was acknowledged: a line {@code job next} for each acknowledgement, on the
 * disk before the next message is sent. A line that a death cut off counts as not written. Safe for
 * threads.
 */
final class PlayJournal implements AutoCloseable {
  private static final String NAME = "journal";
  private static final String AHEAD = " ahead=";
  private static final Pattern BEGUN = Pattern.compile("(.*)" + AHEAD + "(\\d{4})");

  /** Of a channel the interruption of one writer would take the file from all. */
  private final RandomAccessFile file;

  private final @Nullable String found;
  private int year;
  private final ConcurrentMap<String, Integer> next = new ConcurrentHashMap<>();

  private PlayJournal(RandomAccessFile file, String text) {
    this.file = file;
    String[] lines = text.split("\n", -1);
    this.found = lines.length > 1 ? lines[0] : null;
    for (int i = 1; i < lines.length - 1; i++) {
      int blank = lines[i].indexOf(' ');
      next.put(lines[i].substring(0, blank), Integer.parseInt(lines[i].substring(blank + 1)));
    }
  }

  /**
   * Opens that of a directory, or begins one.
   *
   * @param play what is played; a journal of another play is refused
   * @param year of the clocks that are ahead, where the journal has none yet
   * @throws CityLakeException PLAY_DIFFERS
   */
  static PlayJournal open(Path directory, String play, int year) throws IOException {
    RandomAccessFile file = new RandomAccessFile(directory.resolve(NAME).toFile(), "rw");
    FileChannel channel = file.getChannel();
    boolean open = false;
    try {
      requireAlone(channel, directory);
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes);
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      int whole = text.lastIndexOf('\n') + 1;
      channel.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
      channel.position(channel.size());
      PlayJournal journal = new PlayJournal(file, text.substring(0, whole));
      journal.begin(play, year, directory);
      open = true;
      return journal;
    } finally {
      if (!open) {
        file.close();
      }
    }
  }

  private static void requireAlone(FileChannel channel, Path directory) throws IOException {
    if (channel.tryLock() == null) {
      throw new CityLakeException(
          ErrorCode.PLAY_DIFFERS,
          "Cannot play: another process plays with this journal; end it, or name another by"
              + " --journal (directory=%s)".formatted(directory));
    }
  }

  private void begin(String play, int now, Path directory) throws IOException {
    Matcher begun = BEGUN.matcher(found == null ? play + AHEAD + now : found);
    if (found == null) {
      write(play + AHEAD + now);
    }
    if (begun.matches() && begun.group(1).equals(play)) {
      year = Integer.parseInt(begun.group(2));
    } else {
      throw new CityLakeException(
          ErrorCode.PLAY_DIFFERS,
          "Cannot go on playing: the journal is of another play; name another by --journal, or say"
              + " what it was begun with (directory=%s, begun=%s, asked=%s)"
                  .formatted(directory, found, play));
    }
  }

  /** Of the clocks that are ahead, since the play was begun. */
  int year() {
    return year;
  }

  /** The number of a source's first message that was not acknowledged. */
  int next(String job) {
    return next.getOrDefault(job, 0);
  }

  /** All before this one were acknowledged. */
  void acknowledged(String job, int before) throws IOException {
    write(job + " " + before);
    next.put(job, before);
  }

  private synchronized void write(String line) throws IOException {
    file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    file.getFD().sync();
  }

  /** As it was read and written, for who tells how far a play is. */
  Map<String, Integer> all() {
    return Map.copyOf(next);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
