package io.citylake.serve.flight;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.Answer;
import io.citylake.serve.engine.BatchLoader;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.ServedQuery;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.flight.BackpressureStrategy.CallbackBackpressureStrategy;
import org.apache.arrow.flight.BackpressureStrategy.WaitResult;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Sends answers as fast as their clients read them, one batch in memory at a time. A client that
 * stops reading is given up after a while; one that leaves ends its query.
 */
final class AnswerStream {
  private final QueryEngine engine;
  private final BufferAllocator allocator;
  private final ExecutorService workers;
  private final Duration patience;

  /**
   * @param workers not gRPC's own threads: a call's thread that waits for its client is never told
   *     that the client is ready
   */
  AnswerStream(
      QueryEngine engine, BufferAllocator allocator, ExecutorService workers, Duration patience) {
    this.engine = engine;
    this.allocator = allocator;
    this.workers = workers;
    this.patience = patience;
  }

  /** Begins to answer; returns at once. */
  void start(ServedQuery query, ServerStreamListener client) {
    Pressure pressure = new Pressure(query);
    pressure.register(client);
    try {
      workers.execute(() -> answer(query, client, pressure));
    } catch (RejectedExecutionException e) {
      client.error(
          CallFailure.of(
              new CityLakeException(
                  ErrorCode.LIMIT_EXCEEDED,
                  "Cannot answer now: too many answers are on their way; try again later",
                  e)));
    }
  }

  /** Runs a statement that answers nothing. */
  void finish(ServedQuery query) {
    if (!query.schema().getFields().isEmpty()) {
      throw CallFailure.invalid("Cannot update: the lake is read only; ask it with a query");
    }
    try (Answer answer = engine.answer(query)) {
      for (byte[] batch = answer.next(); batch != null; ) {
        batch = answer.next();
      }
    }
  }

  private void answer(ServedQuery query, ServerStreamListener client, Pressure pressure) {
    try (Answer answer = engine.answer(query)) {
      send(answer, client, pressure);
    } catch (RuntimeException e) {
      client.error(CallFailure.of(e));
    }
  }

  private void send(Answer answer, ServerStreamListener client, Pressure pressure) {
    try (BatchLoader loader = new BatchLoader(answer.schema(), allocator)) {
      // A batch's buffers are its own: the next one is loaded into others.
      client.setUseZeroCopy(true);
      client.start(loader.root());
      for (byte[] batch = answer.next(); batch != null; batch = answer.next()) {
        Duration left = answer.timeLeft();
        Duration wait = left.compareTo(patience) < 0 ? left.plusMillis(1) : patience;
        WaitResult result = pressure.waitForListener(wait.toMillis());
        if (result == WaitResult.CANCELLED) {
          return;
        }
        if (result != WaitResult.READY) {
          throw new CityLakeException(
              ErrorCode.LIMIT_EXCEEDED,
              "Cannot go on with the answer: the client didn't read it (waited=%d s)"
                  .formatted(wait.toSeconds()));
        }
        answer.recheck();
        loader.load(batch);
        client.putNext();
      }
      client.completed();
    }
  }

  /** Also ends the query where its client leaves. */
  private static final class Pressure extends CallbackBackpressureStrategy {
    private final ServedQuery query;

    Pressure(ServedQuery query) {
      this.query = query;
    }

    @Override
    protected void cancelCallback() {
      query.cancel();
    }
  }
}
