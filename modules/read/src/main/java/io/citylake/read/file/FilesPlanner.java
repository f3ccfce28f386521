package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.model.Position;
import io.citylake.read.file.Storage.Unlisted;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.RequestedFields;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a job has not loaded. Other content under the same name replaces what came
 * from it before, and a file whose size and time are as recorded is not even opened. The same
 * content under another name is another delivery, unless the job passes over copies. A copy that
 * was passed over does not come in because its original is corrected or withdrawn: somebody
 * decides.
 */
public final class FilesPlanner {
  private final SourceSpec.Files spec;
  private final SourceRoots roots;
  private final Storage storage;
  private final String definition;
  private final FileLister lister;
  private final FileScanner scanner;
  private final Packing packing;

  FilesPlanner(
      SourceSpec.Files spec,
      SourceRoots roots,
      Storage storage,
      FormatTask format,
      String definition,
      Cuts cuts) {
    this.spec = spec;
    this.roots = roots;
    this.storage = storage;
    this.definition = definition;
    this.lister = new FileLister(spec, roots, storage);
    this.packing = new Packing(storage, format, cuts.least(), cuts.most());
    Fingerprinter prints = new Fingerprinter(storage, format, Members.of(spec), cuts.stride());
    this.scanner = new FileScanner(storage, format, prints, packing);
  }

  private FilesPlanner(FilesPlanner other, BooleanSupplier cancelled) {
    this.spec = other.spec;
    this.roots = other.roots;
    this.storage = other.storage;
    this.definition = other.definition;
    this.lister = other.lister;
    this.scanner = other.scanner.until(cancelled);
    this.packing = other.packing;
  }

  /** One that gives up, with CANCELLED, once that says so; large files take their time. */
  public FilesPlanner until(BooleanSupplier cancelled) {
    return new FilesPlanner(this, cancelled);
  }

  /** Bytes between possible cuts, and of a Spark partition at least and at most. */
  record Cuts(long stride, long least, long most) {
    static final Cuts USUAL = new Cuts(8L << 20, 8L << 20, 128L << 20);
  }

  /**
   * A planner for one job.
   *
   * @param wanted what the job maps
   * @param definition what the job makes of bytes, as a hash
   * @param hadoop settings of the Hadoop client, such as an S3A endpoint and its key
   */
  public static FilesPlanner of(
      SourceSpec.Files spec,
      RequestedFields wanted,
      String definition,
      SourceRoots roots,
      Caps caps,
      Map<String, String> hadoop) {
    FormatTask format = new FormatTask(spec.format(), wanted, caps);
    return new FilesPlanner(spec, roots, new Storage(hadoop), format, definition, Cuts.USUAL);
  }

  /** For the first try, with a say about nothing that is not there. */
  public FilesPlan plan(Position after, boolean full, int maxFiles, Instant now) {
    return plan(after, full, EarlierFiles.OPEN, maxFiles, now, null);
  }

  /**
   * Lists and fingerprints what is new.
   *
   * @param full everything again that is there
   * @param earlier what may become of what was loaded
   * @param maxFiles at most that many new files, in the order of deliveries, and none whose name
   *     says a time before that of one that was taken; 0 for all
   * @param failedSince when a run began that failed over a file; null for none. Each file is then
   *     read to its end before it is taken, and one that changed since is left for the next run
   */
  public FilesPlan plan(
      Position after,
      boolean full,
      EarlierFiles earlier,
      int maxFiles,
      Instant now,
      @Nullable Instant failedSince) {
    boolean thorough = failedSince != null;
    Decision decision =
        new FilesDecider(spec, definition, FilesPosition.parse(after), earlier)
            .decide(
                lister.list(now, failedSince, full ? Unlisted.REFUSED : Unlisted.SAID),
                full,
                maxFiles,
                files -> scanner.scanAll(files, thorough));
    return new FilesPlan(storage, packing, roots.absolute(spec.path()), decision);
  }
}
