package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Caps;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.job.SourceSpec.Unreadable;
import io.citylake.model.CityLakeException;
import io.citylake.model.DeliveryPlace;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.model.TimeInName;
import io.citylake.read.file.Decision.Refused;
import io.citylake.read.file.FilesPosition.Entry;
import io.citylake.read.file.FilesPosition.Refusal;
import io.citylake.read.file.Fingerprinter.Fingerprint;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.RequestedFields;
import io.citylake.read.record.RecordCursor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a job has not loaded. Other content under the same name replaces what came
 * from it before, and a file whose size and time are as recorded is not even opened. The same
 * content under another name is another delivery, unless the job passes over copies. A copy that
 * was passed over does not come in because its original is corrected or withdrawn: somebody
 * decides.
 */
public final class FilesPlanner {
  private static final int THREADS = 2;

  /** What clocks of one network may differ by. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /** What can be wrong with one file and right with the others. */
  private static final Set<ErrorCode> OF_ONE_FILE =
      EnumSet.of(
          ErrorCode.SOURCE_UNREADABLE,
          ErrorCode.SOURCE_HEADER_MISSING,
          ErrorCode.SOURCE_TOO_LARGE,
          ErrorCode.SOURCE_CHANGED);

  private final SourceSpec.Files spec;
  private final SourceRoots roots;
  private final Storage storage;
  private final FormatTask format;
  private final String definition;
  private final Fingerprinter fingerprinter;
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
    this.format = format;
    this.definition = definition;
    this.fingerprinter = new Fingerprinter(storage, format, Members.of(spec), cuts.stride());
    this.packing = new Packing(storage, format, cuts.least(), cuts.most());
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

  /** A listed file and what it is called. */
  private record Listed(Storage.Found found, String source) {
    String place() {
      return DeliveryPlace.ofFile(source, found.modified(), "");
    }
  }

