package io.citylake.contract.load;

import io.citylake.contract.CodeTable;
import io.citylake.contract.shape.View;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a workspace as they were read. A file that is there but can't be read has its name
 * here without a view, so that what refers to it isn't reported too.
 *
 * @param home from which paths are meant
 * @param files where {@code conf/} and {@code jobs/} were read: the home, or a copy
 */
record Drafts(
    Path home,
    Path files,
    View settings,
    Optional<View> policies,
    Optional<View> alerts,
    Optional<View> baseMap,
    SortedMap<String, Optional<View>> themes,
    SortedMap<TableName, Optional<View>> datasets,
    SortedMap<JobName, Optional<View>> jobs,
    SortedMap<JobName, Optional<StepDraft>> steps,
    SortedMap<String, Optional<View>> codeTables,
    SortedMap<String, Optional<View>> calendars,
    SortedMap<String, Optional<View>> applications,
    SortedMap<String, Optional<View>> feeds,
    SortedMap<String, Optional<View>> layers,
    SortedMap<String, Optional<View>> dossiers,
    SortedMap<String, CodeTable> codes) {

  /** Without anything but these. */
  static Drafts empty(Path home, View settings, Optional<View> policies, Optional<View> alerts) {
    return empty(home, home, settings, policies, alerts);
  }

  /** The same, read from another directory than the one that paths are meant from. */
  static Drafts empty(
      Path home, Path files, View settings, Optional<View> policies, Optional<View> alerts) {
    return new Drafts(
        home,
        files,
        settings,
        policies,
        alerts,
        Optional.empty(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** The same with a base map. */
  Drafts withBaseMap(Optional<View> base) {
    return new Drafts(
        home,
        files,
        settings,
        policies,
        alerts,
        base,
        themes,
        datasets,
        jobs,
        steps,
        codeTables,
        calendars,
        applications,
        feeds,
        layers,
        dossiers,
        codes);
  }

  Optional<View> dataset(TableName name) {
    return datasets.getOrDefault(name, Optional.empty());
  }
}
