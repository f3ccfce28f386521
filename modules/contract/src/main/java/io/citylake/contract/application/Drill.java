package io.citylake.contract.application;

import io.citylake.model.TableName;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where a row or a point of a panel leads to. */
public sealed interface Drill {
  /**
   * A screen with some of its parameters filled in.
   *
   * @param panel that is meant there; null for the whole
   * @param with columns of the row by the parameters that they fill in
   */
  record ToScreen(String application, @Nullable String panel, Map<String, String> with)
      implements Drill {
    public ToScreen {
      with = Collections.unmodifiableMap(new TreeMap<>(with));
    }
  }

  /**
   * The map with a layer narrowed.
   *
   * @param where columns of the row by the columns of the layer that equal them
   */
  record ToMap(String layer, Map<String, String> where) implements Drill {
    public ToMap {
      where = Collections.unmodifiableMap(new TreeMap<>(where));
    }
  }

  /**
   * The rows behind it, as a statement in the workbench.
   *
   * @param where columns of the row by the columns of the table that equal them
   * @param time the table's column that the window bounds; null for none
   * @param newest whether the window's end alone is meant, as the panel looks at no more
   */
  record ToRows(TableName table, Map<String, String> where, @Nullable String time, boolean newest)
      implements Drill {
    public ToRows {
      where = Collections.unmodifiableMap(new TreeMap<>(where));
    }
  }
}
