package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.dataset.Audit;
import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import java.util.ArrayList;
import java.util.List;

/** The audits of a dataset: {@code - row_count: {min: 1}}, with a level. */
final class AuditShapes {
  private static final ListOf COLUMN_NAMES = ListOf.some(Scalars.IDENTIFIER);

  static final Choice AUDIT =
      new Choice("audit", "an audit, as {row_count: {min: 1}}", audits(), List.of(level()));

  private AuditShapes() {}

  private static List<Shape.Option> audits() {
    List<Shape.Option> audits = new ArrayList<>(ofRows());
    audits.addAll(ofValues());
    return audits;
  }

  private static List<Shape.Option> ofRows() {
    return List.of(
        option(
            "row_count",
            "How many rows the table has once the run is published.",
            Fields.of(
                "row_count",
                optional("min", Scalars.whole(0, Long.MAX_VALUE), "At least so many."),
                optional("max", Scalars.whole(0, Long.MAX_VALUE), "At most so many."),
                level())),
        option(
            "change",
            "The run's accepted rows against the mean of earlier runs of the job; of a feed or topic the last whole day against earlier days, which only warns.",
            Fields.of(
                "change",
                withDefault(
                    "against", Scalars.whole(1, 100), "7", "How many earlier runs, or days."),
                required("ratio", Scalars.RATIO_VALUE, "How far from their mean at most."),
                level())),
        option(
            "unique",
            "No two rows share these values; a null counts as a value.",
            Fields.of(
                    "unique",
                    required("columns", COLUMN_NAMES, "The columns taken together."),
                    level())
                .withShorthand("columns")));
  }

  private static List<Shape.Option> ofValues() {
    return List.of(
        option(
            "references",
            "Every value is in a column of another table.",
            Fields.of(
                "references",
                required("column", Scalars.IDENTIFIER, "The column of this table."),
                required("table", Scalars.TABLE, "The other table."),
                required("to", Scalars.IDENTIFIER, "The other table's column."),
                level())),
        option(
            "freshness",
            "The newest value is not older than this when the run starts.",
            Fields.of(
                "freshness",
                required("column", Scalars.IDENTIFIER, "A date or timestamp."),
                required("within", Scalars.DURATION, "How old it may be."),
                level())),
        option(
            "disclosure",
            "Figures of groups too small to hide their members are null.",
            Fields.of(
                "disclosure",
                required("columns", COLUMN_NAMES, "The figures."),
                required("count", Scalars.IDENTIFIER, "How many members a row's group has."),
                withDefault(
                    "at-least", Scalars.whole(2, 1_000), "3", "So many members hide each other."),
                level())),
        option(
            "control_total",
            "A sum or the count of the run's rows equals a total that the source states.",
            Fields.of(
                    "control_total",
                    derived(
                        "sum", Scalars.IDENTIFIER, "the count of rows", "The column to add up."),
                    optional("equals", Scalars.VALUE, "The total itself."),
                    optional(
                        "from",
                        Scalars.oneOf("ctl", "source"),
                        "ctl: a file beside each data file, FILE.ctl, with lines sum=... and"
                            + " count=...; source: how many rows the database has in the range"
                            + " that the run read, against all that it read."),
                    withDefault("tolerance", Scalars.NUMBER, "0", "How far off it may be."),
                    level())
                .withOneOf("equals", "from")));
  }

  private static Shape.Option option(String key, String doc, Fields arguments) {
    return new Shape.Option(key, doc, arguments, false);
  }

  private static Shape.Field level() {
    return derived(
        "level",
        Scalars.oneOf(Audit.Level.class),
        "block",
        "warn is reported only; block publishes nothing.");
  }
}
