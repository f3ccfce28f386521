package io.citylake.lake.metadata;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;

/**
 * Positions as table properties. A long one goes to a file beside the table, because a metadata
 * file repeats every property at every commit; the property then names the file and its SHA-256:
 * {@code ref:positions/<job>-<run>.json.gz#<hex>}.
 */
public final class PositionStore {
  private static final String PROPERTY = "citylake.position.";
  private static final String REFERENCE = "ref:";
  private static final int LONGEST_INLINE = 2048;
  private static final int FILES_KEPT = 5;

  private PositionStore() {}

  public static String property(JobName job) {
    return PROPERTY + job;
  }

  /** What the properties of all jobs begin with. */
  static String prefix() {
    return PROPERTY;
  }

  /** What the table says, followed to its file. */
  public static Position read(Table table, TableMetadata metadata, JobName job) {
    String value = metadata.properties().get(property(job));
    if (value == null) {
      return Position.start();
    }
    return new Position(value.startsWith(REFERENCE) ? readFile(table, value) : value);
  }

  /** Every job's that the table says, followed to its file. */
  public static SortedMap<JobName, Position> list(Table table, TableMetadata metadata) {
    SortedMap<JobName, Position> positions = new TreeMap<>();
    for (String property : metadata.properties().keySet()) {
      if (property.startsWith(PROPERTY)) {
        JobName job = JobName.parse(property.substring(PROPERTY.length()));
        positions.put(job, read(table, metadata, job));
      }
    }
    return positions;
  }

  /** The locations of the files that positions of a table are in. */
  public static List<String> files(Table table, TableMetadata metadata) {
    return metadata.properties().entrySet().stream()
        .filter(each -> each.getKey().startsWith(PROPERTY))
        .map(Map.Entry::getValue)
        .filter(value -> value.startsWith(REFERENCE))
        .map(value -> value.substring(REFERENCE.length(), value.lastIndexOf('#')))
        .map(path -> location(table, path))
        .sorted()
        .toList();
  }

  /** Whether the table still says what a run started from; reads no file. */
  public static boolean matches(TableMetadata metadata, JobName job, Position position) {
    String property = metadata.properties().get(property(job));
    if (property == null || position.isStart()) {
      return property == null && position.isStart();
    }
    return property.startsWith(REFERENCE)
        ? hashOf(property).equals(Sha256.hex(position.text()))
        : property.equals(position.text());
  }

  /** Makes a position durable, and gives the property that says it. */
  public static String write(Table table, JobName job, RunId run, Position position) {
    String text = position.text();
    // A text that looks like a reference must not be taken for one.
    if (text.length() <= LONGEST_INLINE && !text.startsWith(REFERENCE)) {
      return text;
    }
    String path = "positions/%s-%s.json.gz".formatted(job, run);
    try (OutputStream file = table.io().newOutputFile(location(table, path)).createOrOverwrite();
        GZIPOutputStream zipped = new GZIPOutputStream(file)) {
      zipped.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return REFERENCE + path + "#" + Sha256.hex(text);
  }

  /** Deletes all but the newest few files of a job; runs sort by time. The current one stays. */
  public static void prune(Table table, JobName job, String current) {
    if (!(table.io() instanceof SupportsPrefixOperations io)) {
      return;
    }
    List<String> files = new ArrayList<>();
    for (FileInfo file : io.listPrefix(location(table, "positions"))) {
      String name = file.location().substring(file.location().lastIndexOf('/') + 1);
      if (name.startsWith(job + "-r") && !current.contains(name)) {
        files.add(file.location());
      }
    }
    files.sort(Comparator.reverseOrder());
    files.stream().skip(FILES_KEPT - 1L).forEach(io::deleteFile);
  }

  private static String readFile(Table table, String reference) {
    String path = reference.substring(REFERENCE.length(), reference.lastIndexOf('#'));
    String location = location(table, path);
    String text;
    try (InputStream file = table.io().newInputFile(location).newStream();
        GZIPInputStream plain = new GZIPInputStream(file)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      plain.transferTo(bytes);
      text = bytes.toString(StandardCharsets.UTF_8);
    } catch (IOException | NotFoundException e) {
      throw damaged(table, location, "it is missing or unreadable", e);
    } catch (CityLakeException e) {
      throw damaged(table, location, "its bytes, and so its SHA-256, are not the recorded ones", e);
    }
    if (!Sha256.hex(text).equals(hashOf(reference))) {
      throw damaged(table, location, "its SHA-256 is not the recorded one", null);
    }
    return text;
  }

  private static CityLakeException damaged(
      Table table, String location, String reason, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.METADATA_CORRUPT,
        "Cannot read the position of a job in table %s: %s (file=%s); restore the file, or roll the table back to its earlier metadata file"
            .formatted(table.name(), reason, location),
        cause);
  }

  private static String location(Table table, String path) {
    return table.location() + "/" + path;
  }

  private static String hashOf(String reference) {
    return reference.substring(reference.lastIndexOf('#') + 1);
  }
}
