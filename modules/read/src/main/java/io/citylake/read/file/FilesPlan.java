package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.record.RecordTask;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** What is new at a file source: decided, fingerprinted, not yet read. Driver side only. */
public final class FilesPlan {
  private static final String CONTROL = ".ctl";
  private static final int LONGEST_CONTROL = 64 * 1024;

  private final Storage storage;
  private final Packing packing;
  private final List<Content> contents;
  private final Position after;
  private final List<String> superseded;
  private final List<String> duplicates;
  private final List<String> missing;

  FilesPlan(
      Storage storage,
      Packing packing,
      List<Content> contents,
      Position after,
      List<String> superseded,
      List<String> duplicates,
      List<String> missing) {
    this.storage = storage;
    this.packing = packing;
    this.contents = List.copyOf(contents);
    this.after = after;
    this.superseded = superseded.stream().distinct().sorted().toList();
    this.duplicates = List.copyOf(duplicates);
    this.missing = List.copyOf(missing);
  }

  /** The sources to load. */
  public List<String> sources() {
    return contents.stream().map(Content::source).toList();
  }

  /** Their size on disk, or unfolded for entries of a zip. */
  public long bytes() {
    return contents.stream().mapToLong(Content::bytes).sum();
  }

  /** The position once they are loaded. */
  public Position after() {
    return after;
  }

  /** Sources whose earlier rows go. */
  public List<String> superseded() {
    return superseded;
  }

  /** Sources that are not loaded because another name had the same content. */
  public List<String> duplicates() {
    return duplicates;
  }

  /** Sources that were loaded, and are not there to be read again; of a full refresh only. */
  public List<String> missing() {
    return missing;
  }

  /** The texts of the control files beside the sources; none where any of them lacks its own. */
  public List<String> controlTexts() {
    List<String> texts = new ArrayList<>();
    for (URI file : contents.stream().map(content -> content.found().uri()).distinct().toList()) {
      URI control = URI.create(file + CONTROL);
      try (InputStream in = storage.open(control, 0)) {
        texts.add(new String(in.readNBytes(LONGEST_CONTROL), StandardCharsets.UTF_8));
      } catch (NoSuchFileException | FileNotFoundException e) {
        return List.of();
      } catch (IOException e) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read control file %s: %s".formatted(control, storage.reason(e)),
            e);
      }
    }
    return texts;
  }

  /** The tasks of each Spark partition, for that many cores. */
  public List<List<RecordTask>> groups(int cores) {
    return packing.groups(contents, cores);
  }
}
