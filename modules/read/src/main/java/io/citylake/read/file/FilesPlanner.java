package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.file.FilesPosition.Entry;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.RequestedFields;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files that a job has not loaded. A file counts by content: the same content under
 * another name is not loaded again, other content under the same name replaces what came from it
 * before, and a file whose size and time are as recorded is not even opened.
 */
public final class FilesPlanner {
  private static final Logger LOG = LoggerFactory.getLogger(FilesPlanner.class);
  private static final int THREADS = 2;

  private final SourceSpec.Files spec;
  private final SourceRoots roots;
  private final Storage storage;
  private final Fingerprinter fingerprinter;
  private final Packing packing;

  FilesPlanner(
      SourceSpec.Files spec, SourceRoots roots, Storage storage, FormatTask format, Cuts cuts) {
    this.spec = spec;
    this.roots = roots;
    this.storage = storage;
    this.fingerprinter = new Fingerprinter(storage, format, cuts.stride());
    this.packing = new Packing(storage, format, cuts.least(), cuts.most());
  }

  /** Bytes between possible cuts, and of a Spark partition at least and at most. */
  record Cuts(long stride, long least, long most) {
    static final Cuts USUAL = new Cuts(8L << 20, 8L << 20, 128L << 20);
  }

  /**
   * A planner for one job.
   *
   * @param hadoop settings of the Hadoop client, such as an S3A endpoint and its key
   */
  public static FilesPlanner of(
      SourceSpec.Files spec,
      RequestedFields wanted,
      SourceRoots roots,
      Caps caps,
      Map<String, String> hadoop) {
    FormatTask format = new FormatTask(spec.format(), wanted, caps);
    return new FilesPlanner(spec, roots, new Storage(hadoop), format, Cuts.USUAL);
  }

  /** A listed file and what it is called. */
  private record Listed(Storage.Found found, String source) {
    String place() {
      return DeliveryPlace.ofFile(source, found.modified(), "");
    }
  }

  /** What the path matches: files to look at, and those that may still be written to. */
  private record Listing(List<Listed> files, Set<String> young) {}

  /**
   * Lists and fingerprints what is new.
   *
   * @param full everything again that is there
   * @param maxFiles at most that many new files, in the order of deliveries; 0 for all
   */
  public FilesPlan plan(Position after, boolean full, int maxFiles, Instant now) {
    return plan(after, full, Missing.KEEP, maxFiles, now);
  }

  /** As {@link #plan(Position, boolean, int, Instant)}, with a say about what is not there. */
  public FilesPlan plan(Position after, boolean full, Missing policy, int maxFiles, Instant now) {
    SortedMap<String, Entry> known = FilesPosition.parse(after);
    State state = new State(new TreeMap<>(known));
    Listing listing = list(now);
    List<Listed> listed = listing.files();
    List<String> missing = full ? state.beginAnew(listing, policy) : List.of();
    if (listed.isEmpty()) {
      LOG.warn("No file matches {}", spec.path());
    }
    List<Listed> changed = listed.stream().filter(file -> !state.knows(file)).toList();
    if (maxFiles == 0) {
      fingerprints(changed).forEach(state::take);
    } else {
      for (Listed file : changed) {
        if (state.filesLoaded >= maxFiles) {
          break;
        }
        state.take(new Scanned(file, fingerprinter.read(file.found(), file.source())));
      }
    }
    state.revive(listed);
    return new FilesPlan(
        storage,
        packing,
        state.loads,
        FilesPosition.write(state.entries.values()),
        state.superseded,
        state.duplicates,
        missing);
  }

