package io.citylake.read.file;

import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.FileCounts;
import io.citylake.model.Position;
import io.citylake.model.RowOrigin;
import io.citylake.read.record.RecordTask;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is new at a file source: decided, fingerprinted, not yet read. Driver side only. */
public final class FilesPlan {
  private static final String CONTROL = ".ctl";
  private static final int LONGEST_CONTROL = 64 * 1024;

  private final Storage storage;
  private final Packing packing;
  private final String glob;
  private final List<Content> contents;
  private final Decision decision;

  FilesPlan(Storage storage, Packing packing, String glob, Decision decision) {
    this.storage = storage;
    this.packing = packing;
    this.glob = glob;
    this.contents = decision.loads();
    this.decision = decision;
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
    return decision.after();
  }

  /** Sources whose earlier rows go. */
  public List<String> superseded() {
    return decision.superseded();
  }

  /** Sources whose earlier refusal as a whole is answered by what they are now. */
  public List<String> overtaken() {
    return decision.overtaken();
  }

  /** Sources that are not loaded because another name had the same content. */
  public List<String> duplicates() {
    return decision.duplicates();
  }

  /** Of the sources to load, those that hold no record. */
  public List<String> empty() {
    return decision.empty();
  }

  /** Files of archives that are not read because they are no members. */
  public List<String> passedOver() {
    return decision.passedOver();
  }

  /** Files that may still be written to, and wait for the next run. */
  public List<String> waiting() {
    return decision.waiting();
  }

  /** What people should act on: files that cannot be read, a glob that matches nothing. */
  public List<AuditFinding> remarks() {
    return decision.remarks();
  }

  /** What the files are to the job. */
  public FileCounts files() {
    return decision.files();
  }

  /** A task for each file that cannot be read, which gives it as one refused record. */
  public List<RecordTask> refusals() {
    List<RecordTask> tasks = new ArrayList<>();
    for (Decision.Refused file : decision.refused()) {
      Storage.Found found = file.found();
      RowOrigin whole =
          RowOrigin.ofWholeFile(
              file.source(), found.size(), found.modified(), found.uri().getPath());
      tasks.add(new RefusedFileTask(whole, file.reason()));
    }
    return tasks;
  }

  /**
   * Requires that each file is still what was read.
   *
   * @throws CityLakeException SOURCE_CHANGED
   */
  public void requireUnchanged() {
    if (contents.isEmpty()) {
      return;
    }
    Map<URI, Storage.Found> now = new HashMap<>();
    try {
      storage
          .list(glob, Storage.Unlisted.SAID)
          .files()
          .forEach(found -> now.put(found.uri(), found));
    } catch (IOException e) {
      throw Fingerprinter.unreadable(glob, e, storage);
    }
    for (Content content : contents) {
      Storage.Found found = now.get(content.found().uri());
      if (found == null || !found.isAs(content.found())) {
        throw Fingerprinter.changed(content.source());
      }
    }
  }

  /** Sources that were loaded, and are not there to be read again; of a full refresh only. */
  public List<String> missing() {
    return decision.missing();
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
