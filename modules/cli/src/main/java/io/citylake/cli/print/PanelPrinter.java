package io.citylake.cli.print;

import io.citylake.cli.print.PanelRows.Asked;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.Comparison;
import io.citylake.contract.application.PanelColumn;
import io.citylake.run.sql.SqlEngine;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  public void print(Application application, List<Asked> panels, SqlEngine engine) {
    out.println(application.title().both() + "  (" + application.owner() + ")");
    for (Asked each : panels) {
      PanelRows answer = PanelRows.ask(each, engine);
      panel(each.panel(), answer.columns(), answer.head(ROWS_SHOWN));
      if (answer.rows().hasNext()) {
        out.println("… and more rows: -o csv shows all");
      }
    }
    out.flush();
  }

  /**
   * The rows as a table; charts with axes get bars of their first value column beside them. What
   * has changed stands in percent, and a value beyond its threshold is marked.
   */
  private void panel(Panel panel, List<String> columns, List<List<@Nullable Object>> rows) {
    out.println();
    out.println("▸ " + panel.title().both());
    if (rows.isEmpty()) {
      out.println("  no rows");
      return;
    }
    List<String> wider = new ArrayList<>(columns);
    List<List<@Nullable Object>> drawn = new ArrayList<>();
    rows.forEach(row -> drawn.add(new ArrayList<>(row)));
    Comparison comparison = panel.look().comparison();
    if (comparison != null) {
      String suffix = "_" + comparison.to().name().toLowerCase(Locale.ROOT);
      for (String each : comparison.columns()) {
        int before = columns.indexOf(each + suffix);
        if (columns.contains(each) && before >= 0) {
          wider.add(each + "_change");
          changes(drawn, columns.indexOf(each), before);
        }
      }
    }
    int value = panel.chart().hasAxes() ? columns.indexOf(panel.y().get(0)) : -1;
    if (value >= 0) {
      bars(wider, drawn, value);
    }
    mark(panel, columns, drawn);
    new Listing(wider).print(out, OutputFormat.table, drawn.iterator());
  }

  private static void changes(List<List<@Nullable Object>> rows, int now, int before) {
    rows.forEach(row -> row.add(change(row.get(now), row.get(before))));
  }

  /** How much a number has changed: {@code ▲ 12.5%}; nothing where there is no number before. */
  static String change(@Nullable Object now, @Nullable Object before) {
    if (!(now instanceof Number) || !(before instanceof Number)) {
      return "";
    }
    BigDecimal was = number(before);
    BigDecimal more = number(now).subtract(was);
    if (more.signum() == 0) {
      return "=";
    }
    String arrow = more.signum() > 0 ? "▲" : "▼";
    return was.signum() == 0
        ? arrow
        : "%s %s%%"
            .formatted(
                arrow,
                more.abs()
                    .movePointRight(2)
                    .divide(was.abs(), 1, RoundingMode.HALF_EVEN)
                    .toPlainString());
  }

  private static void bars(List<String> columns, List<List<@Nullable Object>> rows, int value) {
    columns.add("");
    BigDecimal most = BigDecimal.ZERO;
    for (List<@Nullable Object> row : rows) {
      most = most.max(number(row.get(value)).abs());
    }
    for (List<@Nullable Object> row : rows) {
      row.add(bar(number(row.get(value)), most));
    }
  }

  private static void mark(Panel panel, List<String> columns, List<List<@Nullable Object>> rows) {
    for (int i = 0; i < columns.size(); i++) {
      PanelColumn column = panel.look().columns().get(columns.get(i));
      if (column == null || column.bad() == null) {
        continue;
      }
      for (List<@Nullable Object> row : rows) {
        Object cell = row.get(i);
        if (cell instanceof Number) {
          String sign =
              switch (column.state(number(cell))) {
                case GOOD -> "";
                case WARN -> " !";
                case ALARM -> " !!";
              };
          row.set(i, sign.isEmpty() ? cell : cell + sign);
        }
      }
    }
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
