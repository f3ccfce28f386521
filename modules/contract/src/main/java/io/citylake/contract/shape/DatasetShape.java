package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.Erasure;
import io.citylake.contract.dataset.Openness;
import io.citylake.contract.dataset.Personal;
import io.citylake.contract.dataset.ShareType;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;

/** The shape of {@code conf/themes/THEME/TABLE.yaml}. */
public final class DatasetShape {
  private static final ListOf COLUMN_NAMES = ListOf.some(Scalars.IDENTIFIER);

  private static final Fields DELETE_WHEN =
      Fields.of(
          "delete-when",
          required("column", Scalars.IDENTIFIER, "The column that tells."),
          required("in", ListOf.some(Scalars.VALUE), "The texts that make a row a deletion."));

  private static final Fields LOWERED =
      Fields.of(
          "lowered",
          required(
              "from",
              Scalars.whole(2, 4),
              "The highest grade of what it is computed from; citylake grades compares."),
          required(
              "because",
              Scalars.oneOf(ColumnContract.Reason.class),
              "What makes it harmless: aggregated over many, hashed, or generalised (a year for a"
                  + " birthday)."));

  private static final Fields PARTS =
      Fields.of(
          "parts",
          required(
              "of",
              Scalars.IDENTIFIER,
              "A count, or a number that is always told: how many there are of whom the parts"
                  + " are."),
          optional(
              "are",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "The counts that are parts of it and share nobody, such as doctors and masters of"
                  + " arrivals; none where it has none."));

  private static final Fields SUPPRESSION =
      Fields.of(
          "suppression",
          withDefault(
              "minimum",
              Scalars.whole(2, 1_000_000),
              "5",
              "The smallest count that is told; 0 is told too."),
          required("counts", ListOf.oneOrSome(Scalars.IDENTIFIER), "The columns with counts."),
          optional(
              "parts",
              ListOf.some(PARTS),
              "Which counts are parts of which. Each count stands in one of them, where there is"
                  + " more than one."),
          required(
              "by",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "The columns whose values are rows, columns and layers of the table; totals over each"
                  + " of them may be told, here or elsewhere."),
          optional(
              "within",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "The columns that divide the rows into tables, over which no total is told; the step"
                  + " is refreshed by them."),
          optional(
              "figures",
              ListOf.oneOrSome(Scalars.IDENTIFIER),
              "The columns that tell of a count, such as its share; null with it."),
          required(
              "flag",
              Scalars.IDENTIFIER,
              "A boolean column: true where a row's count is suppressed."),
          optional(
              "total",
              Scalars.VALUE,
              "The text that stands in a column of 'by' for all its values, where the table has"
                  + " rows with totals."));

  private static final Fields PERSONAL =
      Fields.of(
              "personal",
              required("kind", Scalars.oneOf(Personal.Kind.class), "What of a person it holds."),
              withDefault(
                  "form",
                  Scalars.oneOf(Personal.Form.class),
                  "clear",
                  "How it stands there: in clear, or as its SHA-256 without a key."))
          .withShorthand("kind");

  static final Fields COLUMN =
      Fields.of(
          "column",
          required("name", Scalars.IDENTIFIER, "Its name in the table."),
          required("type", Scalars.COLUMN_TYPE, "What it holds."),
          derived("title", FileShapes.TITLE, "its name", "What it is called."),
          optional("unit", Scalars.LABEL, "The unit of measure, as UCUM or in Chinese."),
          withDefault(
              "required", Scalars.BOOLEAN, "false", "Whether a missing value refuses the row."),
          withDefault(
              "grade",
              Scalars.whole(1, 4),
              "1",
              "Level of the data by GB/T 43697-2024, 1 (public) to 4."),
          derived(
              "personal",
              ListOf.oneOrSome(PERSONAL),
              "id_card, mobile or plate by a rule citizen_id, phone or plate",
              "What it tells of persons; citylake subject looks there, and the dataset can't be open. Columns of one number have one grade and one type in all themes, and masks are chosen by it."),
          optional(
              "lowered", LOWERED, "Why its grade is lower than that of what it is computed from."),
          optional(
              "code-table",
              Scalars.IDENTIFIER,
              "The code table that its values come from; adds a code rule on the business date."),
          optional(
              "was",
              COLUMN_NAMES,
              "Its earlier names, newest first; a rename then rewrites nothing."),
          optional("rules", ListOf.any(RuleShapes.COLUMN_RULE), "What its values must obey."));

  private static final Fields DECIDED =
      Fields.of(
          "decided",
          required("on", Scalars.DATE, "The day from which it holds; the catalogue's 发布日期."),
          required("because", Scalars.LABEL, "The law, or the harm; in Chinese."));

