package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.policy.Duties.Separation;
import io.citylake.contract.policy.Duty;
import io.citylake.contract.policy.Mask;
import io.citylake.contract.policy.RowFilter;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;

/** The shape of {@code conf/policies.yaml}. */
public final class PolicyShape {
  private static final Shape GRADE = Scalars.whole(1, 4);
  private static final ListOf NAMES = ListOf.oneOrSome(Scalars.IDENTIFIER);
  private static final ListOf TABLES = ListOf.oneOrSome(Scalars.TABLE);

  private static final Fields GRADE_MASK =
      Fields.of(
              "grade-mask",
              optional("grade", GRADE, "The grade whose columns are masked."),
              optional(
                  "identifiers",
                  NAMES,
                  "Kinds of persons' numbers, before the mask of their grade."),
              required(
                  "action",
                  Scalars.oneOf(Mask.Action.class),
                  "What is read instead; for a grade one that fits every type."))
          .withOneOf("grade", "identifiers");

  private static final Fields MASK =
      Fields.of(
              "mask",
              optional("grade", GRADE, "All columns of this grade."),
              optional("columns", NAMES, "Columns by name, whatever their grade."),
              optional(
                  "identifiers",
                  NAMES,
                  "Persons' numbers by their kind, whatever their grade and their columns' names."),
              optional("tables", TABLES, "Only of these tables."),
              required(
                  "action",
                  Scalars.oneOf(Mask.Action.class),
                  "What is read instead; none shows the value."),
              withDefault(
                  "digits",
                  Scalars.whole(-18, 18),
                  "0",
                  "For round: how many digits stay after the point; negative before it."))
          .withOneOf("grade", "columns", "identifiers");

  private static final Fields FILTER =
      Fields.of(
          "row-filter",
          optional("tables", TABLES, "Only in these tables; else in every one of the role."),
          required("column", Scalars.IDENTIFIER, "The column that tells."),
          required("in", ListOf.oneOrSome(Scalars.VALUE), "The values whose rows are seen."),
          withDefault(
              "where-missing",
              Scalars.oneOf(RowFilter.WhereMissing.class),
              "refuse",
              "What holds for a table without the column: refuse it, or allow all its rows."));

  private static final Fields GRANT =
      Fields.of(
          "grant",
          optional(
              "themes",
              ListOf.oneOrSome(Scalars.THEME_OR_ALL),
              "Whole themes, or \"*\" for all of them."),
          optional(
              "layers",
              ListOf.oneOrSome(Scalars.oneOf("ods", "dwd", "dim", "dws", "ads")),
              "Of the themes, only tables of these layers."),
          optional("tables", TABLES, "Tables by name, beside those of the themes."),
          optional("include", NAMES, "Only these columns."),
          optional("exclude", NAMES, "All columns but these."),
          withDefault("clear-grade", GRADE, "2", "The highest grade that is read unmasked."),
          derived(
              "clear-grade-with-purpose",
              GRADE,
              "clear-grade",
              "The highest grade that is read unmasked once a purpose is stated."),
          optional("expires", Scalars.DATE, "The first day on which it doesn't hold any more."),
          optional(
              "actions",
              ListOf.oneOrSome(Scalars.oneOf("quarantine", "dossier")),
              "What may be done through the server beside reading. quarantine: see the refused rows of these"
                  + " tables, masked as their columns are, correct, replay and discard them. dossier: be told by"
                  + " dossiers what these tables know of persons, with a purpose stated."));

  private static final Fields LIMITS =
      Fields.of(
          "limits",
          withDefault("time", Scalars.DURATION, "60s", "How long one statement may take."),
          withDefault(
              "rows", Scalars.whole(1, Long.MAX_VALUE), "1000000", "How many rows it may answer."),
          withDefault("bytes", Scalars.SIZE, "1GB", "How large its answer may be."),
          withDefault(
              "concurrency",
              Scalars.whole(1, 1000),
              "4",
              "How many statements of one user run at once."),
          withDefault("queue", Scalars.whole(0, 10000), "16", "How many more of them may wait."),
          derived(
              "export-rows",
              Scalars.whole(0, Long.MAX_VALUE),
              "rows",
              "How many rows of an answer may be handed out as CSV or as a workbook; 0 for none."));

  private static final Fields ROLE =
      Fields.of(
          "role",
          required("title", FileShapes.TITLE, "What the role is called."),
          withDefault(
              "administrator",
              Scalars.BOOLEAN,
              "false",
              "Whether it reads everything, unmasked and without a purpose."),
          withDefault(
              "time-travel",
              Scalars.BOOLEAN,
              "false",
              "Whether VERSION AS OF and TIMESTAMP AS OF are open to it."),
          derived("purposes", NAMES, "all", "The purposes that it may state."),
          optional("grants", ListOf.some(GRANT), "What it reads."),
          optional("filters", ListOf.some(FILTER), "Which rows it sees; all of these hold."),
          optional(
              "masks",
              ListOf.some(MASK),
              "What it reads in place of values; by table and column before by column before by identifier before by grade."),
          optional(
              "operate",
              ListOf.oneOrSome(Scalars.THEME_OR_ALL),
              "Themes, or \"*\", whose schedules and slots its users may change, and whose alerts they may answer."
                  + " At the machine, once a role has it, nobody may without it, but for administrators; over HTTP nobody ever."),
          optional(
              "manage",
              ListOf.oneOrSome(Scalars.oneOf("users")),
              "With administrator: what its users change through the server. users: who may log in, with which roles."),
          optional("limits", LIMITS, "What one user of the role may take."),
          optional(
              "duty",
              Scalars.oneOf(Duty.class),
              "Where administrators are separated: which of them has the role. It reads no data."),
          optional(
              "accounts",
              ListOf.oneOrSome(Scalars.LABEL),
              "With duty: the operating system's accounts that have the role at the machine."));

  /** The whole file. */
  public static final Fields POLICIES =
      Fields.of(
          "policies",
          optional(
              "purposes",
              new MapOf("names of purposes", FileShapes.TITLE),
              "What data may be read for, as SET purpose = '...' states it."),
          withDefault(
              "purpose-required-from",
              GRADE,
              "4",
              "Columns of this grade or a higher one are read for a stated purpose only."),
          derived(
              "masks",
              ListOf.some(GRADE_MASK),
              "partial for grade 3, redact for grade 4",
              "What is read in place of a value that a role doesn't read in clear."),
          withDefault(
              "separation",
              Scalars.oneOf(Separation.class),
              "none",
              "Whether system, security and audit administrators must be three persons: none, or"
                  + " required."),
          required("roles", new MapOf("names of roles", ROLE), "Who may read what."));

  private PolicyShape() {}
}
