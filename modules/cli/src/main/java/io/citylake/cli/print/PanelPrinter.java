package io.citylake.cli.print;

import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.BoundPanel;
import io.citylake.run.sql.SqlEngine;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws a panel's answer with characters. */
public final class PanelPrinter {
  private static final int ROWS_SHOWN = 12;
  private static final int BAR_WIDTH = 30;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final PrintWriter out;

  public PanelPrinter(PrintWriter out) {
    this.out = out;
  }

  /** Runs the panels of an application and draws their answers. */
  public void print(Application application, List<BoundPanel> panels, SqlEngine engine) {
    out.println(application.title().both() + "  (" + application.owner() + ")");
    for (BoundPanel each : panels) {
      SqlEngine.Answer answer = engine.query(each.sql(), each.values());
      panel(each.panel(), answer.columns(), answer.head(ROWS_SHOWN));
      if (answer.rows().hasNext()) {
        out.println("… and more rows: -o csv shows all");
      }
    }
    out.flush();
  }

  /** The rows as a table; charts with axes get bars of their first value column beside them. */
  private void panel(Panel panel, List<String> columns, List<List<@Nullable Object>> rows) {
    out.println();
    out.println("▸ " + panel.title().both());
    if (rows.isEmpty()) {
      out.println("  no rows");
      return;
    }
    int value = panel.chart().hasAxes() ? columns.indexOf(panel.y().get(0)) : -1;
    if (value < 0) {
      new Listing(columns).print(out, OutputFormat.table, rows.iterator());
      return;
    }
    List<String> wider = new ArrayList<>(columns);
    wider.add("");
    BigDecimal most = BigDecimal.ZERO;
    for (List<@Nullable Object> row : rows) {
      most = most.max(number(row.get(value)).abs());
    }
    List<List<@Nullable Object>> drawn = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> line = new ArrayList<>(row);
      line.add(bar(number(row.get(value)), most));
      drawn.add(line);
    }
    new Listing(wider).print(out, OutputFormat.table, drawn.iterator());
  }

  static String bar(BigDecimal value, BigDecimal most) {
    if (most.signum() == 0) {
      return "";
    }
    int eighths = (int) Math.round(value.abs().doubleValue() / most.doubleValue() * BAR_WIDTH * 8);
    String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
    return (value.signum() < 0 ? "-" : "") + "█".repeat(eighths / 8) + rest;
  }

  private static BigDecimal number(@Nullable Object value) {
    return value instanceof Number number ? new BigDecimal(number.toString()) : BigDecimal.ZERO;
  }
}