  private static final Fields LEGAL_HOLD =
      Fields.of(
          "legal-hold",
          required("by", Scalars.LABEL, "Who ordered it."),
          required("until", Scalars.DATE, "The first day on which it isn't any more."),
          required("because", Scalars.LABEL, "Why."));

  private static final Fields RETENTION =
      Fields.of(
              "retention",
              required("keep", Scalars.RETENTION, "So long at least."),
              derived(
                  "by",
                  Scalars.IDENTIFIER,
                  "the one date or timestamp in partition-by, valid_to of a history",
                  "The column whose day says how old a row is: a date, a timestamp, or a whole"
                      + " number that is a year. A row without a value stays."))
          .withShorthand("keep");

  private static final Fields ERASURE =
      Fields.of(
          "erasure",
          withDefault(
              "action",
              Scalars.oneOf(Erasure.Action.class),
              "delete",
              "Whether rows go, or stay with their personal columns replaced."),
          optional(
              "holds",
              ListOf.some(LEGAL_HOLD),
              "What forbids it for now: nothing is erased here."));

  /** The whole file. */
  public static final Fields DATASET =
      Fields.of(
          "dataset",
          required("title", FileShapes.TITLE, "What the table is called."),
          required(
              "layer",
              Scalars.oneOf("ods", "dwd", "dim", "dws", "ads"),
              "ods as received, dwd detail, dim reference, dws summary, ads for screens; the"
                  + " table's name begins with it."),
          required("grain", Scalars.LABEL, "What one row is, for people."),
          derived("owner", Scalars.LABEL, "the theme's", "The department that answers for it."),
          optional("key", COLUMN_NAMES, "The columns that name a row."),
          optional(
              "sequence",
              Scalars.IDENTIFIER,
              "The column that orders versions of a key; without, the order of arrival."),
          withDefault(
              "write-mode",
              Scalars.oneOf(WriteMode.class),
              "append",
              "How a run's rows meet those of the table: append, upsert by key, replace partitions"
                  + " (without any: the table), or snapshot history."),
          optional("delete-when", DELETE_WHEN, "For upsert: which rows are deletions."),
          derived(
              "keep-displaced",
              Scalars.whole(0, Long.MAX_VALUE),
              "ten times the table's rows, and at least 1,000,000",
              "How many rows are kept beside the table, because those of other deliveries stand"
                  + " before them; a run that would exceed it is refused."),
          derived(
              "zone",
              Scalars.ZONE,
              "the settings'",
              "Of range bounds and other local times in this file."),
          optional(
              "partition-by", ListOf.some(Scalars.PARTITION), "How the table's files are divided."),
          optional("sort-by", ListOf.some(Scalars.SORT_FIELD), "How rows are ordered in files."),
          optional(
              "update-cycle",
              Scalars.oneOf(
                  "real-time",
                  "hourly",
                  "daily",
                  "weekly",
                  "monthly",
                  "quarterly",
                  "yearly",
                  "irregular"),
              "How often new rows come."),
          optional(
              "summary", Scalars.LABEL, "What it tells, in Chinese, for the catalogue (资源摘要)."),
          derived(
              "share",
              Scalars.oneOf(ShareType.class),
              "none, and validate warns",
              "Whether other departments may have it: 无条件共享, 有条件共享 or 不予共享."),
          optional(
              "suppression",
              SUPPRESSION,
              "Which small counts of persons its step doesn't publish, with others from which they"
                  + " could be worked out."),
          optional(
              "share-condition",
              Scalars.LABEL,
              "To whom and for what, where share is conditional (共享条件); in Chinese."),
          derived(
              "open",
              Scalars.oneOf(Openness.class),
              "none, and validate warns",
              "Whether society may have it: 无条件开放, 有条件开放 or 不开放."),
          optional(
              "open-condition",
              Scalars.LABEL,
              "To whom and for what, where open is conditional (开放条件); in Chinese."),
          optional("decided", DECIDED, "Since when and why it is shared and open so."),
          optional("erasure", ERASURE, "What becomes of a person's rows; see citylake subject."),
          optional(
              "retention",
              RETENTION,
              "How long rows are kept: citylake maintain deletes older ones; for ever without."),
          optional("tags", FileShapes.TAGS, "Words to select by."),
          required("columns", ListOf.some(COLUMN), "The columns, in order."),
          optional("rules", ListOf.any(RuleShapes.ROW_RULE), "What a row as a whole must obey."),
          optional(
              "audits",
              ListOf.any(AuditShapes.AUDIT),
              "What the table as a whole must obey before a run is published."));

  private DatasetShape() {}
}