  /** What the path matches: files to look at, and those that may still be written to. */
  private record Listing(List<Listed> files, Set<String> young) {}

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
    State state = new State(FilesPosition.parse(after));
    String glob = roots.absolute(spec.path());
    Listing listing = list(glob, now, failedSince, state);
    List<Listed> listed = listing.files();
    List<String> missing = full ? state.beginAnew(listing, policy) : List.of();
    List<Listed> changed = listed.stream().filter(file -> !state.knows(file)).toList();
    if (!spec.minAge().isZero()) {
      state.remarks.name(
          "ahead of this machine's clock, so that min-age keeps nothing back; see whose clock is wrong",
          changed.stream().filter(file -> isAhead(file.found(), now)).map(Listed::source).toList());
    }
    boolean thorough = failedSince != null;
    if (maxFiles == 0) {
      state.take(fingerprints(changed, thorough));
    } else {
      for (Listed file : changed) {
        if (state.isBehind(file)) {
          continue;
        }
        // A file that is refused whole is a batch of its own, beside no copy.
        if (state.filesLoaded >= maxFiles || !state.refused.isEmpty()) {
          state.isPartial = true;
          break;
        }
        state.take(List.of(scan(file, thorough)));
      }
    }
    state.revive(listed);
    return new FilesPlan(storage, packing, glob, state.decision(listed, missing));
  }

  /** A time that says nothing of when the file was written, and is not waited for. */
  private boolean isAhead(Storage.Found found, Instant now) {
    Duration usual = spec.minAge().compareTo(SKEW) > 0 ? spec.minAge() : SKEW;
    return found.modified() > now.plus(usual).toEpochMilli();
  }

  private Listing list(String glob, Instant now, @Nullable Instant failedSince, State state) {
    String base = SourceRoots.pathOf(glob).replaceFirst("[^/]*[*?\\[{].*$", "");
    long newest = now.minus(spec.minAge()).toEpochMilli();
    List<Listed> files = new ArrayList<>();
    Set<String> sources = new HashSet<>();
    Set<String> young = new HashSet<>();
    Storage.Listing listing = find(glob);
    boolean any = false;
    for (Storage.Found found : listing.files()) {
      String path = found.uri().getPath();
      if (hidden(path, base)) {
        continue;
      }
      any = true;
      String source = roots.place(found.uri());
      boolean ahead = isAhead(found, now);
      if (!spec.minAge().isZero() && found.modified() > newest && !ahead) {
        state.waiting.add(source);
        young.add(source);
        continue;
      }
      if (!sources.add(source)) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE,
            "Cannot read %s: two files of that name lie under different source roots, so their rows could not be told apart"
                .formatted(source));
      }
      Listed file = new Listed(found, source);
      if (failedSince != null && found.modified() > failedSince.toEpochMilli() && !ahead) {
        state.leave(file);
        young.add(source);
      } else {
        files.add(file);
      }
    }
    for (Storage.Odd odd : listing.odd()) {
      String path = odd.uri().getPath();
      if (!hidden(path, base)) {
        any = true;
        state.meetOdd(path.substring(path.lastIndexOf('/') + 1), odd.why());
      }
    }
    if (!any) {
      state.remarks.nothingMatches(spec.path(), state.before.entries().size());
    }
    files.sort(Comparator.comparing(Listed::place, DeliveryPlace.ORDER));
    return new Listing(files, young);
  }

  private Storage.Listing find(String glob) {
    String root = roots.rootOf(glob);
    try {
      Storage.Listing listing = storage.list(glob);
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

  /** A file with what is in it, or why it cannot be read. */
  private record Scanned(
      Listed file, @Nullable Fingerprint print, @Nullable CityLakeException failure) {}

  private Scanned scan(Listed file, boolean thorough) {
    try {
      Fingerprint print = fingerprinter.read(file.found(), file.source());
      if (thorough) {
        for (Content content : print.contents()) {
          readToItsEnd(content);
        }
      }
      return new Scanned(file, print, null);
    } catch (CityLakeException e) {
      if (!OF_ONE_FILE.contains(e.code())) {
        throw e;
      }
      return new Scanned(file, null, e);
    } catch (IOException e) {
      return new Scanned(file, null, Fingerprinter.unreadable(file.source(), e, storage));
    }
  }

  private void readToItsEnd(Content content) throws IOException {
    try (RecordCursor cursor = packing.whole(content).open()) {
      boolean first = true;
      while (cursor.next()) {
        List<String> missing =
            first && cursor.row().malformed() == null && !cursor.skipped()
                ? format.wanted().missing(cursor.row().names())
                : List.of();
        if (!missing.isEmpty()) {
          throw new CityLakeException(
              ErrorCode.SOURCE_HEADER_MISSING,
              "Cannot read %s: it lacks %s, which the job maps (found=%s)"
                  .formatted(content.source(), missing, cursor.row().names()));
        }
        first &= cursor.skipped() || cursor.row().malformed() != null;
      }
    }
  }

  private List<Scanned> fingerprints(List<Listed> files, boolean thorough) {
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
        waiting.add(threads.submit(() -> scan(file, thorough)));
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
    private final FilesPosition.Known before;
    private final SortedMap<String, Entry> entries;
    private final SortedMap<String, Refusal> refusals = new TreeMap<>();
    // Contents that no other name may bring while copies are passed over.
    private final Set<String> held = new HashSet<>();
    // Contents that had rows until now: other content came under the name, or its archive lacks it.
    private final Set<String> corrected = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private final List<Content> loads = new ArrayList<>();
    private final List<String> superseded = new ArrayList<>();
    private final List<String> duplicates = new ArrayList<>();
    private final Map<String, Content> scanned = new TreeMap<>();
    private final List<String> passedOver = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final FileRemarks remarks = new FileRemarks();
    private final List<String> unreadable = new ArrayList<>();
    private final List<String> still = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private final List<String> behind = new ArrayList<>();
    // What is read anew keeps its place in the order.
    private final Map<String, Entry> forgotten = new TreeMap<>();
    private final Set<String> anew = new HashSet<>();
    private @Nullable CityLakeException firstFailure;
    private @Nullable Long latest;
    private boolean isPartial;
    private final boolean skipsCopies = spec.intake().copies() == Copies.SKIP;
    private int filesLoaded;

    State(FilesPosition.Known before) {
      this.before = before;
      this.entries = new TreeMap<>(before.entries());
    }

    private List<Entry> of(Listed file) {
      return of(file, entries);
    }

    private List<Entry> of(Listed file, SortedMap<String, Entry> entries) {
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
        missing.stream().filter(entry -> !entry.withdrawn()).forEach(this::forget);
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
          && !before.refusals().containsKey(file.source())
          && own.stream().allMatch(entry -> !isMissed(entry) && entry.isOf(file.found()));
    }

    /** What was passed over as a copy when the job still did that. */
    private boolean isMissed(Entry entry) {
      return entry.duplicate() && !skipsCopies;
    }

    /** What stays and what goes is settled first, so that no order of files decides of copies. */
    void take(List<Scanned> files) {
      Map<Listed, Fingerprint> read = new LinkedHashMap<>();
      for (Scanned file : files) {
        Fingerprint print = file.print();
        if (print == null) {
          refuse(file.file(), Objects.requireNonNull(file.failure()));
        } else {
          read.put(file.file(), print);
        }
      }
      read.forEach(this::settle);
      held.clear();
      held.addAll(hashes(entry -> !entry.duplicate()));
      for (Fingerprint print : read.values()) {
        passedOver.addAll(print.passedOver());
        boolean loaded = false;
        for (Content content : print.contents()) {
          loaded |= take(content);
        }
        filesLoaded += loaded ? 1 : 0;
      }
    }

    /** Forgets of what a file brought before what it does not hold any more. */
    private void settle(Listed file, Fingerprint print) {
      boolean wasRefused = before.refusals().containsKey(file.source());
      if (wasRefused) {
        superseded.add(file.source());
      }
      Map<String, String> present = new HashMap<>();
      print.contents().forEach(content -> present.put(content.source(), content.sha256()));
      for (Entry earlier : of(file)) {
        String now = present.get(earlier.source());
        boolean same = earlier.sha256().equals(now);
        if (earlier.withdrawn() && (same || now == null)) {
          // A withdrawn entry may be lacking for a while.
          entries.put(earlier.source(), earlier.touched(file.found()));
        } else if (!same) {
          forget(earlier);
          if (!earlier.duplicate()) {
            (now == null ? lost : corrected).add(earlier.sha256());
          }
        } else if (wasRefused || isMissed(earlier)) {
          forget(earlier);
        }
      }
    }

    /** Leaves a file for the next run; what was loaded from it stays. */
    void leave(Listed file) {
      left.add(file.source());
      keep(file);
    }

    void meetOdd(String name, String why) {
      if (spec.intake().unreadable() == Unreadable.FAIL) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE, "Cannot read %s: %s".formatted(name, why));
      }
      still.add(name + ": " + why);
    }

    /** Leaves a file aside that would have to be taken before one that was. */
    boolean isBehind(Listed file) {
      OptionalLong time = TimeInName.find(file.source());
      if (time.isEmpty() || time.getAsLong() >= latest()) {
        return false;
      }
      keep(file);
      List<Entry> own = of(file);
      if (own.isEmpty() || !own.stream().allMatch(entry -> entry.isOf(file.found()))) {
        behind.add(file.source());
      }
      return true;
    }

    /** The latest time in the name of a file that was taken. */
    private long latest() {
      if (latest == null) {
        latest =
            before.entries().values().stream()
                .filter(Entry::loaded)
                .flatMapToLong(entry -> TimeInName.find(entry.source()).stream())
                .max()
                .orElse(Long.MIN_VALUE);
      }
      return latest;
    }

    private void refuse(Listed file, CityLakeException failure) {
      if (failure.code() == ErrorCode.SOURCE_CHANGED) {
        leave(file);
        return;
      }
      if (spec.intake().unreadable() == Unreadable.FAIL) {
        throw failure;
      }
      keep(file);
      String reason =
          String.valueOf(failure.getMessage()).replace("Cannot read " + file.source() + ": ", "");
      Storage.Found found = file.found();
      Refusal earlier = before.refusals().get(file.source());
      boolean known =
          earlier != null
              && earlier.size() == found.size()
              && earlier.modified() == found.modified();
      if (known) {
        still.add(file.source() + ": " + reason);
        return;
      }
      firstFailure = firstFailure == null ? failure : firstFailure;
      unreadable.add(file.source() + ": " + reason);
      refused.add(new Refused(found, file.source(), reason));
      refusals.put(
          file.source(), new Refusal(file.source(), found.size(), found.modified(), reason));
    }

    /** What was loaded from a file stays, also where everything is read again. */
    private void keep(Listed file) {
      for (Entry entry : of(file, before.entries())) {
        entries.put(entry.source(), entry);
        superseded.remove(entry.source());
      }
      Refusal earlier = before.refusals().get(file.source());
      if (earlier != null) {
        refusals.put(file.source(), earlier);
      }
    }

    Decision decision(List<Listed> listed, List<String> missing) {
      CityLakeException failure = firstFailure;
      if (failure != null && loads.isEmpty() && entries.isEmpty() && !isPartial) {
        // Nothing was ever read: that is the job's mistake rather than a file's.
        throw failure;
      }
      remarks.name("unreadable, refused as a whole", unreadable);
      remarks.name("still unreadable", still);
      remarks.name("changed while read and left for the next run", left);
      remarks.behind(behind);
      long others =
          listed.stream()
              .flatMap(file -> of(file).stream())
              .filter(Entry::loaded)
              .filter(entry -> !entry.definition().equals(FilesPosition.UNKNOWN))
              .filter(entry -> !entry.definition().equals(definition))
              .count();
      remarks.otherDefinition(others);
      remarkCopies(listed);
      return new Decision(
          loads,
          FilesPosition.write(entries.values(), refusals.values(), definition),
          superseded,
          duplicates,
          passedOver,
          waiting,
          refused,
          remarks.findings(),
          missing,
          before.count(loads, duplicates.size(), refused.size()));
    }

    /** Of copies whose original shows no rows. */
    private void remarkCopies(List<Listed> listed) {
      Set<String> shown = hashes(Entry::loaded);
      Set<String> withdrawn = hashes(Entry::withdrawn);
      List<String> out = new ArrayList<>();
      List<String> waiting = new ArrayList<>();
      for (Listed file : listed) {
        for (Entry entry : of(file)) {
          if (entry.duplicate() && !shown.contains(entry.sha256())) {
            (withdrawn.contains(entry.sha256()) ? out : waiting).add(entry.source());
          }
        }
      }
      remarks.name("passed over as a copy of what was withdrawn", out);
      remarks.waitingCopies(waiting);
    }

    private Set<String> hashes(Predicate<Entry> which) {
      return entries.values().stream().filter(which).map(Entry::sha256).collect(Collectors.toSet());
    }

    private boolean take(Content content) {
      scanned.put(content.source(), content);
      Entry earlier = entries.get(content.source());
      if (earlier != null) {
        entries.put(content.source(), earlier.touched(content.found()));
        return false;
      }
      if (skipsCopies && content.bytes() > 0 && isCopy(content)) {
        duplicates.add(content.source());
        remember(content, true);
        return false;
      }
      load(content);
      return true;
    }

    /** Of what is loaded or withdrawn, or of what a correction has just replaced. */
    private boolean isCopy(Content content) {
      Entry own = before.entries().get(content.source());
      boolean newcomer = own == null || own.duplicate();
      return held.contains(content.sha256()) || (newcomer && corrected.contains(content.sha256()));
    }

    private void forget(Entry entry) {
      entries.remove(entry.source());
      if (entry.loaded()) {
        superseded.add(entry.source());
      }
    }

    private void load(Content content) {
      loads.add(content);
      remember(content, false);
      held.add(content.sha256());
    }

    private void remember(Content content, boolean duplicate) {
      Entry entry =
          Entry.of(content.source(), content.found(), content.sha256(), duplicate, definition);
      Entry earlier = forgotten.get(content.source());
      boolean same = earlier != null && earlier.sha256().equals(content.sha256());
      entries.put(content.source(), same ? entry.placedAt(earlier.placed()) : entry);
    }

    /** A copy of what an archive lacks now is the only one with that content: load it. */
    void revive(List<Listed> listed) {
      lost.removeAll(corrected);
      for (Entry entry : List.copyOf(entries.values())) {
        if (!entry.duplicate() || held.contains(entry.sha256()) || !lost.contains(entry.sha256())) {
          continue;
        }
        Content content = scanned.get(entry.source());
        for (Listed file : listed) {
          boolean holdsIt =
              file.source().equals(entry.source())
                  || entry.source().startsWith(file.source() + "!/");
          if (content == null && holdsIt) {
            content =
                fingerprinter.read(file.found(), file.source()).contents().stream()
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
