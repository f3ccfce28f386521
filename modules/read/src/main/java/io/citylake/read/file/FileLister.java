package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec;
import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.ErrorCode;
import io.citylake.read.file.Storage.Unlisted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists what a job's path matches, and tells what may still be written to. */
final class FileLister {
  /** What clocks of one network may differ by. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final String OUTSIDE =
      "it is a link that leads out of the source roots, and is not opened; send the file itself, or"
          + " add where it lies to source-roots";

  /** What Java makes of bytes that are no character. */
  private static final char NO_CHARACTER = '\uFFFD';

  private final SourceSpec.Files spec;
  private final SourceRoots roots;
  private final Storage storage;

  FileLister(SourceSpec.Files spec, SourceRoots roots, Storage storage) {
    this.spec = spec;
    this.roots = roots;
    this.storage = storage;
  }

  /** A listed file and what it is called. */
  record Listed(Storage.Found found, String source) {
    String place() {
      return DeliveryPlace.ofFile(source, found.modified(), "");
    }
  }

  /**
   * What the path matches.
   *
   * @param files to look at, in the order of deliveries
   * @param ahead sources of those that have a time after this machine's, where their age counts
   * @param waiting sources that are too young
   * @param late files that changed since the run began, which are left for the next one
   * @param odd what is no file, as its name and why
   */
  record Listing(
      List<Listed> files,
      Set<String> ahead,
      List<String> waiting,
      List<Listed> late,
      List<OddName> odd) {
    boolean isEmpty() {
      return files.isEmpty() && waiting.isEmpty() && late.isEmpty() && odd.isEmpty();
    }

    /** Sources that are there, and may still be written to. */
    Set<String> young() {
      return Stream.concat(waiting.stream(), late.stream().map(Listed::source))
          .collect(Collectors.toSet());
    }
  }

  /** What is no file, and why. */
  record OddName(String name, String why) {}

  /** Why a name would be taken for another's; empty where it would not. */
  private static String confusing(String source) {
    if (source.indexOf(NO_CHARACTER) >= 0) {
      return "its name is not UTF-8, so it cannot be told from others; rename it";
    }
    return source.contains("!/")
        ? "its path has !/, which stands between an archive and what is in it; rename it"
        : "";
  }

  /** A time that says nothing of when the file was written, and is not waited for. */
  private boolean isAhead(Storage.Found found, Instant now) {
    Duration usual = spec.minAge().compareTo(SKEW) > 0 ? spec.minAge() : SKEW;
    return found.modified() > now.plus(usual).toEpochMilli();
  }

  /**
   * Lists all of it.
   *
   * @param failedSince when a run began that failed over a file; null for none
   * @param unlisted of a directory that may not be read
   * @throws CityLakeException SOURCE_UNAVAILABLE where the root is not there; SOURCE_UNREADABLE
   *     where two files have one name
   */
  Listing list(Instant now, @Nullable Instant failedSince, Unlisted unlisted) {
    String glob = roots.absolute(spec.path());
    String base = SourceRoots.pathOf(glob).replaceFirst("[^/]*[*?\\[{].*$", "");
    long newest = now.minus(spec.minAge()).toEpochMilli();
    List<Listed> files = new ArrayList<>();
    Set<String> ahead = new HashSet<>();
    List<String> waiting = new ArrayList<>();
    List<Listed> late = new ArrayList<>();
    List<OddName> odd = new ArrayList<>();
    Set<String> sources = new HashSet<>();
    Storage.Listing listing = find(glob, unlisted);
    for (Storage.Found found : listing.files()) {
      if (hidden(found.uri().getPath(), base)) {
        continue;
      }
      Optional<String> place = roots.findPlace(found.uri());
      if (place.isEmpty()) {
        odd.add(new OddName(lastPart(found.uri().getPath()), OUTSIDE));
        continue;
      }
      String source = place.get();
      String confusing = confusing(source);
      if (!confusing.isEmpty()) {
        odd.add(new OddName(source, confusing));
        continue;
      }
      boolean isAhead = isAhead(found, now);
      if (!spec.minAge().isZero() && found.modified() > newest && !isAhead) {
        waiting.add(source);
        continue;
      }
      if (!spec.minAge().isZero() && isAhead) {
        ahead.add(source);
      }
      if (!sources.add(source)) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: two files of that name lie under different source roots, so their rows could not be told apart"
                .formatted(source));
      }
      Listed file = new Listed(found, source);
      boolean changed =
          failedSince != null && found.modified() > failedSince.toEpochMilli() && !isAhead;
      (changed ? late : files).add(file);
    }
    for (Storage.Odd each : listing.odd()) {
      String path = each.uri().getPath();
      if (!hidden(path, base)) {
        odd.add(new OddName(lastPart(path), each.why()));
      }
    }
    files.sort(Comparator.comparing(Listed::place, DeliveryPlace.ORDER));
    return new Listing(files, ahead, waiting, late, odd);
  }

  private static String lastPart(String path) {
    // A directory's ends with a slash.
    String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private Storage.Listing find(String glob, Unlisted unlisted) {
    String root = roots.rootOf(glob);
    try {
      Storage.Listing listing = storage.list(glob, unlisted);
      // An object store has no directories, and its bucket was asked for.
      if (listing.files().isEmpty() && !root.startsWith("s3") && !storage.exists(root)) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNAVAILABLE,
            "Cannot list %s: the source root %s is not there; see that its disk or share is mounted, or mend source-roots"
                .formatted(spec.path(), root));
      }
      return listing;
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.SOURCE_UNAVAILABLE,
          "Cannot list %s: %s".formatted(spec.path(), storage.reason(e)),
          e);
    }
  }

  private static boolean hidden(String path, String base) {
    String below = path.startsWith(base) ? path.substring(base.length()) : path;
    for (String part : below.split("/", -1)) {
      if (part.startsWith(".") || part.startsWith("_")) {
        return true;
      }
    }
    return FileNames.isHidden(path);
  }
}
