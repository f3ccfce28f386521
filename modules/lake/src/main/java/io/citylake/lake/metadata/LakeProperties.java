package io.citylake.lake.metadata;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.jspecify.annotations.Nullable;

/** The names of the table properties in which CityLake keeps its own state, and what they say. */
public final class LakeProperties {
  /** Branches of other tables that the table's last commit promised to publish, as JSON. */
  public static final String PENDING = "citylake.pending";

  /** The snapshot that main was at when a run was published last. */
  public static final String MAIN = "citylake.main";

  private static final String SETTLED = "citylake.settled";
  private static final String RUN = "citylake.run.";
  private static final String STANDING = "citylake.standing.";
  private static final String RENAMED = "citylake.renamed.";
  private static final String RECOVERY = "citylake.recovery";
  private static final String REREADING = "citylake.rereading";
  private static final String ACCESS_POSITION = "citylake.access.position";

  private LakeProperties() {}

  /** The job's latest run whose rows the table shows; empty before the first. */
  public static Optional<RunId> publishedRun(TableMetadata metadata, JobName job) {
    return Optional.ofNullable(metadata.properties().get(RUN + job)).map(RunId::new);
  }

  /** The jobs that have published into the table, whether they are still declared or not. */
  public static SortedSet<JobName> jobs(TableMetadata metadata) {
    SortedSet<JobName> jobs = new TreeSet<>(Comparator.comparing(JobName::toString));
    for (String property : metadata.properties().keySet()) {
      if (property.startsWith(RUN)) {
        jobs.add(JobName.parse(property.substring(RUN.length())));
      }
    }
    return jobs;
  }

  /** The jobs but this one that have published; empty where all rows of the table are its own. */
  public static SortedSet<JobName> otherJobs(TableMetadata metadata, JobName job) {
    SortedSet<JobName> others = jobs(metadata);
    others.remove(job);
    return others;
  }

  /** What says that a job's latest published run is this one. */
  public static Map<String, String> publishedRun(JobName job, RunId run) {
    return Map.of(RUN + job, run.value());
  }

  /** By which rule the rows of each job stand; without those from before that was kept. */
  public static SortedMap<String, String> standing(TableMetadata metadata) {
    SortedMap<String, String> rules = new TreeMap<>();
    metadata
        .properties()
        .forEach(
            (property, rule) -> {
              if (property.startsWith(STANDING)) {
                rules.put(property.substring(STANDING.length()), rule);
              }
            });
    return rules;
  }

  /** What says by which rule the rows of a job stand. */
  public static Map<String, String> standing(JobName job, String rule) {
    return Map.of(STANDING + job, rule);
  }

  /**
   * The snapshot that the last publish left main at and that main no longer descends from: somebody
   * moved it back. Empty where all is well, or where that snapshot was expired.
   */
  public static Optional<Long> movedBackFrom(TableMetadata metadata) {
    String left = metadata.properties().get(MAIN);
    Snapshot published = left == null ? null : metadata.snapshot(Long.parseLong(left));
    if (published == null) {
      return Optional.empty();
    }
    Long main = TableRefs.head(metadata, TableRefs.MAIN);
    Snapshot now = main == null ? null : metadata.snapshot(main);
    return now != null && descends(metadata, now, published)
        ? Optional.empty()
        : Optional.of(published.snapshotId());
  }

  /** The snapshot that main was at when a run was published last; empty before the first. */
  public static Optional<Long> lastPublished(TableMetadata metadata) {
    return Optional.ofNullable(metadata.properties().get(MAIN)).map(Long::valueOf);
  }

  /** Says with the change under way that main was left at where the change has it. */
  public static void setLastPublished(Transaction change) {
    long main = change.table().currentSnapshot().snapshotId();
    change.updateProperties().set(MAIN, Long.toString(main)).commit();
  }

  private static boolean descends(TableMetadata metadata, Snapshot from, Snapshot ancestor) {
    for (Snapshot at = from; at.snapshotId() != ancestor.snapshotId(); ) {
      Long parent = at.parentId();
      Snapshot before = parent == null ? null : metadata.snapshot(parent);
      if (before == null) {
        // What was expired in between can't be asked; what is older descends from nothing newer.
        return parent != null && from.sequenceNumber() > ancestor.sequenceNumber();
      }
      at = before;
    }
    return true;
  }

  /** What a job is called now that published under a name. */
  public static JobName renamed(TableMetadata metadata, JobName job) {
    @Nullable String name = metadata.properties().get(RENAMED + job);
    return name == null || name.equals(job.toString())
        ? job
        : renamed(metadata, JobName.parse(name));
  }

