package io.citylake.serve.engine;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way: record batches as messages of Arrow's stream format. Whoever has one closes
 * it, read to its end or not. One thread at a time.
 */
public final class Answer implements AutoCloseable {
  private final ServedQuery query;
  private final Deadline deadline;
  private final Queue<byte[]> ready;
  private final @Nullable SparkBatches rest;
  private final Runnable end;
  private long rows;
  private long bytes;
  private boolean over;
  private boolean exported;

  /**
   * @param end run once, where the answer needs nothing of the engine any more
   */
  Answer(
      ServedQuery query,
      Deadline deadline,
      List<byte[]> ready,
      @Nullable SparkBatches rest,
      Runnable end) {
    this.query = query;
    this.deadline = deadline;
    this.ready = new ArrayDeque<>(ready);
    this.rest = rest;
    this.end = end;
  }

  public Schema schema() {
    return query.schema();
  }

  /** Handed out so far. */
  public long rows() {
    return rows;
  }

  /**
   * The next batch; null after the last.
   *
   * @throws CityLakeException ACCESS_DENIED where what was granted isn't any more, LIMIT_EXCEEDED,
   *     CANCELLED, SQL_INVALID or INTERNAL; the answer is over then
   */
  public byte @Nullable [] next() {
    if (over) {
      return null;
    }
    try {
      query.recheck();
      if (deadline.isOver()) {
        query.stop(Stop.TOO_LONG);
        throw new SparkBatches.StoppedException();
      }
      byte[] batch = ready.poll();
      if (batch == null && rest != null) {
        batch = rest.next();
        // It may have taken long.
        query.recheck();
      }
      if (batch == null) {
        finish();
        query.governed().answered(rows);
        return null;
      }
      long moreRows = rows + RowBatches.rows(batch);
      long moreBytes = bytes + batch.length;
      check(moreRows, moreBytes, query.limits());
      if (exported) {
        requireExport(moreRows, query.limits());
      }
      rows = moreRows;
      bytes = moreBytes;
      return batch;
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      // Spark's own exceptions are checked ones that Scala doesn't declare.
      CityLakeException failure = QueryFailure.of(e, query);
      if (!over) {
        finish();
        query.governed().failed(failure.getMessage(), rows);
      }
      throw failure;
    }
  }

  /**
   * It is handed out as CSV or as a workbook, of which a role may let have fewer rows. Called
   * before the first.
   */
  public void exported() {
    exported = true;
  }

  /**
   * Whether so many rows may be handed out as CSV or as a workbook.
   *
   * @throws CityLakeException LIMIT_EXCEEDED
   */
  static void requireExport(long rows, ResourceLimits limits) {
    if (rows > limits.exportRows()) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot export the answer: your roles let you have fewer of its rows as a file (export-rows=%d)"
              .formatted(limits.exportRows()));
    }
  }

  /** Until when all of it must have been handed over. */
  public Duration timeLeft() {
    return deadline.left();
  }

  /**
   * Called where a batch has waited for its client.
   *
   * @throws CityLakeException ACCESS_DENIED as for {@link #next()}
   */
  public void recheck() {
    try {
      query.recheck();
    } catch (CityLakeException e) {
      finish();
      query.governed().failed(e.getMessage(), rows);
      throw e;
    }
  }

  /** Before it is handed out: the log says how many rows were. */
  private static void check(long rows, long bytes, ResourceLimits limits) {
    if (rows > limits.rows()) {
      throw tooMuch("rows", Long.toString(limits.rows()));
    }
    if (bytes > limits.bytes().bytes()) {
      throw tooMuch("bytes", limits.bytes().toString());
    }
  }

  private static CityLakeException tooMuch(String what, String most) {
    return new CityLakeException(
        ErrorCode.LIMIT_EXCEEDED,
        "Cannot answer the query: it has more %s than your roles may take at once; aggregate, filter or add a LIMIT (%s=%s)"
            .formatted(what, what, most));
  }

  /**
   * Whoever asked wants no more, though there may be: what runs of it is stopped, and it counts as
   * answered as far as it was handed out, in whole batches.
   */
  public void enough() {
    if (!over) {
      query.cancel();
      finish();
      query.governed().answered(rows);
    }
  }

  /** Whoever takes it can't go on. */
  void giveUp(CityLakeException why) {
    if (!over) {
      query.cancel();
      finish();
      query.governed().failed(why.getMessage(), rows);
    }
  }

  private void finish() {
    over = true;
    ready.clear();
    end.run();
  }

  @Override
  public void close() {
    if (!over) {
      query.cancel();
      finish();
      query.governed().failed("The client left before the end", rows);
    }
  }
}
