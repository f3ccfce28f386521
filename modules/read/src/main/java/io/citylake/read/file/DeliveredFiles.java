package io.citylake.read.file;

import io.citylake.model.Position;
import io.citylake.read.file.FilesPosition.Entry;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a position says of the files that its job has loaded. */
public final class DeliveredFiles {
  private DeliveredFiles() {}

  /** What became of a file that a job has seen. */
  public enum State {
    LOADED,
    /** Another name had the same content. */
    COPY,
    /** Its rows were taken out by somebody's word. */
    WITHDRAWN
  }

  /**
   * A file that a job has seen.
   *
   * @param modified milliseconds since 1970
   */
  public record Delivered(String source, long modified, State state) {}

  /** All files of a position, by name; none where the position is not one of files. */
  public static List<Delivered> list(Position position) {
    if (!FilesPosition.isOfFiles(position)) {
      return List.of();
    }
    return FilesPosition.parse(position).entries().values().stream()
        .map(entry -> new Delivered(entry.source(), entry.placed(), state(entry)))
        .toList();
  }

  private static State state(Entry entry) {
    if (entry.withdrawn()) {
      return State.WITHDRAWN;
    }
    return entry.duplicate() ? State.COPY : State.LOADED;
  }

  /** The position once a source's rows are taken out: the same content is not loaded again. */
  public static Position withdraw(Position position, String source) {
    FilesPosition.Known known = FilesPosition.parse(position);
    known.entries().computeIfPresent(source, (name, entry) -> entry.taken());
    // Each entry says its own definition where the whole has none.
    return FilesPosition.write(
        known.entries().values(), known.refusals().values(), FilesPosition.UNKNOWN);
  }

  /**
   * When each source was modified, in milliseconds since 1970; empty where the position is not one
   * of files.
   *
   * @throws io.citylake.model.CityLakeException METADATA_CORRUPT
   */
  public static Optional<SortedMap<String, Long>> modified(Position position) {
    if (!FilesPosition.isOfFiles(position)) {
      return Optional.empty();
    }
    SortedMap<String, Long> times = new TreeMap<>();
    for (Entry entry : FilesPosition.parse(position).entries().values()) {
      times.put(entry.source(), entry.placed());
    }
    return Optional.of(times);
  }
}
