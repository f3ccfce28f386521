package io.citylake.app.part;

import java.util.Optional;

/** One of the parts that a process has, which works by itself and may be opened again. */
public interface Part {
  /** As the command line and the status line call it. */
  String name();

  /**
   * Opens it. From then on it works on threads of its own until it is closed.
   *
   * @throws io.citylake.model.CityLakeException where it can't
   */
  Work open();

  /** A part at work. */
  interface Work extends AutoCloseable {
    /** {@code ready}, or in a word or a sentence why it isn't. */
    String status();

    /** What ended it; empty while it goes on. */
    Optional<Throwable> failure();

    /** Ends it: begins nothing more, cancels what runs, waits for it and gives back what it has. */
    @Override
    void close();
  }
}
