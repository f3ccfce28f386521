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
public record Question(String sql, List<@Nullable Object> parameters, Release release) {
  public Question {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }
}
