package io.citylake.serve.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;

/**
 * Batches of an answer, from the tasks that make them to the one thread that takes them, in the
 * order of their partitions. A task of the same process gives its batches while it makes them, and
 * waits where few have been taken, so that an answer of any size needs little memory. Safe for
 * threads.
 */
final class BatchExchange {
  /** Of a partition, not yet taken. */
  private static final long MOST_BYTES = 8L << 20;

  private static final Duration LOOK = Duration.ofMillis(100);

  /** A task may wait that long, however many others do. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** By which a task finds its own: what is sent to tasks is copied. */
  private static final ConcurrentMap<String, BatchExchange> OPEN = new ConcurrentHashMap<>();

  private static final AtomicInteger WAITING = new AtomicInteger();

  private final String id = UUID.randomUUID().toString();
  private final int mostWaiting;

  @GuardedBy("this")
  private final SortedMap<Integer, Line> lines = new TreeMap<>();

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private @Nullable Throwable failure;

  /** What a partition has given and nobody has taken. */
  private static final class Line {
    private final Queue<byte[]> batches = new ArrayDeque<>();
    private long bytes;
    private boolean given;
    private boolean done;
  }

  private BatchExchange(int mostWaiting) {
    this.mostWaiting = mostWaiting;
  }

  /**
   * Opens one for a query; closed by whoever opened it.
   *
   * @param mostWaiting how many tasks of the process may wait for slow readers for long
   */
  static BatchExchange open(int mostWaiting) {
    BatchExchange made = new BatchExchange(mostWaiting);
    OPEN.put(made.id, made);
    return made;
  }

  /** An open one of this process; a task of a query that is over is killed. */
  static BatchExchange load(String id) {
    BatchExchange found = OPEN.get(id);
    if (found == null) {
      throw over();
    }
    return found;
  }

  String id() {
    return id;
  }

  /**
   * A task begins to give a partition's batches.
   *
   * @throws IllegalStateException where one gave some before: they may have been taken
   */
  synchronized void begin(int partition) {
    if (line(partition).given) {
      throw new IllegalStateException(
          "Cannot make a part of an answer again: some of it may be with the client");
    }
  }

  /**
   * The task fails. Where it has given something, the answer fails with it; else it may be tried
   * again.
   */
  synchronized void leave(int partition, Throwable cause) {
    if (line(partition).given) {
      fail(cause);
    }
  }

  /** Called by the task; waits where the partition has given enough for now. */
  void put(int partition, byte[] batch, TaskContext task) {
    synchronized (this) {
      Line line = line(partition);
      if (isFull(line, batch)) {
        WAITING.incrementAndGet();
        try {
          await(line, batch, task);
        } finally {
          WAITING.decrementAndGet();
        }
      }
      if (closed) {
        throw over();
      }
      add(line, batch);
    }
  }

  /** Called where the batches of a whole partition have come from elsewhere; never waits. */
  synchronized void finish(int partition, byte[][] batches) {
    Line line = line(partition);
    for (byte[] batch : batches) {
      add(line, batch);
    }
    line.done = true;
    notifyAll();
  }

  /** Whoever takes is told instead of getting more. */
  synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    notifyAll();
  }

  /**
   * The next batch of one of these partitions, for which it waits; null after the last of all.
   * Raises what {@link #fail} was told.
   *
   * @param until the first that is not one of them
   */
  synchronized byte @Nullable [] take(int from, int until) throws InterruptedException {
    while (failure == null) {
      boolean done = true;
      for (int partition = from; partition < until; partition++) {
        Line line = line(partition);
        byte[] batch = line.batches.poll();
        if (batch != null) {
          line.bytes -= batch.length;
          notifyAll();
          return batch;
        }
        done &= line.done;
      }
      if (done) {
        lines.headMap(until).clear();
        return null;
      }
      wait();
    }
    throw raised(failure);
  }

  /** Ends the tasks that wait. */
  synchronized void close() {
    closed = true;
    OPEN.remove(id);
    lines.clear();
    notifyAll();
  }

  private static RuntimeException raised(Throwable failure) {
    // Spark's own exceptions are checked ones.
    return failure instanceof RuntimeException known ? known : new CompletionException(failure);
  }

  @GuardedBy("this")
  private void await(Line line, byte[] batch, TaskContext task) {
    long since = System.nanoTime();
    while (!closed && isFull(line, batch)) {
      try {
        wait(LOOK.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw over();
      }
      task.killTaskIfInterrupted();
      if (WAITING.get() > mostWaiting && System.nanoTime() - since > GRACE.toNanos()) {
        fail(
            new CityLakeException(
                ErrorCode.LIMIT_EXCEEDED,
                "Cannot go on with the answer: it is read too slowly, and others wait for its place; read faster or ask for less"));
        throw over();
      }
    }
  }

  private static boolean isFull(Line line, byte[] batch) {
    return line.bytes > 0 && line.bytes + batch.length > MOST_BYTES;
  }

  @GuardedBy("this")
  private void add(Line line, byte[] batch) {
    line.given = true;
    line.batches.add(batch);
    line.bytes += batch.length;
    notifyAll();
  }

  @GuardedBy("this")
  private Line line(int partition) {
    return lines.computeIfAbsent(partition, each -> new Line());
  }

  private static TaskKilledException over() {
    return new TaskKilledException("the answer is over");
  }
}
