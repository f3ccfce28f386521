package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.SourceSpec;
import io.citylake.model.Position;
import io.citylake.read.file.FileLister.Listed;
import io.citylake.read.file.FileLister.Listing;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.RequestedFields;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    return plan(after, full, Missing.KEEP, maxFiles, now, null);
  }

  /**
   * Lists and fingerprints what is new.
   *
   * @param full everything again that is there
   * @param policy what becomes of what was loaded and is not there, where everything is read again
   * @param maxFiles at most that many new files, in the order of deliveries, and none whose name
   *     says a time before that of one that was taken; 0 for all
   * @param failedSince when a run began that failed over a file; null for none. Each file is then
   *     read to its end before it is taken, and one that changed since is left for the next run
   */
  public FilesPlan plan(
      Position after,
      boolean full,
      Missing policy,
      int maxFiles,
      Instant now,
      @Nullable Instant failedSince) {
    FilesDecider decider = new FilesDecider(spec, definition, FilesPosition.parse(after));
    Listing listing = lister.list(now, failedSince);
    decider.meet(listing);
    List<Listed> listed = listing.files();
    List<String> missing = full ? decider.beginAnew(listing, policy) : List.of();
    List<Listed> changed = listed.stream().filter(file -> !decider.knows(file)).toList();
    if (!spec.minAge().isZero()) {
      decider.remarkAhead(
          changed.stream().filter(file -> lister.isAhead(file.found(), now)).toList());
    }
    boolean thorough = failedSince != null;
    if (maxFiles == 0) {
      decider.take(scanner.scanAll(changed, thorough));
    } else {
      for (Listed file : changed) {
        if (decider.isBehind(file)) {
          continue;
        }
        if (decider.isFull(maxFiles)) {
          decider.stop();
          break;
        }
        decider.take(List.of(scanner.scan(file, thorough)));
      }
    }
    decider.revive(listed, scanner::contents);
    String glob = roots.absolute(spec.path());
    return new FilesPlan(storage, packing, glob, decider.decision(listed, missing));
  }
}