  /** A table of which a job has another name: what it has published and how far it got. */
  public static TableMetadata rename(TableMetadata metadata, JobName from, JobName to) {
    Map<String, String> moved = new HashMap<>();
    Set<String> gone = new HashSet<>();
    Map.of(
            RUN + from,
            RUN + to,
            STANDING + from,
            STANDING + to,
            PositionStore.property(from),
            PositionStore.property(to))
        .forEach(
            (old, now) -> {
              String value = metadata.properties().get(old);
              if (value != null) {
                moved.put(now, value);
                gone.add(old);
              }
            });
    if (moved.isEmpty()) {
      return metadata;
    }
    moved.put(RENAMED + from, to.toString());
    gone.add(RENAMED + to);
    return TableMetadata.buildFrom(metadata).removeProperties(gone).setProperties(moved).build();
  }

  /** The run that dropped branches of dead runs last; null where none ever did. */
  public static @Nullable String recovery(TableMetadata metadata) {
    return metadata.properties().get(RECOVERY);
  }

  /** What says that this run drops branches of dead runs. */
  public static Map<String, String> recovery(RunId by) {
    return Map.of(RECOVERY, by.value());
  }

  /** The run of each job whose rows a table shows last. */
  public static Set<String> publishedRuns(TableMetadata metadata) {
    return new HashSet<>(starting(metadata, RUN).values());
  }

  /** Whether a table's jobs have had other names since. */
  public static boolean isRenamedSince(TableMetadata metadata, TableMetadata earlier) {
    return !starting(metadata, RENAMED).equals(starting(earlier, RENAMED));
  }

  private static Map<String, String> starting(TableMetadata metadata, String prefix) {
    Map<String, String> found = new HashMap<>();
    metadata
        .properties()
        .forEach(
            (property, value) -> {
              if (property.startsWith(prefix)) {
                found.put(property, value);
              }
            });
    return found;
  }

  /**
   * A table's main where it was, with how far each job was then; runs that are under way are never
   * published.
   *
   * @param then the metadata of that time
   * @param by who has the table reserved
   */
  public static TableMetadata backTo(TableMetadata now, TableMetadata then, RunId by) {
    Set<String> gone = new HashSet<>();
    Map<String, String> again = new HashMap<>();
    for (String prefix : List.of(RUN, STANDING, PositionStore.prefix(), REREADING, MAIN, PENDING)) {
      gone.addAll(starting(now, prefix).keySet());
      again.putAll(starting(then, prefix));
    }
    // What it promised then has been kept since.
    again.remove(PENDING);
    gone.removeAll(again.keySet());
    again.putAll(recovery(by));
    long main = Objects.requireNonNull(TableRefs.head(then, TableRefs.MAIN));
    return TableMetadata.buildFrom(now)
        .removeProperties(gone)
        .setProperties(again)
        .setBranchSnapshot(main, TableRefs.MAIN)
        .build();
  }

  /** Whether the table was emptied for its deliveries to be read again, and they are not all. */
  public static boolean isRereading(TableMetadata metadata) {
    return metadata.properties().containsKey(REREADING);
  }

  /** What says that the table was emptied for its deliveries to be read again. */
  public static Map<String, String> rereading(RunId since) {
    return Map.of(REREADING, since.value());
  }

  /** Says that all of them were; the same where they were before. */
  public static TableMetadata reread(TableMetadata metadata) {
    return isRereading(metadata)
        ? TableMetadata.buildFrom(metadata).removeProperties(Set.of(REREADING)).build()
        : metadata;
  }

  /**
   * How far an access log is in their table; empty before its first line.
   *
   * @param log its name: each server has one of its own
   */
  public static Optional<String> accessPosition(Table table, String log) {
    return Optional.ofNullable(table.properties().get(ACCESS_POSITION + "." + log));
  }

  /** The same as an earlier program said it, which knew of one log only. */
  public static Optional<String> onlyAccessPosition(Table table) {
    return Optional.ofNullable(table.properties().get(ACCESS_POSITION));
  }

  /** Says with the change under way how far an access log is in their table then. */
  public static void setAccessPosition(Transaction change, String log, String position) {
    change.updateProperties().set(ACCESS_POSITION + "." + log, position).commit();
  }

  /** What a table says of its data files: Iceberg's keys of Parquet and of encryption. */
  public static Map<String, String> ofDataFiles(Table table) {
    return table.properties().entrySet().stream()
        .filter(
            each ->
                each.getKey().startsWith("write.parquet.")
                    || each.getKey().startsWith("encryption."))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The time before which deliveries of files are final, in their order; empty where none is.
   *
   * @throws CityLakeException METADATA_CORRUPT
   */
  public static Optional<Instant> settled(TableMetadata metadata) {
    String text = metadata.properties().get(SETTLED);
    try {
      return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot read table property %s: expected a time, found '%s'".formatted(SETTLED, text),
          e);
    }
  }

  /** Says at once which deliveries are final. */
  public static void setSettled(Table table, Instant before) {
    table.updateProperties().set(SETTLED, before.toString()).commit();
  }

  /** The promise of the last commit; null where there is none. */
  public static @Nullable String pending(TableMetadata metadata) {
    return metadata.properties().get(PENDING);
  }
}
