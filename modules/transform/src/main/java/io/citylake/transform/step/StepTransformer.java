package io.citylake.transform.step;

import io.citylake.contract.Column;
import io.citylake.contract.Refresh;
import io.citylake.contract.Step;
import io.citylake.model.TableName;
import io.citylake.transform.step.StepRequest.Rebuild;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.SparkSession;

/**
 * Finds out what a step has to do: which state of its inputs its table shows, what has changed
 * there since, and whether the step's refresh can follow that. All inputs are pinned at once, so
 * that the rows are of one state of each.
 */
public final class StepTransformer {
  private final SparkSession spark;
  private final StepRequest request;
  private final QuerySql query;
  private final SortedMap<TableName, PinnedTable> inputs = new TreeMap<>();

  private StepTransformer(SparkSession spark, StepRequest request) {
    this.spark = spark;
    this.request = request;
    Step step = request.step();
    this.query = QuerySql.parse(step.sql(), step.file());
    for (TableName name : query.inputs()) {
      inputs.put(name, PinnedTable.load(spark, request.catalog(), name));
    }
  }

  /**
   * Plans a step's run. Reads metadata, and for groups the changed files.
   *
   * @throws io.citylake.model.CityLakeException CONTRACT_INVALID, TABLE_NOT_FOUND
   */
  public static StepChange plan(SparkSession spark, StepRequest request) {
    return new StepTransformer(spark, request).plan();
  }

  private StepChange plan() {
    StepPosition after = after();
    Optional<StepPosition> before = StepPosition.parse(request.before());
    if (request.rebuild() == Rebuild.ALWAYS) {
      return full(after, "as asked");
    }
    if (before.isEmpty()) {
      return full(after, "for the first time");
    }
    if (!before.get().statement().equals(after.statement())) {
      return full(after, "because the step or its table's columns are others now");
    }
    SortedMap<TableName, InputChange> changes = new TreeMap<>();
    inputs.forEach(
        (name, table) -> {
          InputChange change = table.changeSince(before.get().inputs().get(name));
          if (!(change instanceof InputChange.None)) {
            changes.put(name, change);
          }
        });
    return changes.isEmpty() ? StepChange.nothing(after) : changed(after, changes);
  }

  private StepChange changed(StepPosition after, SortedMap<TableName, InputChange> changes) {
    Refresh refresh = request.step().refresh();
    if (refresh instanceof Refresh.Append append) {
      return appended(after, append.input(), changes);
    }
    if (refresh instanceof Refresh.Groups groups) {
      return grouped(after, groups, changes);
    }
    return full(after, "because %s changed".formatted(changes.keySet()));
  }

  private StepChange appended(
      StepPosition after, TableName input, SortedMap<TableName, InputChange> changes) {
    for (TableName name : changes.keySet()) {
      if (!name.equals(input)) {
        return full(after, "because %s changed".formatted(name));
      }
    }
    InputChange change = changes.get(input);
    if (change instanceof InputChange.Added added) {
      StepFrames frames = new StepFrames(spark, query, inputs);
      frames.only(input, added.files());
      return StepChange.append(request, after, frames, added.files().size());
    }
    return full(after, "because " + why(input, change));
  }

  private StepChange grouped(
      StepPosition after, Refresh.Groups groups, SortedMap<TableName, InputChange> changes) {
    SortedMap<TableName, java.util.List<DataFile>> files = new TreeMap<>();
    for (TableName name : changes.keySet()) {
      InputChange change = changes.get(name);
      if (!groups.changes().containsKey(name)) {
        return full(after, "because %s changed, which no group is declared for".formatted(name));
      }
      if (change instanceof InputChange.Added added) {
        files.put(name, added.files());
      } else if (change instanceof InputChange.Touched touched) {
        files.put(name, touched.files());
      } else {
        return full(after, "because " + why(name, change));
      }
    }
    StepFrames frames = new StepFrames(spark, query, inputs);
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

  private StepChange full(StepPosition after, String why) {
    return StepChange.full(request, after, new StepFrames(spark, query, inputs), why);
  }

  private StepPosition after() {
    SortedMap<TableName, StepPosition.State> states = new TreeMap<>();
    inputs.forEach((name, table) -> states.put(name, table.state()));
    return new StepPosition(fingerprint(), states);
  }

  private String fingerprint() {
    StringBuilder text = new StringBuilder(request.step().sql().strip());
    text.append('\n').append(request.step().refresh());
    for (Column column : request.target().columns()) {
      text.append('\n').append(column.name()).append(' ').append(column.type());
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
