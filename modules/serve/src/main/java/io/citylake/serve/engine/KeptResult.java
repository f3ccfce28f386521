package io.citylake.serve.engine;

import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An answer that is kept whole for whoever asked. Any number of threads read it; what he may see is
 * decided again before each of them begins.
 */
public final class KeptResult {
  private final String id;
  private final ServedQuery query;
  private final RowFile file;
  private final boolean more;
  private final Deadline end;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param more whether the answer had more rows than were wanted
   */
  KeptResult(String id, ServedQuery query, RowFile file, boolean more, Deadline end) {
    this.id = id;
    this.query = query;
    this.file = file;
    this.more = more;
    this.end = end;
  }

  public String id() {
    return id;
  }

  public Schema schema() {
    return query.schema();
  }

  /** The release that was asked. */
  public long release() {
    return query.question().release().id();
  }

  public long rows() {
    return file.rows();
  }

  public long bytes() {
    return file.bytes();
  }

  public boolean more() {
    return more;
  }

  /** None where its time is over. */
  public Duration timeLeft() {
    return end.left();
  }

  String owner() {
    return query.caller().user();
  }

  /** The same user; by a token that only reads he is another one. */
  boolean isOf(Caller caller) {
    return owner().equals(caller.user())
        && query.caller().roles().equals(caller.roles())
        && query.caller().readsOnly() == caller.readsOnly();
  }

  /** Raises where what was decided of it doesn't hold any more. */
  synchronized void recheck() {
    query.governed().recheckKept();
  }

  /** Takes one batch after the other. */
  @FunctionalInterface
  public interface Taker<E extends Exception> {
    /**
     * Takes some rows of one.
     *
     * @param from the first of its rows that is wanted
     * @param until behind the last
     */
    void take(byte[] batch, int from, int until) throws E;
  }

  /**
   * Hands over some rows.
   *
   * @param from from 0 on
   * @param count at most; there may be fewer
   * @throws CityLakeException USAGE where there is no row {@code from}; RESULT_GONE where it is
   *     dropped meanwhile; SCRATCH_FAILED
   */
  public <E extends Exception> void read(long from, long count, Taker<E> taker) throws E {
    if (from > 0 && from >= rows()) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot read the result from row %d on: it has %d rows, and the first is 0"
              .formatted(from, rows()));
    }
    long until = count > rows() - from ? rows() : from + count;
    for (int i = from < until ? file.batchOf(from) : file.batches(); i < file.batches(); i++) {
      long first = file.firstRow(i);
      if (first >= until) {
        return;
      }
      byte[] batch = file.read(i);
      if (batch == null) {
        throw KeptResults.gone("it was dropped while it was read");
      }
      taker.take(
          batch,
          (int) (Math.max(from, first) - first),
          (int) (Math.min(until, file.firstRow(i + 1)) - first));
    }
  }

  /**
   * Before it is handed out as CSV; writes down either.
   *
   * @throws CityLakeException LIMIT_EXCEEDED where his roles let him have fewer rows
   */
  public synchronized void export() {
    try {
      Answer.requireExport(rows(), query.limits());
    } catch (CityLakeException e) {
      query.governed().exportRefused(e.getMessage());
      throw e;
    }
    query.governed().exported(rows());
  }

  boolean isOver() {
    return end.isOver();
  }

  /** Whether it wasn't before. */
  boolean close() {
    boolean first = closed.compareAndSet(false, true);
    file.close();
    return first;
  }
}
