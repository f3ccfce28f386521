package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.application.Application;
import io.citylake.contract.application.Comparison;
import io.citylake.contract.application.PanelColumn;
import io.citylake.contract.application.TimeWindow;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;

/** The shape of {@code conf/applications/NAME.yaml}. */
public final class ApplicationShape {
  private static final Fields UNIT =
      Fields.of(
              "unit",
              required("zh", Scalars.LABEL, "In Chinese."),
              optional("en", Scalars.LABEL, "In English, where it is written otherwise."))
          .withShorthand("zh");

  private static final Fields CHOICES =
      Fields.of(
              "choices",
              optional("codes", Scalars.IDENTIFIER, "Those of a file in conf/codes."),
              optional(
                  "sql",
                  Scalars.LABEL,
                  "A query of them, and in a second column of what they are called."))
          .withOneOf("codes", "sql");

  private static final Fields PARAMETER =
      Fields.of(
          "parameter",
          required("name", Scalars.IDENTIFIER, "What stands as :name in the query."),
          optional("title", FileShapes.TITLE, "What the field is called; its name without."),
          required("type", Scalars.COLUMN_TYPE, "What its values are."),
          optional("default", Scalars.VALUE, "The value where a screen gives none."),
          withDefault(
              "optional",
              Scalars.BOOLEAN,
              "false",
              "Whether it is null in the query where neither a screen nor 'default' gives a value."),
          optional("choices", CHOICES, "What it is chosen from."));

  private static final Fields WINDOW =
      Fields.of(
          "window",
          required("by", Scalars.oneOf(TimeWindow.By.class), "What it is counted in."),
          required("newest", Scalars.LABEL, "A query of the last day, month or year there is."),
          required(
              "last",
              Scalars.whole(1, 3660),
              "How many are shown where nobody chose: the newest and those before it."));

  private static final Fields COLUMN =
      Fields.of(
          "panel-column",
          derived(
              "title",
              FileShapes.TITLE,
              "that of a column of this name in the panel's tables",
              "What it is called."),
          derived("unit", UNIT, "that of the same column", "What its values are in."),
          optional("warn", Scalars.NUMBER, "From here on a value is coloured as a warning."),
          optional("alarm", Scalars.NUMBER, "From here on a value is coloured as an alarm."),
          derived(
              "bad",
              Scalars.oneOf(PanelColumn.Bad.class),
              "low where 'alarm' is below 'warn', else high",
              "On which side of them values are bad."));

  private static final Fields COMPARE =
      Fields.of(
          "compare",
          required("to", Scalars.oneOf(Comparison.To.class), "How much earlier."),
          withDefault(
              "as",
              Scalars.oneOf(Comparison.As.class),
              "change",
              "How it is shown; a series for line and bar only."),
          derived(
              "key",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "'x'",
              "Columns that tell which rows are of the same; a table needs them."),
          derived(
              "columns",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "'y'",
              "Columns whose earlier values are shown; a table needs them."));

  private static final Fields GAUGE =
      Fields.of(
          "gauge",
          withDefault("from", Scalars.NUMBER, "0", "Where its scale begins."),
          required("to", Scalars.NUMBER, "Where it ends."));

  private static final MapOf WHERE = new MapOf("columns or parameters there", Scalars.IDENTIFIER);

  private static final Fields SCREEN =
      Fields.of(
          "drill-screen",
          derived("application", Scalars.IDENTIFIER, "this one", "Where it leads to."),
          optional("panel", Scalars.IDENTIFIER, "The panel that is meant there."),
          optional("with", WHERE, "Its parameters, and the columns that fill them in."));

  private static final Fields MAP =
      Fields.of(
          "drill-map",
          required("layer", Scalars.IDENTIFIER, "The layer that is shown."),
          optional("where", WHERE, "Its columns, and the panel's columns that they equal."));

  private static final Fields ROWS =
      Fields.of(
          "drill-rows",
          required("table", Scalars.TABLE, "The table with the rows."),
          optional("where", WHERE, "Its columns, and the panel's columns that they equal."),
          optional("time", Scalars.IDENTIFIER, "Its column that the window bounds."));

  private static final Fields DRILL =
      Fields.of(
              "drill",
              optional("screen", SCREEN, "Another screen, or another panel of this one."),
              optional("map", MAP, "The map."),
              optional("rows", ROWS, "The rows behind it, as a statement in the workbench."))
          .withOneOf("screen", "map", "rows");

  private static final Fields PANEL =
      Fields.of(
          "panel",
          required("name", Scalars.IDENTIFIER, "The panel's name, once in an application."),
          required("title", FileShapes.TITLE, "What the panel is called."),
          required("chart", Scalars.oneOf(Application.Chart.class), "How the answer is drawn."),
          optional("x", Scalars.IDENTIFIER, "The column of labels; line, bar and pie need one."),
          derived(
              "y",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "none",
              "The columns of values; line, bar and pie need them."),
          required(
              "sql",
              Scalars.LABEL,
              "One query over dws_ and ads_ tables; :from and :until are the window's bounds."),
          optional("parameters", ListOf.some(PARAMETER), "What a screen may fill in."),
          optional(
              "columns",
              new MapOf("columns of the query", COLUMN),
              "How they are told, and from where on they are bad."),
          optional("compare", COMPARE, "The same of an earlier time."),
          optional("gauge", GAUGE, "The ends of a gauge's scale."),
          optional("drill", ListOf.some(DRILL), "Where a row or a point leads to."));

  /** The whole file. */
  public static final Fields APPLICATION =
      Fields.of(
          "application",
          required("title", FileShapes.TITLE, "What the application is called."),
          required("owner", Scalars.LABEL, "The department that it is for."),
          optional("window", WINDOW, "From when until when its panels look."),
          optional(
              "parameters", ListOf.some(PARAMETER), "What a screen may fill in, of all panels."),
          required("panels", ListOf.some(PANEL), "What it shows."));

  private ApplicationShape() {}
}
