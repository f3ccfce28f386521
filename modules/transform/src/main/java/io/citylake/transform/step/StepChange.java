package io.citylake.transform.step;

import io.citylake.contract.job.Refresh;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What a step's run takes out of its table and puts in. Close it once the rows are written. */
public final class StepChange implements AutoCloseable {
  private final StepRequest request;
  private final StepPosition after;
  private final String how;
  private final @Nullable Content content;
  private final @Nullable Function<RowFailure, StepChange> rebuild;
  private @Nullable StepChange instead;

  /**
   * What goes and what comes.
   *
   * @param deletion null where nothing goes
   * @param frames what the rows are read from
   */
  private record Content(@Nullable String deletion, StepFrames frames, Dataset<Row> rows) {}

  private StepChange(
      StepRequest request,
      StepPosition after,
      String how,
      @Nullable Content content,
      @Nullable Function<RowFailure, StepChange> rebuild) {
    this.request = request;
    this.after = after;
    this.how = how;
    this.content = content;
    this.rebuild = rebuild;
  }

  static StepChange nothing(StepRequest request, StepPosition after) {
    return new StepChange(request, after, "nothing changed", null, null);
  }

  static StepChange full(StepRequest request, StepPosition after, StepFrames frames, String why) {
    Content everything = new Content("true", frames, TargetRows.of(request, frames));
    return new StepChange(request, after, "rebuilt " + why, everything, null);
  }

  static StepChange append(StepRequest request, StepPosition after, StepFrames frames, int files) {
    Content more = new Content(null, frames, TargetRows.of(request, frames));
    return new StepChange(request, after, "added from %d new files".formatted(files), more, null);
  }

  /**
   * Some groups made anew.
   *
   * @param extent how many they are
   * @param rebuild what is done where an expression fails on one of the rows
   */
  static StepChange groups(
      StepRequest request,
      StepPosition after,
      Groups chosen,
      String extent,
      Function<RowFailure, StepChange> rebuild) {
    Refresh.Groups refresh = (Refresh.Groups) request.step().refresh();
    Dataset<Row> rows = TargetRows.of(request, chosen.frames());
    // A query that gives rows of other groups would add them again at every run.
    Dataset<Row> theirs = chosen.groups().of(rows, refresh.columns());
    return new StepChange(
        request,
        after,
        "made anew for %s groups of %s".formatted(extent, refresh.columns()),
        new Content(chosen.groups().condition(), chosen.frames(), theirs),
        rebuild);
  }

  /** The groups that changed, and the frames that are read for them only. */
  record Groups(GroupSet groups, StepFrames frames) {}

  /** Whether the table shows the inputs as they are. */
  public boolean isEmpty() {
    return content == null;
  }

  /** For people: {@code rebuilt because …}, {@code made anew for 3 groups of [day]}. */
  public String how() {
    return how;
  }

  /** Where the table is once the rows are in. */
  public Position after() {
    return after.position();
  }

  /** SQL over the table, called {@code t}: the rows that go first; empty for none. */
  public Optional<String> deletion() {
    return content == null ? Optional.empty() : Optional.ofNullable(content.deletion());
  }

  /**
   * The rows that come, with the contract's columns in order and of its types; not computed yet.
   */
  public Dataset<Row> rows() {
    if (content == null) {
      throw new IllegalStateException("Nothing changed: there are no rows to write");
    }
    return content.rows();
  }

  /**
   * Hands itself to what computes its rows. Where an expression of the refresh fails on a row,
   * which the query may well leave out, the work is done once more with the rebuild of the whole
   * table: it must take back what it did. Both are closed with this one.
   *
   * @throws CityLakeException SQL_INVALID where the query itself fails on a row
   */
  public <T> T attempt(Function<StepChange, T> work) {
    try {
      return work.apply(this);
    } catch (RuntimeException e) {
      RowFailure failure = RowFailure.find(e).orElseThrow(() -> e);
      if (rebuild == null) {
        throw new CityLakeException(
            ErrorCode.SQL_INVALID,
            "Cannot run step %s: its query fails on a row of what it reads (%s); leave such rows out before, or use a function that gives null, such as try_cast"
                .formatted(request.step().name(), failure),
            e);
      }
      instead = rebuild.apply(failure);
      return instead.attempt(work);
    }
  }

  @Override
  public void close() {
    if (content != null) {
      content.frames().close();
    }
    if (instead != null) {
      instead.close();
    }
  }
}