  private Listing list(Instant now) {
    String glob = roots.absolute(spec.path());
    String base = SourceRoots.pathOf(glob).replaceFirst("[^/]*[*?\\[{].*$", "");
    long newest = now.minus(spec.minAge()).toEpochMilli();
    List<Listed> files = new ArrayList<>();
    Set<String> sources = new HashSet<>();
    Set<String> young = new HashSet<>();
    for (Storage.Found found : find(glob)) {
      String path = found.uri().getPath();
      if (hidden(path, base)) {
        continue;
      }
      String source = roots.place(found.uri());
      if (!spec.minAge().isZero() && found.modified() > newest) {
        LOG.info("{} is younger than min-age and left for the next run", source);
        young.add(source);
        continue;
      }
      if (!sources.add(source)) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: two files of that name lie under different source roots, so their rows could not be told apart"
                .formatted(source));
      }
      files.add(new Listed(found, source));
    }
    files.sort(Comparator.comparing(Listed::place, DeliveryPlace.ORDER));
    return new Listing(files, young);
  }

  private List<Storage.Found> find(String glob) {
    try {
      return storage.list(glob);
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

  private record Scanned(Listed file, List<Content> contents) {}

  private List<Scanned> fingerprints(List<Listed> files) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "citylake-fingerprint");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<Scanned>> waiting = new ArrayList<>();
      for (Listed file : files) {
        waiting.add(
            threads.submit(
                () -> new Scanned(file, fingerprinter.read(file.found(), file.source()))));
      }
      List<Scanned> scanned = new ArrayList<>();
      for (Future<Scanned> each : waiting) {
        scanned.add(each.get());
      }
      return scanned;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(ErrorCode.CANCELLED, "Cannot go on: interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CityLakeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** The decision, one scanned file after the other. */
  private final class State {
    private final SortedMap<String, Entry> entries;
    private final Set<String> held = new HashSet<>();
    private final List<Content> loads = new ArrayList<>();
    private final List<String> superseded = new ArrayList<>();
    private final List<String> duplicates = new ArrayList<>();
    private final Map<String, Content> scanned = new TreeMap<>();
    // What is read anew keeps its place in the order.
    private final Map<String, Entry> forgotten = new TreeMap<>();
    private final Set<String> anew = new HashSet<>();
    private int filesLoaded;

    State(SortedMap<String, Entry> entries) {
      this.entries = entries;
      entries.values().stream().filter(Entry::loaded).forEach(this::hold);
    }

    private void hold(Entry entry) {
      held.add(entry.sha256());
    }

    private List<Entry> of(Listed file) {
      List<Entry> own = new ArrayList<>();
      Entry plain = entries.get(file.source());
      if (plain != null) {
        own.add(plain);
      }
      String archive = file.source() + "!/";
      own.addAll(entries.subMap(archive, archive + Character.MAX_VALUE).values());
      return own;
    }

    /**
     * Forgets what lies there, so that all of it is read again.
     *
     * @return what the position has, and the path does not match any more
     */
    List<String> beginAnew(Listing listing, Missing policy) {
      Set<String> there = new HashSet<>(listing.young());
      for (Listed file : listing.files()) {
        there.add(file.source());
        anew.add(file.source());
        for (Entry entry : of(file)) {
          if (!entry.withdrawn()) {
            forgotten.put(entry.source(), entry);
            forget(entry);
          }
        }
      }
      // A young file is read again once it is old enough: what it brought stays until then.
      List<Entry> missing =
          entries.values().stream()
              .filter(entry -> !there.contains(archive(entry.source())))
              .toList();
      if (policy == Missing.WITHDRAW) {
        missing.forEach(this::forget);
      }
      return missing.stream().filter(Entry::loaded).map(Entry::source).toList();
    }

    private static String archive(String source) {
      int inside = source.indexOf("!/");
      return inside < 0 ? source : source.substring(0, inside);
    }

    boolean knows(Listed file) {
      List<Entry> own = of(file);
      return !anew.contains(file.source())
          && !own.isEmpty()
          && own.stream()
              .allMatch(
                  entry ->
                      entry.size() == file.found().size()
                          && entry.modified() == file.found().modified());
    }

    void take(Scanned file) {
      Set<String> present = new HashSet<>();
      file.contents().forEach(content -> present.add(content.source()));
      for (Entry gone : of(file.file())) {
        if (!present.contains(gone.source())) {
          forget(gone);
        }
      }
      boolean loaded = false;
      for (Content content : file.contents()) {
        loaded |= take(content);
      }
      filesLoaded += loaded ? 1 : 0;
    }

    private boolean take(Content content) {
      scanned.put(content.source(), content);
      Entry earlier = entries.get(content.source());
      if (earlier != null && earlier.sha256().equals(content.sha256())) {
        Storage.Found found = content.found();
        entries.put(content.source(), earlier.touched(found.size(), found.modified()));
        return false;
      }
      if (earlier != null) {
        forget(earlier);
      }
      if (content.bytes() > 0 && held.contains(content.sha256())) {
        duplicates.add(content.source());
        remember(content, true);
        return false;
      }
      load(content);
      return true;
    }

    private void forget(Entry entry) {
      entries.remove(entry.source());
      if (entry.loaded()) {
        superseded.add(entry.source());
        held.remove(entry.sha256());
      }
    }

    private void load(Content content) {
      loads.add(content);
      remember(content, false);
      held.add(content.sha256());
    }

    private void remember(Content content, boolean duplicate) {
      Storage.Found found = content.found();
      Entry entry =
          new Entry(content.source(), found.size(), found.modified(), content.sha256(), duplicate);
      Entry before = forgotten.get(content.source());
      boolean same = before != null && before.sha256().equals(content.sha256());
      entries.put(content.source(), same ? entry.placedAt(before.placed()) : entry);
    }

    /** A duplicate whose original was replaced is now the only one with that content: load it. */
    void revive(List<Listed> listed) {
      for (Entry entry : List.copyOf(entries.values())) {
        if (!entry.duplicate() || held.contains(entry.sha256())) {
          continue;
        }
        Content content = scanned.get(entry.source());
        for (Listed file : listed) {
          boolean holdsIt =
              file.source().equals(entry.source())
                  || entry.source().startsWith(file.source() + "!/");
          if (content == null && holdsIt) {
            content =
                fingerprinter.read(file.found(), file.source()).stream()
                    .filter(each -> each.source().equals(entry.source()))
                    .findFirst()
                    .orElse(null);
          }
        }
        if (content != null && content.sha256().equals(entry.sha256())) {
          load(content);
        }
      }
    }
  }
}
