package io.citylake.bench;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One way to have questions answered. Safe for threads. */
interface QueryContestant extends AutoCloseable {
  String name();

  /** For one client, on one thread. */
  Client connect();

  @Override
  void close();

  /** Asks one question after the other. */
  interface Client extends AutoCloseable {
    /** Takes the whole answer; measured. */
    Taken ask(BenchQuery query) throws Exception;

    @Override
    default void close() {}
  }

  /**
   * A whole answer.
   *
   * @param values made where they are looked at, which isn't measured
   */
  record Taken(Supplier<List<List<@Nullable Object>>> values) {}
}
