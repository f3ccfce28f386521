package io.citylake.contract.application;

import io.citylake.contract.Title;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one screen of the operations centre asks.
 *
 * @param name of its file under {@code conf/applications/}
 * @param window null where its panels look at no time that can be chosen
 */
public record Application(
    String name, Title title, String owner, @Nullable TimeWindow window, List<Panel> panels) {
  public Application {
    panels = List.copyOf(panels);
  }

  public Application(String name, Title title, String owner, List<Panel> panels) {
    this(name, title, owner, null, panels);
  }

  /** What may be filled in of any panel, each once, the window's bounds first. */
  public List<PanelParameter> parameters() {
    Map<String, PanelParameter> all = new LinkedHashMap<>();
    if (window != null) {
      window.parameters().forEach(each -> all.put(each.name(), each));
    }
    for (Panel panel : panels) {
      panel.parameters().forEach(each -> all.putIfAbsent(each.name(), each));
    }
    return List.copyOf(all.values());
  }

  /**
   * One query and how its answer is drawn.
   *
   * @param x the column of labels; null where the chart has none
   * @param y the columns of values
   * @param sql one query over {@code dws_} and {@code ads_} tables; {@code :name} stands for a
   *     parameter
   * @param parameters what a screen may fill in
   * @param file under the workspace, for messages
   * @param look what else is declared of how it is shown
   */
  public record Panel(
      String name,
      Title title,
      Chart chart,
      @Nullable String x,
      List<String> y,
      String sql,
      List<PanelParameter> parameters,
      String file,
      PanelLook look) {
    public Panel {
      y = List.copyOf(y);
      parameters = List.copyOf(parameters);
    }

    public Panel(
        String name,
        Title title,
        Chart chart,
        @Nullable String x,
        List<String> y,
        String sql,
        List<PanelParameter> parameters,
        String file) {
      this(name, title, chart, x, y, sql, parameters, file, PanelLook.PLAIN);
    }
  }

  /** How an answer is drawn. */
  public enum Chart {
    /** One row of figures. */
    NUMBER,
    /** Values along an ordered axis. */
    LINE,
    /** Values side by side. */
    BAR,
    /** Shares of a whole. */
    PIE,
    /** One figure against its range. */
    GAUGE,
    /** Rows as they are. */
    TABLE,
    /** Values at places. */
    MAP;

    /** Whether the chart needs a column of labels and columns of values. */
    public boolean hasAxes() {
      return this == LINE || this == BAR || this == PIE;
    }
  }
}
