package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryOrder;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Position;
import io.citylake.read.file.FilesPosition.Entry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a position says of the files that its job has loaded. */
public final class DeliveredFiles {
  private DeliveredFiles() {}

  /** What became of a file that a job has seen. */
  public enum State {
    LOADED,
    /** Another name had the same content. */
    COPY,
    /** Its rows were taken out by somebody's word. */
    WITHDRAWN,
    /** It cannot be read as it lies there; rows of earlier content stay. */
    UNREADABLE
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
    FilesPosition.Known known = FilesPosition.parse(position);
    SortedMap<String, Delivered> files = new TreeMap<>();
    for (Entry entry : known.entries().values()) {
      files.put(entry.source(), of(entry));
    }
    for (FilesPosition.Refusal refusal : known.refusals().values()) {
      files.put(
          refusal.source(), new Delivered(refusal.source(), refusal.modified(), State.UNREADABLE));
    }
    return List.copyOf(files.values());
  }

  /** The sources that have rows in the table or beside it; none where there are no files. */
  public static SortedSet<String> loaded(Position position) {
    return FilesPosition.isOfFiles(position)
        ? FilesPosition.parse(position).entries().values().stream()
            .filter(Entry::loaded)
            .map(Entry::source)
            .collect(Collectors.toCollection(TreeSet::new))
        : new TreeSet<>();
  }

  /**
   * The sources that have rows and of which a full refresh reads nothing: they are gone, or too
   * young, changing or unreadable just now.
   *
   * @param superseded what it reads again, or takes out
   */
  public static List<String> unread(Position position, Collection<String> superseded) {
    SortedSet<String> unread = loaded(position);
    unread.removeAll(superseded);
    return List.copyOf(unread);
  }

  /** The sources that have the same rows after as before: of equal content and definition. */
  public static SortedSet<String> unchanged(Position before, Position after) {
    if (!FilesPosition.isOfFiles(before) || !FilesPosition.isOfFiles(after)) {
      return new TreeSet<>();
    }
    SortedMap<String, Entry> now = FilesPosition.parse(after).entries();
    return FilesPosition.parse(before).entries().values().stream()
        .filter(Entry::loaded)
        .filter(
            entry -> {
              Entry later = now.get(entry.source());
              return later != null
                  && later.loaded()
                  && later.sha256().equals(entry.sha256())
                  && later.definition().equals(entry.definition());
            })
        .map(Entry::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Delivered of(Entry entry) {
    return new Delivered(entry.source(), entry.placed(), state(entry));
  }

  private static State state(Entry entry) {
    if (entry.withdrawn()) {
      return State.WITHDRAWN;
    }
    return entry.duplicate() ? State.COPY : State.LOADED;
  }

  /**
   * The order of the deliveries into a table.
   *
   * @param job whose all rows are where {@code runs} is empty
   * @param positions of all jobs of the table
   * @param runs which job's each run was
   * @throws CityLakeException ROWS_OF_UNKNOWN_JOB where several jobs load it and no run is known
   */
  public static DeliveryOrder order(
      JobName job, Map<JobName, Position> positions, Map<String, JobName> runs) {
    if (runs.isEmpty() && positions.keySet().stream().anyMatch(each -> !each.equals(job))) {
      throw new CityLakeException(
          ErrorCode.ROWS_OF_UNKNOWN_JOB,
          "Cannot tell which rows stand before which: %d jobs load the table of %s, and the ledger has none of their runs; run citylake table recover on it"
              .formatted(positions.size(), job));
    }
    Map<JobName, Map<String, Long>> files = new HashMap<>();
    positions.forEach(
        (each, position) -> modified(position).ifPresent(times -> files.put(each, times)));
    return DeliveryOrder.of(job, files, runs);
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
