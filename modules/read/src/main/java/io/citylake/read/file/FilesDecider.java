package io.citylake.read.file;

import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.job.SourceSpec.Unreadable;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TimeInName;
import io.citylake.model.TimeInName.Reading;
import io.citylake.read.file.Decision.Refused;
import io.citylake.read.file.FileLister.Listed;
import io.citylake.read.file.FileLister.Listing;
import io.citylake.read.file.FileLister.OddName;
import io.citylake.read.file.FileScanner.Scanned;
import io.citylake.read.file.FilesPosition.Entry;
import io.citylake.read.file.FilesPosition.Refusal;
import io.citylake.read.file.Fingerprinter.Fingerprint;
import io.citylake.read.format.FormatTask.Holding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the files that are there, one scanned file after the other, from what the
 * position says. Used once, by one thread.
 */
final class FilesDecider {
  private final SourceSpec.Files spec;
  private final String definition;
  private final FilesPosition.Known before;
  private final EarlierFiles earlier;
  private final SortedMap<String, Entry> entries;
  // A file that is young or away may be mended when it is seen again.
  private final SortedMap<String, Refusal> refusals;
  // Contents that no other name may bring while copies are passed over.
  private final Set<String> held = new HashSet<>();
  // Contents that had rows until now: other content came under the name, or its archive lacks it.
  private final Set<String> corrected = new HashSet<>();
  private final Set<String> lost = new HashSet<>();
  private final List<Content> loads = new ArrayList<>();
  private final List<String> superseded = new ArrayList<>();
  private final List<String> overtaken = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();
  private final List<String> empty = new ArrayList<>();
  private final Map<String, Content> scanned = new TreeMap<>();
  private final List<String> passedOver = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final FileRemarks remarks = new FileRemarks();
  private final List<String> unreadable = new ArrayList<>();
  private final List<String> finals = new ArrayList<>();
  private final List<String> stillFinal = new ArrayList<>();
  private final List<String> still = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private final List<String> waiting = new ArrayList<>();
  private final List<String> behind = new ArrayList<>();
  // What is read anew keeps its place in the order.
  private final Map<String, Entry> forgotten = new TreeMap<>();
  private final Set<String> anew = new HashSet<>();
  private @Nullable CityLakeException firstFailure;
  private boolean isPartial;
  private boolean takesCopies;
  private final boolean skipsCopies;
  private int filesLoaded;

  FilesDecider(
      SourceSpec.Files spec, String definition, FilesPosition.Known before, EarlierFiles earlier) {
    this.spec = spec;
    this.definition = definition;
    this.before = before;
    this.earlier = earlier;
    this.entries = new TreeMap<>(before.entries());
    this.refusals = new TreeMap<>(before.refusals());
    this.skipsCopies = spec.intake().copies() == Copies.SKIP;
  }

  /**
   * Decides.
   *
   * @param full everything again that is there
   * @param maxFiles at most that many new files, in the order of deliveries, and none whose name
   *     says a time before that of one that was taken; 0 for all
   * @param look looks into files
   */
  Decision decide(
      Listing listing, boolean full, int maxFiles, Function<List<Listed>, List<Scanned>> look) {
    Set<String> hashes =
        before.entries().values().stream().map(Entry::sha256).collect(Collectors.toSet());
    Function<List<Listed>, List<Scanned>> scan =
        files -> look.apply(files).stream().map(file -> file.knownIn(hashes)).toList();
    takesCopies = maxFiles > 0;
    meet(listing);
    List<String> missing = full ? beginAnew(listing) : List.of();
    List<Listed> changed = listing.files().stream().filter(file -> !knows(file)).toList();
    remarks.name(
        "ahead of this machine's clock, so that min-age keeps nothing back; see whose clock is"
            + " wrong",
        changed.stream().map(Listed::source).filter(listing.ahead()::contains).toList());
    if (maxFiles == 0) {
      take(scan.apply(changed));
    } else {
      takeSome(changed, maxFiles, scan);
    }
    revive(listing.files(), scan);
    return decision(listing.files(), missing);
  }

