package io.citylake.govern;

import io.citylake.model.Release;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of one caller.
 *
 * @param sql one statement; {@code ?} stands for a parameter
 * @param parameters values of Spark's external types, in order
 * @param release the state of the lake that is asked
 */
public record QueryRequest(
    String sql, List<@Nullable Object> parameters, Release release, State state) {
  public QueryRequest {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }

  /** What the release is to those who ask. */
  public enum State {
    /** It is what everybody is answered at. */
    SERVED,
    /** It is one of before, for those who may see earlier states. */
    EARLIER
  }

  /** At what is served. */
  public QueryRequest(String sql, List<@Nullable Object> parameters, Release release) {
    this(sql, parameters, release, State.SERVED);
  }

  public QueryRequest ofEarlierState() {
    return new QueryRequest(sql, parameters, release, State.EARLIER);
  }

  public boolean isOfEarlierState() {
    return state == State.EARLIER;
  }
}
