package io.citylake.contract.shape;

import static io.citylake.contract.shape.Shape.Field.derived;
import static io.citylake.contract.shape.Shape.Field.optional;
import static io.citylake.contract.shape.Shape.Field.required;
import static io.citylake.contract.shape.Shape.Field.withDefault;

import io.citylake.contract.job.Mapping;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Priority;
import io.citylake.contract.shape.Shape.Fields;
import io.citylake.contract.shape.Shape.ListOf;
import io.citylake.contract.shape.Shape.MapOf;

/** The shape of {@code jobs/THEME/JOB.yaml}. */
public final class JobShape {
  private static final ListOf MARKERS = ListOf.any(Scalars.VALUE);

  private static final Fields CONTROL =
      Fields.of(
              "control-file",
              required("path", Scalars.LABEL, "A CSV file in UTF-8 with a header."),
              withDefault(
                  "file", Scalars.LABEL, "file", "Its column with names of files, relative to it."),
              optional("bytes", Scalars.LABEL, "Its column with their sizes."))
          .withShorthand("path");

  private static final Fields ARRIVAL =
      Fields.of(
          "arrival",
          derived("files", Scalars.LABEL, "the job's own path", "Which files, by a glob."),
          derived(
              "count",
              Scalars.whole(0, 1_000_000),
              "1, or 0 with done-flag or control",
              "How many of them must be there at least, each older than the job's min-age."),
          optional(
              "done-flag",
              Scalars.LABEL,
              "A file that whoever delivers writes last: landing/${bizdate}/_SUCCESS."),
          optional(
              "control",
              CONTROL,
              "A file that lists what was delivered: each file that it names must be there, of the"
                  + " size that it says."));

  /** What every {@code timeout} says. */
  static final String TIMEOUT = "How long one run may take; then it is stopped and has failed.";

  static final Fields SCHEDULE =
      Fields.of(
          "schedule",
          optional(
              "cron",
              Scalars.LABEL,
              "Five fields (Unix), six or seven (Quartz) with L, W, # and ?, or a word such as"
                  + " @daily."),
          optional("every", Scalars.DURATION, "The same distance always, such as 15m."),
          derived("zone", Scalars.ZONE, "the settings'", "Of the times, and of the business date."),
          optional(
              "calendar",
              Scalars.IDENTIFIER,
              "A calendar under conf/calendars: it runs on working days only, other days are"
                  + " skipped."),
          derived(
              "on",
              Scalars.DAY_RULE,
              "working-day, with a calendar",
              "Which days of the calendar: working-day, working-day-3 (the third of the month),"
                  + " last-working-day or before-holiday."),
          withDefault(
              "missed",
              Scalars.oneOf(Missed.class),
              "all",
              "What becomes of slots whose time passed while no scheduler ran: all are run, the"
                  + " latest, or none."),
          derived(
              "deadline",
              Scalars.DURATION,
              "as long as the table's update-cycle",
              "How long after its time a slot must have arrived; later it is late."),
          withDefault(
              "retries",
              Scalars.whole(0, 20),
              "3",
              "How often a slot is tried again after a failure that may pass."),
          optional(
              "pool", Scalars.IDENTIFIER, "One of the settings' pools, whose places it shares."),
          withDefault(
              "priority",
              Scalars.oneOf(Priority.class),
              "medium",
              "Which of several that are due begins first; each half hour of waiting counts as one"
                  + " step more."),
          optional(
              "arrival",
              ARRIVAL,
              "What must have been delivered for the business date, of a job; without cron and"
                  + " every a slot waits for it from midnight after that date."),
          optional(
              "after",
              ListOf.oneOrSome(Scalars.TABLE),
              "Tables that must have been loaded for the same date first; without cron and every it"
                  + " has a slot whenever they have."),
          optional(
              "inputs",
              new MapOf("tables", Scalars.oneOf(InputDates.class)),
              "Tables that are needed of other dates: yesterday, week (the seven days to its date),"
                  + " month (from the first to its date) or last_month."));

