package io.citylake.transform.step;

import io.citylake.contract.job.Refresh;
import io.citylake.model.Position;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** What a step's run takes out of its table and puts in. Close it once the rows are written. */
public final class StepChange implements AutoCloseable {
  private static final String EVERYTHING = "true";

  private final StepPosition after;
  private final String how;
  private final @Nullable String deletion;
  private final @Nullable StepFrames frames;
  private final @Nullable Dataset<Row> rows;

  private StepChange(
      StepPosition after,
      String how,
      @Nullable String deletion,
      @Nullable StepFrames frames,
      @Nullable Dataset<Row> rows) {
    this.after = after;
    this.how = how;
    this.deletion = deletion;
    this.frames = frames;
    this.rows = rows;
  }

  static StepChange nothing(StepPosition after) {
    return new StepChange(after, "nothing changed", null, null, null);
  }

  static StepChange full(StepRequest request, StepPosition after, StepFrames frames, String why) {
    return new StepChange(
        after, "rebuilt " + why, EVERYTHING, frames, TargetRows.of(request, frames));
  }

  static StepChange append(StepRequest request, StepPosition after, StepFrames frames, int files) {
    return new StepChange(
        after,
        "added from %d new files".formatted(files),
        null,
        frames,
        TargetRows.of(request, frames));
  }

  static StepChange groups(
      StepRequest request, StepPosition after, StepFrames frames, GroupSet groups) {
    Refresh.Groups refresh = (Refresh.Groups) request.step().refresh();
    Dataset<Row> rows = TargetRows.of(request, frames);
    return new StepChange(
        after,
        "made anew for %s groups of %s".formatted(groups.size(), refresh.columns()),
        groups.condition(),
        frames,
        // A query that gives rows of other groups would add them again at every run.
        groups.of(rows, refresh.columns()));
  }

  /** Whether the table shows the inputs as they are. */
  public boolean isEmpty() {
    return rows == null;
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
    return Optional.ofNullable(deletion);
  }

  /**
   * The rows that come, with the contract's columns in order and of its types; not computed yet.
   */
  public Dataset<Row> rows() {
    if (rows == null) {
      throw new IllegalStateException("Nothing changed: there are no rows to write");
    }
    return rows;
  }

  @Override
  public void close() {
    if (frames != null) {
      frames.close();
    }
  }
}
