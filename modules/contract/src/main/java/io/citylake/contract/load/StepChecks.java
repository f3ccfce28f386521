package io.citylake.contract.load;

import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a step's head must say of its target and of how it is refreshed. */
final class StepChecks {
  private final JobName name;
  private final StepDraft draft;
  private final Drafts drafts;
  private final Diagnostics findings;

  StepChecks(JobName name, StepDraft draft, Drafts drafts, Diagnostics findings) {
    this.name = name;
    this.draft = draft;
    this.drafts = drafts;
    this.findings = findings;
  }

  static TableName target(JobName name, StepDraft draft) {
    return draft
        .head()
        .find("target", TableName.class)
        .orElse(new TableName(name.theme(), name.job()));
  }

  void run() {
    View head = draft.head();
    new ScheduleChecks(drafts, findings).of(head, ScheduleChecks.Place.STEP);
    if (drafts.jobs().containsKey(name)) {
      findings.add(
          head.place(),
          "there is a job %s.yaml of the same name; rename one".formatted(name.job()));
    }
    TableName target = target(name, draft);
    requireTable(head.place("target"), target.toString());
    onlyFiller(target);
    Optional<View> contract = drafts.dataset(target);
    head.choice("refresh").ifPresent(each -> refresh(each, contract));
  }

  private void onlyFiller(TableName target) {
    Place place = draft.head().place("target");
    drafts
        .steps()
        .forEach(
            (other, step) -> {
              boolean same = step.isPresent() && target(other, step.get()).equals(target);
              // At both: neither may run while the other is there.
              if (same && !other.equals(name)) {
                findings.add(place, "step %s fills %s already".formatted(other, target));
              }
            });
    drafts
        .jobs()
        .forEach(
            (other, job) -> {
              if (job.flatMap(each -> each.find("target", TableName.class))
                  .equals(Optional.of(target))) {
                findings.add(
                    job.orElseThrow().place("target"),
                    "step %s fills %s already; a derived table is its step's alone"
                        .formatted(name, target));
                findings.add(
                    place,
                    "job %s fills %s already; a derived table is its step's alone"
                        .formatted(other, target));
              }
            });
  }

  private void refresh(Chosen chosen, Optional<View> contract) {
    Map<String, Placed<View>> changes = chosen.beside().views("changes");
    boolean groups = chosen.key().equals("partition") || chosen.key().equals("key");
    if (groups && changes.isEmpty()) {
      findings.add(
          chosen.place(),
          "'%s' needs 'changes': which expressions over each input give these columns"
              .formatted(chosen.key()));
    }
    if (!groups && chosen.beside().has("changes")) {
      findings.add(chosen.place(), "'changes' goes with 'partition' or 'key' only");
    }
    if (chosen.key().equals("append")) {
      chosen
          .arguments()
          .find("input", TableName.class)
          .ifPresent(input -> requireTable(chosen.place(), input.toString()));
    }
    if (groups) {
      List<Placed<String>> columns = chosen.arguments().placed("columns", String.class);
      changes.forEach((table, expressions) -> change(table, expressions, columns));
      contract.ifPresent(target -> columns(chosen, columns, target));
    }
  }

  private void change(String table, Placed<View> expressions, List<Placed<String>> columns) {
    requireTable(expressions.place(), table);
    int found = expressions.value().texts("expressions").size();
    if (found != columns.size()) {
      findings.add(
          expressions.place(),
          "%d expressions for %d columns of the target: there must be one for each, in order"
              .formatted(found, columns.size()));
    }
  }

  private void columns(Chosen chosen, List<Placed<String>> columns, View target) {
    ColumnIndex index = new ColumnIndex(target);
    index.require(columns, "column of the target", findings);
    boolean known = columns.stream().allMatch(each -> index.has(each.value()));
    if (known && chosen.key().equals("partition")) {
      List<String> partitions =
          target.list("partition-by", PartitionField.class).stream()
              .map(PartitionField::toString)
              .toList();
      if (!partitions.equals(columns.stream().map(Placed::value).toList())) {
        findings.add(
            chosen.place(),
            "'partition' must name the columns that the target is partitioned by as they are, in order (partition-by=%s); else use 'key'"
                .formatted(partitions));
      }
    }
  }

  private void requireTable(Place place, String table) {
    boolean known;
    try {
      known = drafts.datasets().containsKey(TableName.parse(table));
    } catch (CityLakeException | IllegalArgumentException e) {
      known = false;
    }
    if (!known) {
      findings.unknown(
          place,
          "table",
          table,
          drafts.datasets().keySet().stream().map(TableName::toString).toList());
    }
  }
}
