package io.citylake.transform.step;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.job.Refresh;
import io.citylake.contract.job.Step;
import io.citylake.engine.ActiveSession;
import io.citylake.model.DataSize;
import io.citylake.model.Sha256;
import io.citylake.model.TableName;
import io.citylake.transform.step.InputChange.Touched;
import io.citylake.transform.step.StepRequest.Rebuild;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
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
   * Plans the step's run. Reads metadata, and for groups the changed rows.
   *
   * @param session the one that will compute the rows; not asked for where nothing changed
   * @throws io.citylake.model.CityLakeException SQL_INVALID
   */
  public StepChange plan(Supplier<SparkSession> session) {
    StepPosition after = after();
    Optional<StepPosition> before = StepPosition.parse(request.before());
    Optional<String> rebuild = rebuild(before, after);
    SortedMap<TableName, InputChange> changes = new TreeMap<>();
    if (rebuild.isEmpty()) {
      inputs.forEach(
          (name, table) -> {
            InputChange change = table.changeSince(before.orElseThrow().inputs().get(name));
            if (!(change instanceof InputChange.None)) {
              changes.put(name, change);
            }
          });
      if (changes.isEmpty()) {
        return StepChange.nothing(request, after);
      }
    }
    SparkSession spark = session.get();
    Planning planning = new Planning(after, () -> new StepFrames(spark, query, inputs), spark);
    return ActiveSession.call(
        spark,
        () -> rebuild.isPresent() ? planning.full(rebuild.get()) : planning.changed(changes));
  }

  /** Why everything is made anew whatever has changed; empty where that decides. */
  private Optional<String> rebuild(Optional<StepPosition> before, StepPosition after) {
    if (request.rebuild() == Rebuild.ALWAYS) {
      return Optional.of("as asked");
    }
    if (before.isEmpty()) {
      return Optional.of("for the first time");
    }
    if (!before.get().statement().equals(after.statement())) {
      return Optional.of("because the step or its table's columns are others now");
    }
    String zone = before.get().zone();
    if (zone.equals(after.zone())) {
      return Optional.empty();
    }
    return Optional.of(
        zone.isEmpty()
            ? "because the zone of its days and hours was not recorded before"
            : "because the zone is %s now and was %s".formatted(after.zone(), zone));
  }

  private static String why(TableName input, InputChange change) {
    return change instanceof InputChange.Unknown unknown
        ? "of %s: %s".formatted(input, unknown.why())
        : "rows of %s changed or went".formatted(input);
  }

  private StepPosition after() {
    SortedMap<TableName, StepPosition.State> states = new TreeMap<>();
    inputs.forEach((name, table) -> states.put(name, table.state()));
    return new StepPosition(fingerprint(), request.zone().getId(), states);
  }

  private String fingerprint() {
    StringBuilder text = new StringBuilder(request.step().sql().strip());
    text.append('\n').append(request.step().refresh());
    for (ColumnContract column : request.target().columns()) {
      text.append('\n').append(column.name()).append(' ').append(column.type());
    }
    if (request.target().suppression() != null) {
      text.append('\n').append(request.target().suppression());
    }
    return Sha256.hex(text.toString()).substring(0, 32);
  }

  /** What is done about changes, once there is a session. */
  private final class Planning {
    private final StepPosition after;
    private final Supplier<StepFrames> frames;
    private final SparkSession spark;

    private Planning(StepPosition after, Supplier<StepFrames> frames, SparkSession spark) {
      this.after = after;
      this.frames = frames;
      this.spark = spark;
    }

    StepChange full(String why) {
      return StepChange.full(request, after, frames.get(), why);
    }

    StepChange changed(SortedMap<TableName, InputChange> changes) {
      Refresh refresh = request.step().refresh();
      if (refresh instanceof Refresh.Append append) {
        return appended(append.input(), changes);
      }
      if (refresh instanceof Refresh.Groups groups) {
        return grouped(groups, changes);
      }
      return full("because %s changed".formatted(changes.keySet()));
    }

    private StepChange appended(TableName input, SortedMap<TableName, InputChange> changes) {
      for (TableName name : changes.keySet()) {
        if (!name.equals(input)) {
          return full("because %s changed".formatted(name));
        }
      }
      InputChange change = changes.get(input);
      if (change instanceof InputChange.Added added) {
        StepFrames some = frames.get();
        some.only(input, added.files());
        return StepChange.append(request, after, some, added.files().size());
      }
      return full("because " + why(input, change));
    }

    private StepChange grouped(Refresh.Groups groups, SortedMap<TableName, InputChange> changes) {
      SortedMap<TableName, Touched> touched = new TreeMap<>();
      for (TableName name : changes.keySet()) {
        InputChange change = changes.get(name);
        if (!groups.changes().containsKey(name)) {
          return full("because %s changed, which no group is declared for".formatted(name));
        }
        if (change instanceof InputChange.Added added) {
          touched.put(name, new Touched(added.files(), List.of()));
        } else if (change instanceof Touched some) {
          touched.put(name, some);
        } else {
          return full("because " + why(name, change));
        }
      }
      return grouped(groups, touched, frames.get());
    }

    private StepChange grouped(
        Refresh.Groups groups, SortedMap<TableName, Touched> touched, StepFrames some) {
      GroupSet changed;
      OptionalLong others;
      try {
        changed = some.groups(touched, groups, request.target());
        others = changed.others(spark.table(request.catalog() + "." + request.step().target()));
      } catch (RuntimeException e) {
        some.close();
        RowFailure failure = RowFailure.find(e).orElseThrow(() -> e);
        return full(failed(groups, touched.keySet(), failure));
      }
      if (changed.isEmpty()) {
        some.close();
        return StepChange.nothing(request, after);
      }
      long count = changed.count();
      if (others.isPresent() && others.getAsLong() == 0) {
        some.close();
        return full(
            "because all %d of %d groups of %s changed".formatted(count, count, groups.columns()));
      }
      String extent =
          others.isPresent()
              ? "%d of %d".formatted(count, count + others.getAsLong())
              : Long.toString(count);
      return StepChange.groups(
          request,
          after,
          new StepChange.Groups(changed, some),
          extent,
          failure ->
              ActiveSession.call(
                  spark, () -> full(failed(groups, groups.changes().keySet(), failure))));
    }

    /** Of the inputs, those whose expression it is where that can be told. */
    private String failed(Refresh.Groups groups, Set<TableName> read, RowFailure failure) {
      SortedMap<TableName, List<String>> all = new TreeMap<>(groups.changes());
      all.keySet().retainAll(read);
      SortedMap<TableName, List<String>> meant = new TreeMap<>(all);
      meant.values().removeIf(each -> each.stream().noneMatch(failure::isIn));
      return "because an expression of refresh fails on a row (%s in %s)"
          .formatted(failure.condition(), meant.isEmpty() ? all : meant);
    }
  }
}
