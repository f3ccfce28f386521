package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;

import io.citylake.contract.application.Application;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;

/** The shape of {@code conf/applications/NAME.yaml}. */
public final class ApplicationShape {
  private static final Fields PARAMETER =
      Fields.of(
          "parameter",
          required("name", Scalars.IDENTIFIER, "What stands as :name in the query."),
          required("type", Scalars.COLUMN_TYPE, "What its values are."),
          optional("default", Scalars.VALUE, "The value where a screen gives none."));

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
          required("sql", Scalars.LABEL, "One query over dws_ and ads_ tables."),
          optional("parameters", ListOf.some(PARAMETER), "What a screen may fill in."));

  /** The whole file. */
  public static final Fields APPLICATION =
      Fields.of(
          "application",
          required("title", FileShapes.TITLE, "What the application is called."),
          required("owner", Scalars.LABEL, "The department that it is for."),
          required("panels", ListOf.some(PANEL), "What it shows."));

  private ApplicationShape() {}
}
