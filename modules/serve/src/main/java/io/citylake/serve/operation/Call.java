package io.citylake.serve.operation;

import io.citylake.govern.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One call of an operation. One thread uses it. */
public interface Call {
  /** Who calls, with the purpose that he states. */
  Caller caller();

  /** What is asked, in one line, as it is written down. */
  String asked();

  /** A part of the path. */
  String part(String name);

  /** A parameter of the query. */
  Optional<String> find(String name);

  /**
   * The body, which may have no other keys than these.
   *
   * @throws io.citylake.model.CityLakeException USAGE
   */
  Body body(Set<String> keys);

  /** A JSON object; what doesn't fit is refused with USAGE. */
  interface Body {
    /** A text that must be there. */
    String text(String key);

    Optional<String> find(String key);

    /** Why something is done, as {@code why} says, in one line; whoever decides has to say it. */
    String why();

    /** A list of texts; empty where there is none. */
    List<String> texts(String key);

    /** False where there is none. */
    boolean flag(String key);
  }
}
