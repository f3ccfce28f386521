package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;

import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;
import io.citylake.contract.shape.Shape.Option;
import java.util.List;

/** The shape of the head of {@code jobs/THEME/STEP.sql}: the comment that the file begins with. */
public final class StepShape {
  private static final Fields EXPRESSIONS =
      Fields.of(
              "expressions",
              required(
                  "expressions",
                  ListOf.oneOrSome(Scalars.EXPRESSION),
                  "One expression over a row of the input for each of the columns."))
          .withShorthand("expressions");

  private static final Choice REFRESH =
      new Choice(
          "refresh",
          "full, {append: theme.table}, {partition: [...], changes: {...}} or {key: [...], changes:"
              + " {...}}",
          List.of(
              new Option("full", "Any change makes the whole table anew.", Fields.of("full"), true),
              new Option(
                  "append",
                  "Each row comes from one row of this input, whose rows never change.",
                  Fields.of(
                          "append-refresh",
                          required("input", Scalars.TABLE, "The input that the rows come from."))
                      .withShorthand("input"),
                  false),
              groups("partition", "These partitions of the target are made anew."),
              groups("key", "The rows with these values are made anew.")),
          List.of(
              optional(
                  "changes",
                  new MapOf("inputs, as theme.table", EXPRESSIONS),
                  "What a changed row of an input says of the columns. A change of an input that"
                      + " isn't listed makes the whole table anew.")));

  /** The head of the file. */
  public static final Fields STEP =
      Fields.of(
          "step",
          required("title", FileShapes.TITLE, "What the step is called."),
          derived("owner", Scalars.LABEL, "the theme's", "The department that answers for it."),
          derived(
              "target",
              Scalars.TABLE,
              "the file's theme and name",
              "The table that the rows are of."),
          derived("refresh", REFRESH, "full", "How the table follows a change of what is read."),
          optional("tags", FileShapes.TAGS, "Words to select by."),
          derived("timeout", Scalars.DURATION, "the theme's, else the settings'", JobShape.TIMEOUT),
          derived(
              "schedule",
              JobShape.SCHEDULE,
              "after what it reads",
              "When it runs, where that is not each time that one of its inputs has run."));

  private StepShape() {}

  private static Option groups(String key, String doc) {
    return new Option(
        key,
        doc,
        Fields.of(
                key + "-refresh",
                required("columns", ListOf.oneOrSome(Scalars.IDENTIFIER), "Columns of the target."))
            .withShorthand("columns"),
        false);
  }
}
