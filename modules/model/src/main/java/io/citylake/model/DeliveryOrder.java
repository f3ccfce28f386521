package io.citylake.model;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the deliveries into one table: whose each row is, and which comes first. A
 * delivery is what one job read from one source: a file, an entry of an archive, or a database's
 * table. Asked by rows, with what each of them says of where it came from.
 */
public final class DeliveryOrder implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final char BETWEEN = '\u0001';

  private final String job;
  private final Map<String, Map<String, Long>> files;
  private final Map<String, String> runs;

  private DeliveryOrder(
      String job, Map<String, Map<String, Long>> files, Map<String, String> runs) {
    this.job = job;
    this.files = files;
    this.runs = runs;
  }

  /**
   * An order.
   *
   * @param job whose all rows are where {@code runs} is empty
   * @param files for each job that reads files, when each source that it loaded was modified, in
   *     milliseconds since 1970
   * @param runs which job's each run was
   */
  public static DeliveryOrder of(
      JobName job, Map<JobName, Map<String, Long>> files, Map<String, JobName> runs) {
    Map<String, Map<String, Long>> texts = new TreeMap<>();
    files.forEach((name, sources) -> texts.put(name.toString(), new TreeMap<>(sources)));
    Map<String, String> owners = new TreeMap<>();
    runs.forEach((run, name) -> owners.put(run, name.toString()));
    return new DeliveryOrder(job.toString(), texts, owners);
  }

  /** Where rows that came so stand; see {@link DeliveryPlace}. */
  public String place(@Nullable String source, @Nullable String run, long ingested) {
    String by = owner(run);
    String name = source == null ? "" : source;
    Map<String, Long> modified = files.get(by);
    return modified == null
        ? DeliveryPlace.ofRun(name, ingested, by, run == null ? "" : run)
        : DeliveryPlace.ofFile(name, modified.getOrDefault(name, ingested), by);
  }

  /**
   * Whether rows are of a file that stands before a place. What has no files changes by itself, and
   * stands nowhere for good.
   */
  public boolean isOfFileBefore(
      String place, @Nullable String source, @Nullable String run, long ingested) {
    return files.containsKey(owner(run))
        && DeliveryPlace.ORDER.compare(place(source, run, ingested), place) < 0;
  }

  /** What is superseded and withdrawn as one: equal texts are one delivery. */
  public String delivery(@Nullable String source, @Nullable String run) {
    return owner(run) + BETWEEN + (source == null ? "" : source);
  }

  /**
   * What replaces as one: a delivery, or what one run read where a source has no files and gives
   * its present state each time.
   */
  public String state(@Nullable String source, @Nullable String run) {
    String delivery = delivery(source, run);
    return files.containsKey(owner(run)) ? delivery : delivery + BETWEEN + run;
  }

  private String owner(@Nullable String run) {
    if (run == null || runs.isEmpty()) {
      return job;
    }
    String owner = runs.get(run);
    if (owner == null) {
      throw new CityLakeException(
          ErrorCode.ROWS_OF_UNKNOWN_JOB,
          "Cannot tell which rows stand before which: run %s that brought some of them is not in the ledger, and several jobs load the table; run citylake table recover on it, or delete its rows by hand and load their files under other names"
              .formatted(run));
    }
    return owner;
  }
}
