package io.citylake.contract.application;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A panel's query with its window put into it: its bounds are what is given, and where nothing is,
 * what follows from the newest that there is, found by the same statement and so of one release.
 */
public final class WindowedQuery {
  private final String written;
  private final @Nullable TimeWindow window;
  private final List<String> names;

  /**
   * @param written with {@code :from} and {@code :until}
   * @param window null where the application has none
   */
  public WindowedQuery(String written, @Nullable TimeWindow window) {
    NamedMarkers markers = NamedMarkers.parse(written);
    this.written = written;
    this.window = TimeWindow.isNamedBy(markers) ? window : null;
    this.names = markers.names();
  }

  /** The names in the query as it is written. */
  public List<String> names() {
    return names;
  }

  /** What of the window may be filled in; nothing where the query doesn't look through it. */
  public List<PanelParameter> bounds() {
    return window == null ? List.of() : window.parameters();
  }

  /** The query. */
  public String sql() {
    return put(null);
  }

  /** The same query over an earlier time. */
  public String earlier(Comparison.To to) {
    return put(to);
  }

  private String put(Comparison.@Nullable To earlier) {
    TimeWindow through = window;
    if (through == null) {
      return written;
    }
    UnaryOperator<String> bounds =
        name ->
            name.equals(TimeWindow.FROM) || name.equals(TimeWindow.UNTIL)
                ? through.bound(name, earlier)
                : ":" + name;
    return NamedMarkers.put(written, bounds);
  }
}
