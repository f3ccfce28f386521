package io.citylake.contract.shape;

import io.citylake.contract.shape.Shape.Choice;
import io.citylake.contract.shape.Shape.Field;
import io.citylake.contract.shape.Shape.Option;
import java.util.Map;

/** Makes the page with every rule and audit, with examples. */
final class RulesPage {
  private static final String INTRODUCTION =
      """
      # Rules and audits

      Generated from the code that reads the files; `citylake generate-reference` writes it anew.
      Don't edit it by hand: a test compares it and reads every example.

      Rules and audits stand in a table's contract, `conf/themes/THEME/TABLE.yaml`. A [rule of a column](#rules-of-a-column)
      and a [rule of a row](#rules-of-a-row) judge one row while it is read; an [audit](#audits) judges the table before a
      run is published. **Bold** keys are required. All keys of a contract are in [settings](settings.md).

      A null passes every rule but `required`. A rule's `severity`, an audit's `level`:

      | value | of | what it does |
      |---|---|---|
      | `warn` | rules, audits | The row or the run goes through; the run counts and reports it. |
      | `quarantine` | rules | The row is refused and kept whole in quarantine, with every reason. |
      | `fail` | rules | One such row stops the run; nothing is published. |
      | `block` | audits | Nothing is published; the rows are kept on the branch `blocked_RUN`. |

      Either may stand among the arguments or beside the name: `{length: {max: 18, severity: warn}}` is
      `{length: {max: 18}, severity: warn}`. How many refused rows stop a run is set by `quarantine` of a job or of
      `conf/citylake.yaml`.
      """;

  private final StringBuilder out = new StringBuilder(INTRODUCTION);
  private final Map<String, String> examples = Examples.all();

  private RulesPage() {}

  static String text() {
    RulesPage page = new RulesPage();
    page.section(
        "Rules of a column",
        "They stand under `rules` of a column.",
        "column-rule",
        RuleShapes.COLUMN_RULE);
    page.section(
        "Rules of a row",
        "They stand under `rules` of the table.",
        "row-rule",
        RuleShapes.ROW_RULE);
    page.section("Audits", "They stand under `audits` of the table.", "audit", AuditShapes.AUDIT);
    return page.out.toString();
  }

  private void section(String title, String where, String kind, Choice choice) {
    out.append("\n## ").append(title).append("\n\n").append(where).append('\n');
    for (Option each : choice.options()) {
      out.append("\n### ").append(each.key()).append("\n\n").append(each.doc()).append("\n\n");
      out.append("```yaml\n").append(examples.get(kind + "." + each.key())).append("```\n\n");
      out.append(ShapeText.head("key", "holds", "default", "meaning"));
      for (Field field : each.arguments().fields()) {
        out.append(
            ShapeText.row(
                ShapeText.key(field.key(), field),
                ShapeText.holds(field.shape()),
                ShapeText.fallback(field),
                field.doc()));
      }
      if (each.arguments().shorthand() != null) {
        out.append("\nA value alone is short for `").append(each.arguments().shorthand());
        out.append("`.\n");
      }
      if (!each.arguments().oneOf().isEmpty()) {
        out.append("\nExactly one of `");
        out.append(String.join("` and `", each.arguments().oneOf())).append("` must be there.\n");
      }
    }
  }
}
