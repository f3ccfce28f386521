package io.citylake.read.file;

import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.schedule.Arrival;
import io.citylake.contract.settings.Settings;
import io.citylake.model.CityLakeException;
import io.citylake.read.file.FileLister.Listing;
import io.citylake.read.file.Storage.Unlisted;
import io.citylake.read.format.ControlFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks whether what a job waits for was delivered, by names, sizes and times: no row is read. A
 * file counts as whole by the same rule as when it is loaded, the job's {@code min-age}.
 */
public final class ArrivalLook {
  private final Job job;
  private final Arrival arrival;
  private final SourceRoots roots;
  private final Storage storage;

  ArrivalLook(Job job, Arrival arrival, SourceRoots roots, Storage storage) {
    this.job = job;
    this.arrival = arrival;
    this.roots = roots;
    this.storage = storage;
  }

  /**
   * What is lacking, in a few words; empty where nothing is. What can't be looked at is lacking
   * too.
   *
   * @param job as it reads for the business date
   * @param home of the workspace, which relative paths start from
   */
  public static Optional<String> lacking(
      Job job, Arrival arrival, Settings settings, Path home, Instant now) {
    Map<String, String> hadoop = new TreeMap<>();
    settings.hadoop().forEach((key, value) -> hadoop.put(key, value.reveal()));
    return new ArrivalLook(
            job, arrival, SourceRoots.of(home, settings.sourceRoots()), new Storage(hadoop))
        .lacking(now);
  }

  Optional<String> lacking(Instant now) {
    try {
      return files(now).or(this::doneFlag).or(this::control);
    } catch (CityLakeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> files(Instant now) {
    SourceSpec.Files own = job.source() instanceof SourceSpec.Files files ? files : null;
    String path = arrival.files() != null ? arrival.files() : own == null ? "" : own.path();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Duration age = own == null ? Duration.ZERO : own.minAge();
    SourceSpec.Files spec = new SourceSpec.Files(path, new SourceSpec.Parquet(), age);
    Listing listing = new FileLister(spec, roots, storage).list(now, null, Unlisted.SAID);
    if (listing.files().size() < arrival.count() || !listing.waiting().isEmpty()) {
      String young =
          listing.waiting().isEmpty()
              ? ""
              : ", %d younger than %ds".formatted(listing.waiting().size(), age.toSeconds());
      return Optional.of(
          "%d of %d files %s%s".formatted(listing.files().size(), arrival.count(), path, young));
    }
    return Optional.empty();
  }

  private Optional<String> doneFlag() {
    String flag = arrival.doneFlag();
    if (flag == null) {
      return Optional.empty();
    }
    try {
      return storage.exists(roots.absolute(flag))
          ? Optional.empty()
          : Optional.of(flag + " is not there");
    } catch (IOException e) {
      return Optional.of("%s: %s".formatted(flag, storage.reason(e)));
    }
  }

  private Optional<String> control() {
    Arrival.Control control = arrival.control();
    if (control == null) {
      return Optional.empty();
    }
    String list = roots.absolute(control.path());
    try {
      if (!storage.exists(list)) {
        return Optional.of(control.path() + " is not there");
      }
      URI uri = new org.apache.hadoop.fs.Path(list).toUri();
      try (InputStream in = storage.open(uri, 0)) {
        for (ControlFile.Entry entry : ControlFile.read(in, control.file(), control.bytes())) {
          Optional<String> lacking = listed(list, entry);
          if (lacking.isPresent()) {
            return lacking;
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("%s: %s".formatted(control.path(), storage.reason(e)));
    }
  }

  private Optional<String> listed(String list, ControlFile.Entry entry) throws IOException {
    // By the roots' own rule: a list leads no further than a job's path.
    String file = roots.absolute(list.substring(0, list.lastIndexOf('/') + 1) + entry.name());
    if (!storage.exists(file)) {
      return Optional.of(entry.name() + " is not there");
    }
    long size = storage.status(new org.apache.hadoop.fs.Path(file).toUri()).size();
    return entry.bytes() < 0 || size == entry.bytes()
        ? Optional.empty()
        : Optional.of("%s has %d of %d bytes".formatted(entry.name(), size, entry.bytes()));
  }
}
