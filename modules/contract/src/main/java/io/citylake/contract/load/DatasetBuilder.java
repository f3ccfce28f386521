package io.citylake.contract.load;

import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.CatalogueEntry;
import io.citylake.contract.dataset.CatalogueEntry.Decision;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnContract.Lowered;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.DatasetContract.DeleteCondition;
import io.citylake.contract.dataset.Erasure;
import io.citylake.contract.dataset.Openness;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.Retention;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.contract.dataset.ShareType;
import io.citylake.contract.dataset.SortField;
import io.citylake.contract.dataset.Suppression;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a dataset of a file that is without a problem. */
final class DatasetBuilder {
  private final TableName name;
  private final Theme theme;
  private final Settings settings;

  DatasetBuilder(TableName name, Theme theme, Settings settings) {
    this.name = name;
    this.theme = theme;
    this.settings = settings;
  }

  DatasetContract build(View view) {
    return new DatasetContract(
        name,
        WorkspaceBuilder.title(view.childOrDefaults("title")),
        view.text("layer"),
        view.text("grain"),
        view.find("owner", String.class).orElse(theme.owner()),
        view.list("key", String.class),
        view.find("sequence", String.class).orElse(null),
        view.load("write-mode", WriteMode.class),
        view.child("delete-when").map(DatasetBuilder::deletes).orElse(null),
        view.children("columns").stream().map(DatasetBuilder::column).toList(),
        view.list("partition-by", PartitionField.class),
        view.list("sort-by", SortField.class),
        view.find("update-cycle", String.class).orElse(null),
        view.child("retention").flatMap(each -> retention(view, each)).orElse(null),
        view.find("zone", ZoneId.class).orElse(settings.zone()),
        view.list("tags", String.class),
        view.choices("rules").stream()
            .map(each -> (Rule.Expression) RuleBuilder.build(each))
            .toList(),
        view.choices("audits").stream().map(DatasetBuilder::audit).toList(),
        catalogue(view),
        view.child("erasure").map(DatasetBuilder::erasure).orElse(Erasure.STANDARD),
        view.find("keep-displaced", Long.class).orElse(null),
        view.child("suppression").map(DatasetBuilder::suppression).orElse(null));
  }

  private static Optional<Retention> retention(View dataset, View view) {
    return RetentionChecks.by(dataset, view)
        .map(by -> new Retention(view.load("keep", Period.class), by));
  }

  private static Suppression suppression(View view) {
    return new Suppression(
        view.load("minimum", Long.class),
        view.list("counts", String.class),
        view.children("parts").stream()
            .map(each -> new Suppression.Parts(each.text("of"), each.list("are", String.class)))
            .toList(),
        view.list("by", String.class),
        view.list("within", String.class),
        view.list("figures", String.class),
        view.text("flag"),
        view.find("total", String.class).orElse(null));
  }

  private static CatalogueEntry catalogue(View view) {
    return new CatalogueEntry(
        view.find("summary", String.class).orElse(null),
        view.find("share", ShareType.class).orElse(null),
        view.find("share-condition", String.class).orElse(null),
        view.find("open", Openness.class).orElse(null),
        view.find("open-condition", String.class).orElse(null),
        view.child("decided")
            .map(each -> new Decision(each.load("on", LocalDate.class), each.text("because")))
            .orElse(null));
  }

  private static Erasure erasure(View view) {
    return new Erasure(
        view.load("action", Erasure.Action.class),
        view.children("holds").stream()
            .map(
                each ->
                    new Erasure.LegalHold(
                        each.text("by"), each.load("until", LocalDate.class), each.text("because")))
            .toList());
  }

  private static DeleteCondition deletes(View view) {
    return new DeleteCondition(view.text("column"), view.list("in", String.class));
  }

  /**
   * {@code required: true} and the rule {@code required} are the same thing, and are told by the
   * flag alone unless the rule has a severity of its own; {@code code-table} becomes a rule.
   */
  private static ColumnContract column(View view) {
    String column = view.text("name");
    boolean required = view.load("required", Boolean.class);
    List<Rule> rules = new ArrayList<>();
    for (Chosen chosen : view.choices("rules")) {
      Rule rule = RuleBuilder.build(chosen);
      if (rule instanceof Rule.Required && rule.severity() == Severity.QUARANTINE) {
        required = true;
      } else {
        rules.add(rule);
      }
    }
    String codeTable = view.find("code-table", String.class).orElse(null);
    boolean coded =
        rules.stream().anyMatch(r -> r instanceof Rule.Code c && c.table().equals(codeTable));
    if (codeTable != null && !coded) {
      rules.add(new Rule.Code(codeTable, null, Severity.QUARANTINE));
    }
    return new ColumnContract(
        column,
        view.load("type", ColumnType.class),
        view.child("title").map(WorkspaceBuilder::title).orElse(new Title(column, column)),
        view.find("unit", String.class).orElse(null),
        required,
        Math.toIntExact(view.load("grade", Long.class)),
        codeTable,
        view.list("was", String.class),
        rules,
        view.child("lowered").map(DatasetBuilder::lowered).orElse(null),
        IdentifierChecks.personal(view));
  }

  private static Lowered lowered(View view) {
    return new Lowered(
        Math.toIntExact(view.load("from", Long.class)),
        view.load("because", ColumnContract.Reason.class));
  }

  private static Audit audit(Chosen chosen) {
    View view = chosen.arguments();
    Audit.Level level =
        view.find("level", Audit.Level.class)
            .or(() -> chosen.beside().find("level", Audit.Level.class))
            .orElse(Audit.Level.BLOCK);
    return switch (chosen.key()) {
      case "row_count" ->
          new Audit.RowCount(
              view.find("min", Long.class).orElse(null),
              view.find("max", Long.class).orElse(null),
              level);
      case "change" ->
          new Audit.Change(
              Math.toIntExact(view.load("against", Long.class)),
              view.load("ratio", BigDecimal.class),
              level);
      case "unique" -> new Audit.Unique(view.list("columns", String.class), level);
      case "references" ->
          new Audit.References(
              view.text("column"), view.load("table", TableName.class), view.text("to"), level);
      case "freshness" ->
          new Audit.Freshness(view.text("column"), view.load("within", Duration.class), level);
      case "disclosure" ->
          new Audit.Disclosure(
              view.list("columns", String.class),
              view.text("count"),
              view.load("at-least", Long.class),
              level);
      case "control_total" ->
          new Audit.ControlTotal(
              view.find("sum", String.class).orElse(null),
              view.find("equals", String.class).orElse(null),
              view.find("from", String.class).orElse(null),
              view.load("tolerance", BigDecimal.class),
              level);
      default -> throw new IllegalArgumentException("no record for audit " + chosen.key());
    };
  }
}
