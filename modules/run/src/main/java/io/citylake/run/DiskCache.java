package io.citylake.run;

import io.citylake.contract.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.package$;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found out with some effort, remembered from one command to the next: what follows from
 * the same text, or the same state of a table, is the same until they change. A file that is lost,
 * damaged or not writable costs time and changes nothing. Any number of threads may find at once.
 *
 * <p>Another form of the file takes another ending, so that neither program finds the other's.
 */
public final class DiskCache {
  private static final int MOST = 10_000;

  private final Path file;
  private final Map<String, String> known = new TreeMap<>();
  private final Map<String, String> used = new ConcurrentSkipListMap<>();

  private DiskCache(Path file) {
    this.file = file;
  }

  /**
   * Opens a file in the state directory.
   *
   * @param name of what is remembered, with the version of whoever found it out
   */
  public static DiskCache open(Settings settings, String name) {
    DiskCache findings = new DiskCache(settings.stateDir().resolve("cache").resolve(name + ".tsv"));
    findings.recallAll();
    return findings;
  }

  /** Opens a file of what Spark found out; another Spark begins a new one. */
  public static DiskCache ofSpark(Settings settings, String name) {
    return open(settings, "%s-spark-%s".formatted(name, package$.MODULE$.SPARK_VERSION()));
  }

  /**
   * A finding, recalled or made.
   *
   * @param fingerprint of all that it depends on
   * @param read its text; raises IllegalArgumentException where the text is damaged
   * @param written its text, of one line
   */
  public <T> T find(
      String fingerprint, Supplier<T> made, Function<String, T> read, Function<T, String> written) {
    T finding = recall(known.get(fingerprint), read);
    if (finding == null) {
      finding = made.get();
    }
    used.put(fingerprint, written.apply(finding));
    return finding;
  }

  /** Keeps what was asked for; texts of the past go once they are many. */
  public void remember() {
    if (known.entrySet().containsAll(used.entrySet())) {
      return;
    }
    Map<String, String> kept = new TreeMap<>();
    if (known.size() < MOST) {
      kept.putAll(known);
    }
    kept.putAll(used);
    List<String> lines =
        kept.entrySet().stream().map(each -> each.getKey() + "\t" + each.getValue()).toList();
    try {
      Files.createDirectories(file.getParent());
      Path made = Files.createTempFile(file.getParent(), "findings", ".making");
      Files.write(made, lines);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log().debug("Cannot keep {}", file, e);
    }
  }

  private static <T> @Nullable T recall(@Nullable String text, Function<String, T> read) {
    try {
      return text == null ? null : read.apply(text);
    } catch (IllegalArgumentException e) {
      log().debug("Passed over a damaged line", e);
      return null;
    }
  }

  /** Asked for when there is something to say: starting the log takes a short command's time. */
  private static Logger log() {
    return LoggerFactory.getLogger(DiskCache.class);
  }

  private void recallAll() {
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          int tab = line.indexOf('\t');
          if (tab >= 0) {
            known.put(line.substring(0, tab), line.substring(tab + 1));
          }
        }
      }
    } catch (IOException e) {
      log().debug("Cannot read {}", file, e);
    }
  }
}
