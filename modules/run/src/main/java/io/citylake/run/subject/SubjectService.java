package io.citylake.run.subject;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Erasure.LegalHold;
import io.citylake.lake.history.CorrectionStore;
import io.citylake.lake.history.ErasureStore;
import io.citylake.lake.history.ErasureStore.Erased;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.publish.Staging;
import io.citylake.publish.TableHold;
import io.citylake.publish.erase.SubjectSearch;
import io.citylake.publish.erase.SubjectSearch.Found;
import io.citylake.publish.erase.SubjectTable;
import io.citylake.publish.erase.SubjectTable.Kept;
import io.citylake.publish.erase.SubjectTest;
import io.citylake.publish.plan.TableDefinition;
import io.citylake.run.batch.PipelineServices;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds a person in a lake and takes them out of it: tables, quarantine, tombstones, displaced
 * rows, what earlier snapshots hold, and corrections. Each step may be done again, so what was cut
 * short is finished by calling it again.
 */
public final class SubjectService {
  private final PipelineServices services;
  private final SnapshotHolds holds;
  private final ErasureStore erasures;
  private final CorrectionStore corrections;
  private final ReleaseStore releases;

  public SubjectService(PipelineServices services, SnapshotHolds holds) {
    this.services = services;
    this.holds = holds;
    this.releases = ReleaseStore.open(services.lake());
    this.erasures = new ErasureStore(services.lake().database());
    this.corrections = new CorrectionStore(services.lake().database());
  }

  /**
   * What was found.
   *
   * @param sources the files and tables that the rows had come from; what is outside of the lake
   *     stays as it is
   * @param unseen places that could not be looked at, in which the person may be
   */
  public record Findings(
      List<SubjectPlace> places, SortedSet<String> sources, SortedSet<String> unseen) {
    public Findings {
      places = List.copyOf(places);
    }

    /** Whether the person was found nowhere, and every place was looked at. */
    public boolean isNothing() {
      return places.isEmpty() && unseen.isEmpty();
    }
  }

  /** What becomes of earlier releases that serve the person. */
  public enum EarlierReleases {
    /** They can be asked for still, and the person is in them. */
    KEEP,
    /** They can't be asked for any more. */
    END
  }

  /** Who was erased so far. */
  public List<Erased> erased() {
    return erasures.list();
  }

  /** Lets a person in again whose number may come back; what was erased stays erased. */
  public boolean readmit(String person) {
    return erasures.remove(person);
  }

  /** Looks everywhere; writes nothing. */
  public Findings find(SubjectTest test) {
    FindingsBuilder findings = new FindingsBuilder();
    Set<TableName> declared = new TreeSet<>();
    for (DatasetContract dataset : services.workspace().datasets().values()) {
      TableDefinition.listOf(dataset, "").forEach(each -> declared.add(each.name()));
      for (SubjectTable table : tables(dataset, test)) {
        Found found = table.find();
        if (!found.isNothing()) {
          findings.found(
              new SubjectPlace(
                  table.name().toString(),
                  found.rows(),
                  found.hidden(),
                  legalHold(dataset).orElse(null)),
              found.sources());
        }
      }
    }
    new UndeclaredTables(services.lake(), declared)
        .find(SubjectSearch.everywhere(services.sessions()::standard, test), findings);
    int corrected = corrections.findIds(test.forms()::covers).size();
    if (corrected > 0) {
      findings.found(
          new SubjectPlace("corrections of refused rows", corrected, 0, null), List.of());
    }
    return findings.build();
  }

  /**
   * Takes the person out, and looks again.
   *
   * @param erased the entry, whose forms are noted before anything goes: from then on nothing of
   *     the person comes in, whatever is read again
   * @return what is still there, with what keeps it
   * @throws io.citylake.model.CityLakeException TABLE_BUSY, COMMIT_CONFLICT: call it again
   */
  public Findings erase(SubjectTest test, Erased erased, EarlierReleases earlier) {
    erasures.begin(test.forms(), erased);
    List<SubjectTable> done = new ArrayList<>();
    for (DatasetContract dataset : services.workspace().datasets().values()) {
      List<SubjectTable> tables = tables(dataset, test);
      if (!tables.isEmpty() && legalHold(dataset).isEmpty()) {
        erase(dataset, tables, erased.person());
        done.addAll(tables);
      }
    }
    // What is served from now on is without the person.
    releases.release(services.workspace().datasets().keySet(), services.clock().instant());
    Map<TableName, String> kept = new TreeMap<>();
    for (SubjectTable table : done) {
      expire(table, earlier).ifPresent(by -> kept.put(table.name(), by));
    }
    corrections.remove(corrections.findIds(test.forms()::covers));
    services.lake().database().scrub();
    Findings left = find(test);
    if (left.isNothing()) {
      erasures.done(erased.person(), services.clock().instant());
    }
    return new Findings(explained(left.places(), kept), left.sources(), left.unseen());
  }

  private void erase(DatasetContract dataset, List<SubjectTable> tables, String person) {
    RunId run = services.ids().next();
    // No run is under way that read before the person was noted, and dead ones are finished.
    try (TableHold hold = services.publisher().hold(dataset, run)) {
      Staging staging = hold.begin(JobName.parse(dataset.name().toString()), run);
      staging.close();
      hold.requireMain();
      for (SubjectTable table : tables) {
        // Before they go: nobody could tell it afterwards.
        erasures.sources(person, table.find().sources());
        table.erase(person);
      }
    }
  }

  /** What keeps snapshots that can't go; empty where none is left. */
  private Optional<String> expire(SubjectTable table, EarlierReleases earlier) {
    List<Kept> kept = table.expire(holds.of(table.name()));
    if (earlier == EarlierReleases.END && !kept.isEmpty()) {
      kept.forEach(each -> releases.end(table.name(), each.snapshot()));
      kept = table.expire(holds.of(table.name()));
    }
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(
            kept.stream()
                .flatMap(each -> each.by().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining("; ")));
  }

  private static List<SubjectPlace> explained(
      List<SubjectPlace> left, Map<TableName, String> kept) {
    Map<String, String> byPlace = new TreeMap<>();
    kept.forEach((table, by) -> byPlace.put(table.toString(), by));
    return left.stream()
        .map(
            place ->
                place.kept() != null
                    ? place
                    : new SubjectPlace(
                        place.place(), place.rows(), place.hidden(), byPlace.get(place.place())))
        .toList();
  }

  private List<SubjectTable> tables(DatasetContract dataset, SubjectTest test) {
    return TableDefinition.listOf(dataset, "").stream()
        .map(
            definition ->
                new SubjectTable(
                    services.lake(), services.sessions()::standard, dataset, definition, test))
        .filter(SubjectTable::canName)
        .toList();
  }

  private Optional<String> legalHold(DatasetContract dataset) {
    LocalDate today =
        LocalDate.ofInstant(services.clock().instant(), services.workspace().settings().zone());
    return dataset.erasure().holds().stream()
        .filter(hold -> today.isBefore(hold.until()))
        .map(SubjectService::sentence)
        .findFirst();
  }

  private static String sentence(LegalHold hold) {
    return "legal hold of %s until %s: %s".formatted(hold.by(), hold.until(), hold.because());
  }
}
