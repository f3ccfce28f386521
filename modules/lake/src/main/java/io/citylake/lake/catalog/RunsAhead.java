package io.citylake.lake.catalog;

import io.citylake.lake.io.StorageFault;
import io.citylake.lake.metadata.LakeProperties;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.BranchNames;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs that a table beside a target shows and the target does not, because the target went back to
 * an earlier metadata file. Such a table publishes a run in the commit that drops the run's branch,
 * after the target has named the run; so the metadata files of both tell it.
 */
public final class RunsAhead {
  private static final Logger LOG = LoggerFactory.getLogger(RunsAhead.class);

  private final FileIO io;

  public RunsAhead(FileIO io) {
    this.io = io;
  }

  /**
   * The last metadata file of a table whose main holds none of them; empty where there are none.
   *
   * @param metadata the file that the catalog names
   * @param target the metadata file of its target
   * @throws CityLakeException METADATA_CORRUPT where main can't go back to there
   */
  Optional<String> before(TableName name, String metadata, String target) {
    TableMetadata now = TableMetadataParser.read(io, metadata);
    Long main = TableRefs.head(now, TableRefs.MAIN);
    if (main == null) {
      return Optional.empty();
    }
    TableMetadata shown = TableMetadataParser.read(io, target);
    return before(
        name, now, main, (run, since) -> hasShown(shown, run, since) ? Whose.KEPT : Whose.LOST);
  }

  /**
   * The same where the target goes back on purpose, and names these runs still.
   *
   * @param lost the runs that the target will not show any more
   * @param since when it showed none of them
   */
  public Optional<String> before(
      TableName name, String metadata, Collection<String> lost, long since) {
    TableMetadata now = TableMetadataParser.read(io, metadata);
    Long main = TableRefs.head(now, TableRefs.MAIN);
    return main == null
        ? Optional.empty()
        : before(
            name,
            now,
            main,
            (run, at) -> lost.contains(run) ? Whose.LOST : at < since ? Whose.KEPT : Whose.BETWEEN);
  }

  private enum Whose {
    LOST,
    /** The target shows it: what is older stays. */
    KEPT,
    /** The target neither shows it nor loses it: nothing to do with it. */
    BETWEEN
  }

  private Optional<String> before(
      TableName name, TableMetadata now, long main, BiFunction<String, Long, Whose> whose) {
    TableMetadata later = now;
    @Nullable String before = null;
    @Nullable Long newest = null;
    @Nullable Long back = null;
    for (MetadataLogEntry entry : newestFirst(now)) {
      TableMetadata earlier = read(entry.file());
      if (earlier == null) {
        break;
      }
      Long moved = TableRefs.head(later, TableRefs.MAIN);
      if (moved != null
          && !moved.equals(TableRefs.head(earlier, TableRefs.MAIN))
          && TableRefs.extendsSnapshot(now, main, moved)) {
        Optional<String> run = ended(earlier, later);
        if (run.isPresent()) {
          Whose is = whose.apply(run.get(), earlier.lastUpdatedMillis());
          if (is == Whose.KEPT) {
            break;
          }
          if (is == Whose.LOST) {
            newest = newest == null ? moved : newest;
            back = TableRefs.head(earlier, TableRefs.MAIN);
            before = entry.file();
          }
        }
      }
      later = earlier;
    }
    if (newest != null) {
      requireWay(name, now, newest, back);
    }
    return Optional.ofNullable(before);
  }

  private static List<MetadataLogEntry> newestFirst(TableMetadata metadata) {
    List<MetadataLogEntry> entries = new ArrayList<>(metadata.previousFiles());
    Collections.reverse(entries);
    return entries;
  }

  /** The run whose branch is there before and gone after. */
  private static Optional<String> ended(TableMetadata before, TableMetadata after) {
    return TableRefs.branches(before, BranchNames.RUN).stream()
        .filter(branch -> TableRefs.head(after, branch) == null)
        .map(branch -> branch.substring(BranchNames.RUN.length()))
        .findFirst();
  }

  /** Whether a target named a run at any time; also where that isn't known any more. */
  private boolean hasShown(TableMetadata target, String run, long since) {
    TableMetadata at = target;
    for (MetadataLogEntry entry : newestFirst(target)) {
      if (names(at, run)) {
        return true;
      }
      if (at.lastUpdatedMillis() <= since) {
        return false;
      }
      TableMetadata earlier = read(entry.file());
      if (earlier == null) {
        return true;
      }
      at = earlier;
    }
    return names(at, run) || at.lastUpdatedMillis() > since;
  }

  private static boolean names(TableMetadata metadata, String run) {
    return LakeProperties.jobs(metadata).stream()
        .flatMap(job -> LakeProperties.publishedRun(metadata, job).stream())
        .anyMatch(named -> named.value().equals(run));
  }

  private static void requireWay(
      TableName name, TableMetadata now, long newest, @Nullable Long back) {
    long main = Objects.requireNonNull(TableRefs.head(now, TableRefs.MAIN));
    boolean changed =
        TableRefs.apart(now, main, newest).stream()
            .anyMatch(snapshot -> !DataOperations.REPLACE.equals(snapshot.operation()));
    if (changed || (back != null && now.snapshot(back) == null)) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot take out of table %s what its target has lost: %s; restore both from a backup"
              .formatted(
                  name, changed ? "it was changed since" : "the snapshot before it was expired"));
    }
  }

  private @Nullable TableMetadata read(String file) {
    try {
      return TableMetadataParser.read(io, file);
    } catch (RuntimeException e) {
      StorageFault.requireAccess("read metadata file " + file, e);
      LOG.debug("Metadata file {} cannot be read", file, e);
      return null;
    }
  }
}
