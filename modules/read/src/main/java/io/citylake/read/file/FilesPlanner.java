package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.model.CityLakeException;
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
 * Finds the files that a job has not loaded. Other content under the same name replaces what came
 * from it before, and a file whose size and time are as recorded is not even opened. The same
 * content under another name is another delivery, unless the job passes over copies.
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
  private record Listed(Storage.Found found, String source) {}

  /**
   * Lists and fingerprints what is new.
   *
   * @param full everything again
   * @param maxFiles at most that many new files, oldest first; 0 for all
   */
  public FilesPlan plan(Position after, boolean full, int maxFiles, Instant now) {
    SortedMap<String, Entry> known = FilesPosition.parse(after);
    State state = new State(full ? new TreeMap<>() : new TreeMap<>(known));
    if (full) {
      state.superseded.addAll(known.keySet());
    }
    List<Listed> listed = list(now);
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
        state.duplicates);
  }

  private List<Listed> list(Instant now) {
    String glob = roots.absolute(spec.path());
    String base = SourceRoots.pathOf(glob).replaceFirst("[^/]*[*?\\[{].*$", "");
    long newest = now.minus(spec.minAge()).toEpochMilli();
    List<Listed> files = new ArrayList<>();
    Set<String> sources = new HashSet<>();
    for (Storage.Found found : find(glob)) {
      String path = found.uri().getPath();
      if (hidden(path, base)) {
        continue;
      }
      String source = roots.place(found.uri());
      if (!spec.minAge().isZero() && found.modified() > newest) {
        LOG.info("{} is younger than min-age and left for the next run", source);
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
    files.sort(
        Comparator.comparingLong((Listed file) -> file.found().modified())
            .thenComparing(Listed::source));
    return files;
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
    private final boolean skipsCopies = spec.intake().copies() == Copies.SKIP;
    private int filesLoaded;

    State(SortedMap<String, Entry> entries) {
      this.entries = entries;
      entries.values().stream().filter(entry -> !entry.duplicate()).forEach(this::hold);
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

    boolean knows(Listed file) {
      List<Entry> own = of(file);
      return !own.isEmpty()
          && own.stream()
              .allMatch(
                  entry ->
                      !isMissed(entry)
                          && entry.size() == file.found().size()
                          && entry.modified() == file.found().modified());
    }

    /** What was passed over as a copy when the job still did that. */
    private boolean isMissed(Entry entry) {
      return entry.duplicate() && !skipsCopies;
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
      if (earlier != null && !isMissed(earlier) && earlier.sha256().equals(content.sha256())) {
        Storage.Found found = content.found();
        entries.put(content.source(), earlier.touched(found.size(), found.modified()));
        return false;
      }
      if (earlier != null) {
        forget(earlier);
      }
      if (skipsCopies && content.bytes() > 0 && held.contains(content.sha256())) {
        duplicates.add(content.source());
        remember(content, true);
        return false;
      }
      load(content);
      return true;
    }

    private void forget(Entry entry) {
      entries.remove(entry.source());
      if (!entry.duplicate()) {
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
      entries.put(
          content.source(),
          new Entry(content.source(), found.size(), found.modified(), content.sha256(), duplicate));
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
