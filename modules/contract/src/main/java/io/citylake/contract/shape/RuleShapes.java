package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.dataset.Severity;
import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rules of a dataset: {@code - uscc}, {@code - length: {max: 18}}, with a severity. */
final class RuleShapes {
  static final Choice COLUMN_RULE =
      new Choice(
          "rule",
          "a rule, as uscc or {length: {max: 18}}",
          columnRules(),
          List.of(severity("quarantine; warn for uscc and citizen_id")));

  static final Choice ROW_RULE =
      new Choice(
          "row-rule",
          "a rule over the row, as {expression: ...}",
          List.of(expression()),
          List.of(severity("quarantine")));

  private RuleShapes() {}

  private static List<Option> columnRules() {
    List<Option> rules = new ArrayList<>(ofValues());
    rules.addAll(ofLists());
    rules.addAll(ofOthers());
    rules.add(bare("required", "quarantine", "A value must be there."));
    rules.add(
        bare("uscc", "warn", "A unified social credit code with its check character, GB 32100."));
    rules.add(
        bare("citizen_id", "warn", "A citizen identity number with its check digit, GB 11643."));
    rules.add(bare("phone", "quarantine", "A mainland mobile, landline or service number."));
    rules.add(bare("plate", "quarantine", "A vehicle plate by GA 36, new energy included."));
    rules.add(expression());
    return rules;
  }

  private static List<Option> ofValues() {
    return List.of(
        option(
            "range",
            "Numbers, dates and timestamps between two bounds.",
            Fields.of(
                "range",
                optional("min", Scalars.VALUE, "At least this."),
                optional("max", Scalars.VALUE, "At most this."),
                optional("min-exclusive", Scalars.VALUE, "More than this."),
                optional("max-exclusive", Scalars.VALUE, "Less than this."),
                severity("quarantine"))),
        option(
            "length",
            "How many characters a text has.",
            Fields.of(
                "length",
                withDefault("min", Scalars.whole(0, Integer.MAX_VALUE), "0", "At least so many."),
                withDefault(
                    "max",
                    Scalars.whole(0, Integer.MAX_VALUE),
                    Integer.toString(Integer.MAX_VALUE),
                    "At most so many."),
                severity("quarantine"))),
        option(
            "matches",
            "The whole text matches a regular expression.",
            Fields.of(
                    "matches",
                    required("pattern", Scalars.PATTERN, "In Java's form."),
                    severity("quarantine"))
                .withShorthand("pattern")));
  }

  private static List<Option> ofLists() {
    return List.of(
        option(
            "in",
            "The value is one of a list.",
            Fields.of(
                    "in",
                    required("values", ListOf.some(Scalars.VALUE), "The list."),
                    severity("quarantine"))
                .withShorthand("values")),
        option(
            "code",
            "The value is in a code table, and valid on a date.",
            Fields.of(
                    "code",
                    required("table", Scalars.IDENTIFIER, "The code table, under conf/codes."),
                    derived(
                        "at",
                        Scalars.IDENTIFIER,
                        "the business date",
                        "The column with the date on which it must be valid."),
                    severity("quarantine"))
                .withShorthand("table")));
  }

  private static List<Option> ofOthers() {
    return List.of(
        option("before", "Not later than another column.", other("before")),
        option("after", "Not earlier than another column.", other("after")),
        new Option(
            "not_future",
            "Not after the run's start.",
            Fields.of(
                "not_future",
                withDefault("tolerance", Scalars.DURATION, "0s", "How much after is borne."),
                severity("quarantine")),
            true),
        option(
            "within",
            "A point lies in a box, or in a polygon of a file under conf/geo.",
            Fields.of(
                    "within",
                    required("lon", Scalars.IDENTIFIER, "The column of longitudes."),
                    required("lat", Scalars.IDENTIFIER, "The column of latitudes."),
                    optional(
                        "box",
                        ListOf.some(Scalars.NUMBER),
                        "West, south, east and north in degrees."),
                    optional("polygon", Scalars.FILE_NAME, "A GeoJSON file under conf/geo."),
                    severity("quarantine"))
                .withOneOf("box", "polygon")));
  }

  private static Fields other(String name) {
    return Fields.of(
            name,
            required("column", Scalars.IDENTIFIER, "The other column, of the same type."),
            withDefault("strict", Scalars.BOOLEAN, "false", "Whether equality is refused too."),
            severity("quarantine"))
        .withShorthand("column");
  }

  private static Option expression() {
    return option(
        "expression",
        "A Spark SQL condition over the dataset's columns; null passes.",
        Fields.of(
                "expression",
                required("condition", Scalars.EXPRESSION, "What must hold."),
                severity("quarantine"))
            .withShorthand("condition"));
  }

  private static Option option(String key, String doc, Fields arguments) {
    return new Option(key, doc, arguments, false);
  }

  private static Option bare(String key, String severity, String doc, Field... fields) {
    List<Field> all = new ArrayList<>(Arrays.asList(fields));
    all.add(severity(severity));
    return new Option(key, doc, new Fields(key, all, null, List.of()), true);
  }

  private static Field severity(String note) {
    return derived(
        "severity",
        Scalars.oneOf(Severity.class),
        note,
        "warn counts and keeps the row, quarantine refuses it, fail stops the run.");
  }
}