  static final Fields MAPPING =
      Fields.of(
              "mapping",
              optional(
                  "from",
                  ListOf.oneOrSome(Scalars.LABEL),
                  "The source's name, or several of which the first with a value wins."),
              optional(
                  "template",
                  Scalars.LABEL,
                  "A text with source names in braces: \"{year}-{month}-{day}\"."),
              optional(
                  "path-match",
                  Scalars.PATTERN,
                  "The first group of this expression, found in the file's path; of an archive's"
                      + " entry the path goes on with !/ and the entry."),
              optional("constant", Scalars.VALUE, "The same value for every row."),
              withDefault(
                  "optional",
                  Scalars.BOOLEAN,
                  "false",
                  "Whether the source may lack the name; the column is then null."),
              derived(
                  "null-markers",
                  MARKERS,
                  "the job's",
                  "Texts that mean nothing; the empty text always does."),
              optional(
                  "format",
                  ListOf.oneOrSome(Scalars.LABEL),
                  "Of dates and timestamps: java.time patterns, iso, epoch-seconds or epoch-millis,"
                      + " tried in turn; month, day and time may be missing at the end; of"
                      + " booleans: 是/否."),
              derived("zone", Scalars.ZONE, "the job's", "Of local times."),
              optional("grouping", Scalars.ONE_CHARACTER, "The thousands separator of numbers."),
              withDefault(
                  "decimal-separator",
                  Scalars.ONE_CHARACTER,
                  ".",
                  "The decimal separator of numbers."),
              withDefault("percent", Scalars.BOOLEAN, "false", "Whether 12.5% is read as 12.5."),
              withDefault(
                  "normalize",
                  Scalars.oneOf("none", "nfkc"),
                  "none",
                  "nfkc makes full-width digits, letters and brackets plain first."),
              withDefault("trim", Scalars.BOOLEAN, "true", "Outer white space goes first."),
              withDefault(
                  "case",
                  Scalars.oneOf(Mapping.TextCase.class),
                  "keep",
                  "Folds letters to upper or lower case."),
              optional(
                  "capture",
                  Scalars.PATTERN,
                  "The first group of this expression is the value; what doesn't match is"
                      + " refused."),
              optional(
                  "lookup",
                  new MapOf("source texts", Scalars.VALUE),
                  "Source text to value; a text that isn't listed stays."))
          .withShorthand("from")
          .withOneOf("from", "template", "path-match", "constant");

  private static final ListOf JOB_NAMES = ListOf.any(Scalars.JOB);

  /** The whole file. */
  public static final Fields JOB =
      Fields.of(
          "job",
          required("title", FileShapes.TITLE, "What the job is called."),
          derived("owner", Scalars.LABEL, "the theme's", "The department that answers for it."),
          required("target", Scalars.TABLE, "The table that takes the rows."),
          optional("tags", FileShapes.TAGS, "Words to select by."),
          optional(
              "was",
              JOB_NAMES,
              "Its earlier names: what they have loaded is its own from its next run on."),
          optional(
              "beside",
              JOB_NAMES,
              "Jobs that are not declared any more and whose rows of the target stay."),
          derived("schedule", SCHEDULE, "the theme's, else the settings'", "When it runs."),
          derived("timeout", Scalars.DURATION, "the theme's, else the settings'", TIMEOUT),
          derived(
              "quarantine",
              FileShapes.THRESHOLDS,
              "the settings'",
              "How much refusal stops a run with nothing published."),
          optional("null-markers", MARKERS, "Texts that mean nothing; the empty text always does."),
          derived("zone", Scalars.ZONE, "the settings'", "Of local times in the source."),
          required(
              "source",
              SourceShapes.SOURCE,
              "Where the records come from: files, jdbc, feed or kafka."),
          required(
              "columns",
              new MapOf("columns of the target", MAPPING),
              "How each column of the target comes from the source."));

  private JobShape() {}
}