  private void takeSome(
      List<Listed> changed, int maxFiles, Function<List<Listed>, List<Scanned>> scan) {
    Optional<Reading> latest = latest();
    for (Listed file : changed) {
      if (isBehind(file, latest)) {
        continue;
      }
      // A file that is refused whole is a batch of its own, beside no copy.
      if (filesLoaded >= maxFiles || !refused.isEmpty()) {
        isPartial = true;
        return;
      }
      take(scan.apply(List.of(file)));
    }
  }

  /** Takes note of what is not looked into. */
  private void meet(Listing listing) {
    waiting.addAll(listing.waiting());
    listing.late().forEach(this::leave);
    for (OddName odd : listing.odd()) {
      if (spec.intake().unreadable() == Unreadable.FAIL) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE, "Cannot read %s: %s".formatted(odd.name(), odd.why()));
      }
      still.add(odd.name() + ": " + odd.why());
    }
    if (listing.isEmpty()) {
      remarks.nothingMatches(spec.path(), before.entries().size());
    }
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
  private List<String> beginAnew(Listing listing) {
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
    if (earlier.missing() == Missing.WITHDRAW) {
      missing.stream().filter(entry -> !entry.withdrawn()).forEach(this::forget);
      for (String source : before.refusals().keySet()) {
        if (!there.contains(source)) {
          refusals.remove(source);
          superseded.add(source);
        }
      }
    }
    return missing.stream().filter(Entry::loaded).map(Entry::source).toList();
  }

  private static String archive(String source) {
    int inside = source.indexOf("!/");
    return inside < 0 ? source : source.substring(0, inside);
  }

  private boolean knows(Listed file) {
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
  private void take(List<Scanned> files) {
    Map<Listed, Fingerprint> read = new LinkedHashMap<>();
    for (Scanned file : files) {
      Fingerprint print = file.print();
      CityLakeException objection =
          print == null ? Objects.requireNonNull(file.failure()) : objection(file.file(), print);
      if (objection != null) {
        refuse(file.file(), objection);
      } else if (print != null) {
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

  /** Why what a file holds can't be taken; null where it can. */
  private @Nullable CityLakeException objection(Listed file, Fingerprint print) {
    if (changesFinal(file, print)) {
      return isFinal(file);
    }
    if (isEmptied(file, print)) {
      return isEmptied(file);
    }
    return takesCopies && isEmptyCopy(print) ? isEmptyCopy(file) : null;
  }

  /** Of what is read anew nothing is known here: whoever writes it decides. */
  private boolean changesFinal(Listed file, Fingerprint print) {
    Map<String, String> present = present(print);
    boolean wasRefused = before.refusals().containsKey(file.source());
    return of(file).stream()
        .filter(Entry::loaded)
        .filter(
            entry ->
                !entry.sha256().equals(present.get(entry.source()))
                    // After a refusal all of the file would be read again.
                    || (wasRefused && !entry.definition().equals(definition)))
        .anyMatch(entry -> earlier.isFinal().test(DeliveredFiles.of(entry)));
  }

  private static CityLakeException isFinal(Listed file) {
    return new CityLakeException(
        ErrorCode.DELIVERY_SETTLED,
        "Cannot read %s: what was loaded from it is settled and stays, because what it stands before is not kept any more (%s); put the file back as it was, and send the change as a delivery of its own, under a new name"
            .formatted(file.source(), ErrorCode.DELIVERY_SETTLED.label()));
  }

  /** Whether not a byte is left of what had some, in a format that would take it for no rows. */
  private boolean isEmptied(Listed file, Fingerprint print) {
    Set<String> nothing =
        print.contents().stream()
            .filter(content -> content.holding() == Holding.NOTHING)
            .map(Content::source)
            .collect(Collectors.toSet());
    Map<String, String> present = present(print);
    return of(file, before.entries()).stream()
        .filter(entry -> entry.loaded() && nothing.contains(entry.source()))
        .anyMatch(entry -> !entry.sha256().equals(present.get(entry.source())));
  }

  private static CityLakeException isEmptied(Listed file) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: it is empty, and was not when it was loaded, as an export leaves it that failed; have it sent again, or take its rows out by citylake deliveries withdraw"
            .formatted(file.source()));
  }

  /** A full copy of nothing would end every row. */
  private static boolean isEmptyCopy(Fingerprint print) {
    return print.contents().stream().allMatch(content -> content.holding() != Holding.RECORDS);
  }

  private static CityLakeException isEmptyCopy(Listed file) {
    return new CityLakeException(
        ErrorCode.SOURCE_EMPTY,
        "Cannot read %s: it holds no record, and as a full copy would end every row of the table; have it sent again"
            .formatted(file.source()));
  }

  private static Map<String, String> present(Fingerprint print) {
    Map<String, String> present = new HashMap<>();
    print.contents().forEach(content -> present.put(content.source(), content.sha256()));
    return present;
  }

  /** Forgets of what a file brought before what it does not hold any more. */
  private void settle(Listed file, Fingerprint print) {
    boolean wasRefused = before.refusals().containsKey(file.source());
    if (wasRefused) {
      superseded.add(file.source());
      overtaken.add(file.source());
      refusals.remove(file.source());
    }
    Map<String, String> present = present(print);
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
  private void leave(Listed file) {
    left.add(file.source());
    keep(file);
  }

  /** Leaves a file aside that would have to be taken before one that was. */
  private boolean isBehind(Listed file, Optional<Reading> latest) {
    Optional<Reading> time = TimeInName.find(file.source());
    if (time.isEmpty() || latest.filter(time.get()::isBefore).isEmpty()) {
      return false;
    }
    keep(file);
    List<Entry> own = of(file);
    if (own.isEmpty() || !own.stream().allMatch(entry -> entry.isOf(file.found()))) {
      behind.add(file.source());
    }
    return true;
  }

  /** The latest time and serial number in the name of a file that was taken. */
  private Optional<Reading> latest() {
    return before.entries().values().stream()
        .filter(Entry::loaded)
        .flatMap(entry -> TimeInName.find(entry.source()).stream())
        .max(Reading.order());
  }

  /** Refuses a file as a whole; what was loaded from it stays. */
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
        earlier != null && earlier.size() == found.size() && earlier.modified() == found.modified();
    boolean isFinal = failure.code() == ErrorCode.DELIVERY_SETTLED;
    if (known) {
      (isFinal ? stillFinal : still).add(file.source() + ": " + reason);
      return;
    }
    if (earlier != null) {
      overtaken.add(file.source());
    }
    firstFailure = firstFailure == null ? failure : firstFailure;
    (isFinal ? finals : unreadable).add(file.source() + ": " + reason);
    refused.add(new Refused(found, file.source(), reason));
    refusals.put(file.source(), new Refusal(file.source(), found.size(), found.modified(), reason));
  }

  /** What was loaded from a file stays, also where everything is read again. */
  private void keep(Listed file) {
    for (Entry entry : of(file, before.entries())) {
      entries.put(entry.source(), entry);
      superseded.remove(entry.source());
    }
  }

  private Decision decision(List<Listed> listed, List<String> missing) {
    CityLakeException failure = firstFailure;
    boolean never = before.entries().isEmpty() && entries.isEmpty() && !isPartial;
    if (failure != null && never) {
      // Nothing was ever read: that is the job's mistake rather than a file's.
      throw failure;
    }
    remarks.name("unreadable, refused as a whole", unreadable);
    remarks.finals(finals);
    remarks.name("still unreadable", still);
    remarks.name("still refused as corrections of settled deliveries", stillFinal);
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
        overtaken,
        duplicates,
        empty,
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
    if (content.holding() != Holding.RECORDS) {
      empty.add(content.source());
    }
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
  private void revive(List<Listed> listed, Function<List<Listed>, List<Scanned>> scan) {
    lost.removeAll(corrected);
    for (Entry entry : List.copyOf(entries.values())) {
      if (entry.duplicate() && !held.contains(entry.sha256()) && lost.contains(entry.sha256())) {
        Content content = scanned.get(entry.source());
        if (content == null) {
          content = look(entry, listed, scan);
        }
        if (content != null && content.sha256().equals(entry.sha256())) {
          load(content);
        }
      }
    }
  }

  private static @Nullable Content look(
      Entry entry, List<Listed> listed, Function<List<Listed>, List<Scanned>> scan) {
    return listed.stream()
        .filter(file -> file.source().equals(archive(entry.source())))
        .flatMap(file -> scan.apply(List.of(file)).stream())
        .flatMap(file -> file.print() == null ? Stream.of() : file.print().contents().stream())
        .filter(content -> content.source().equals(entry.source()))
        .findFirst()
        .orElse(null);
  }
}
