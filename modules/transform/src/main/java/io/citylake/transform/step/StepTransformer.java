package io.citylake.transform.step;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.job.Refresh;
import io.citylake.contract.job.Step;
import io.citylake.model.DataSize;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.transform.step.StepRequest.Rebuild;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/**
 * Finds out what a step has to do: which state of its inputs its table shows, what has changed
 * there since, and whether the step's refresh can follow that. All inputs are pinned at once, so
 * that the rows are of one state of each.
 */
public final class StepTransformer {
  private final StepRequest request;
  private final QuerySql query;
  private final SortedMap<TableName, PinnedInput> inputs = new TreeMap<>();

  private StepTransformer(Function<TableName, Table> tables, StepRequest request) {
    this.request = request;
    Step step = request.step();
    this.query = QuerySql.parse(step.sql(), step.file());
    for (TableName name : query.inputs()) {
      inputs.put(name, PinnedInput.of(request.catalog(), name, tables.apply(name)));
    }
  }

  /**
   * Pins a step's inputs.
   *
   * @param tables loads a table as it is now, and throws where there is none
   * @throws io.citylake.model.CityLakeException CONTRACT_INVALID, or what loading a table throws
   */
  public static StepTransformer pin(Function<TableName, Table> tables, StepRequest request) {
    return new StepTransformer(tables, request);
  }

  /** Of all inputs, estimated; what the step reads of them may be less. */
  public DataSize inputSize() {
    return new DataSize(
        inputs.values().stream().mapToLong(input -> input.totals().estimatedSize().bytes()).sum());
  }

  /**
   * Plans the step's run. Reads metadata, and for groups the changed files.
   *
   * @param session the one that will compute the rows; not asked for where nothing changed
   * @throws io.citylake.model.CityLakeException SQL_INVALID
   */
  public StepChange plan(Supplier<SparkSession> session) {
    StepPosition after = after();
    Optional<StepPosition> before = StepPosition.parse(request.before());
    Optional<String> rebuild = rebuild(before, after);
    if (rebuild.isPresent()) {
      return full(after, new StepFrames(session.get(), query, inputs), rebuild.get());
    }
    SortedMap<TableName, InputChange> changes = new TreeMap<>();
    inputs.forEach(
        (name, table) -> {
          InputChange change = table.changeSince(before.orElseThrow().inputs().get(name));
          if (!(change instanceof InputChange.None)) {
            changes.put(name, change);
          }
        });
    return changes.isEmpty()
        ? StepChange.nothing(after)
        : changed(after, new StepFrames(session.get(), query, inputs), changes);
  }

  /** Why everything is made anew whatever has changed; empty where that decides. */
  private Optional<String> rebuild(Optional<StepPosition> before, StepPosition after) {
    if (request.rebuild() == Rebuild.ALWAYS) {
      return Optional.of("as asked");
    }
    if (before.isEmpty()) {
      return Optional.of("for the first time");
    }
    return before.get().statement().equals(after.statement())
        ? Optional.empty()
        : Optional.of("because the step or its table's columns are others now");
  }

  private StepChange changed(
      StepPosition after, StepFrames frames, SortedMap<TableName, InputChange> changes) {
    Refresh refresh = request.step().refresh();
    if (refresh instanceof Refresh.Append append) {
      return appended(after, frames, append.input(), changes);
    }
    if (refresh instanceof Refresh.Groups groups) {
      return grouped(after, frames, groups, changes);
    }
    return full(after, frames, "because %s changed".formatted(changes.keySet()));
  }

  private StepChange appended(
      StepPosition after,
      StepFrames frames,
      TableName input,
      SortedMap<TableName, InputChange> changes) {
    for (TableName name : changes.keySet()) {
      if (!name.equals(input)) {
        return full(after, frames, "because %s changed".formatted(name));
      }
    }
    InputChange change = changes.get(input);
    if (change instanceof InputChange.Added added) {
      frames.only(input, added.files());
      return StepChange.append(request, after, frames, added.files().size());
    }
    return full(after, frames, "because " + why(input, change));
  }

  private StepChange grouped(
      StepPosition after,
      StepFrames frames,
      Refresh.Groups groups,
      SortedMap<TableName, InputChange> changes) {
    SortedMap<TableName, java.util.List<DataFile>> files = new TreeMap<>();
    for (TableName name : changes.keySet()) {
      InputChange change = changes.get(name);
      if (!groups.changes().containsKey(name)) {
        return full(
            after, frames, "because %s changed, which no group is declared for".formatted(name));
      }
      if (change instanceof InputChange.Added added) {
        files.put(name, added.files());
      } else if (change instanceof InputChange.Touched touched) {
        files.put(name, touched.files());
      } else {
        return full(after, frames, "because " + why(name, change));
      }
    }
    GroupSet changed = frames.groups(files, groups, request.target());
    if (changed.isEmpty()) {
      frames.close();
      return StepChange.nothing(after);
    }
    return StepChange.groups(request, after, frames, changed);
  }

  private static String why(TableName input, InputChange change) {
    return change instanceof InputChange.Unknown unknown
        ? "of %s: %s".formatted(input, unknown.why())
        : "rows of %s changed or went".formatted(input);
  }

  private StepChange full(StepPosition after, StepFrames frames, String why) {
    return StepChange.full(request, after, frames, why);
  }

  private StepPosition after() {
    SortedMap<TableName, StepPosition.State> states = new TreeMap<>();
    inputs.forEach((name, table) -> states.put(name, table.state()));
    return new StepPosition(fingerprint(), states);
  }

  private String fingerprint() {
    StringBuilder text = new StringBuilder(request.step().sql().strip());
    text.append('\n').append(request.step().refresh());
    for (ColumnContract column : request.target().columns()) {
      text.append('\n').append(column.name()).append(' ').append(column.type());
    }
    return Sha256.hex(text.toString()).substring(0, 32);
  }
}
