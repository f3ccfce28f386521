package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether a table's small counts can be suppressed as it says, and whether somebody does it. */
final class SuppressionChecks {
  private static final int MOST_DIMENSIONS = 3;
  private static final int MOST_DIVISIONS = 3;

  private final TableName name;
  private final View dataset;
  private final View view;
  private final ColumnIndex columns;
  private final Drafts drafts;
  private final Diagnostics findings;

  private SuppressionChecks(
      TableName name, View dataset, View view, Drafts drafts, Diagnostics findings) {
    this.name = name;
    this.dataset = dataset;
    this.view = view;
    this.columns = new ColumnIndex(dataset);
    this.drafts = drafts;
    this.findings = findings;
  }

  static void run(TableName name, View dataset, Drafts drafts, Diagnostics findings) {
    dataset
        .child("suppression")
        .ifPresent(view -> new SuppressionChecks(name, dataset, view, drafts, findings).run());
  }

  private void run() {
    for (String key : List.of("counts", "by", "within", "figures")) {
      columns.require(view.placed(key, String.class), "suppression column", findings);
    }
    once();
    counts();
    parts();
    flag();
    dimensions();
    step();
  }

  private void once() {
    Set<String> seen = new TreeSet<>();
    List<Placed<String>> all = new ArrayList<>();
    for (String key : List.of("counts", "by", "within", "figures")) {
      all.addAll(view.placed(key, String.class));
    }
    all.stream()
        .filter(each -> !seen.add(each.value()))
        .forEach(
            each ->
                findings.add(each.place(), "suppression names '%s' twice".formatted(each.value())));
  }

  private void counts() {
    List<String> required = new ArrayList<>(columns.required());
    required.addAll(dataset.list("key", String.class));
    for (Placed<String> count : view.placed("counts", String.class)) {
      columns
          .type(count.value())
          .filter(type -> type != Simple.INT && type != Simple.LONG)
          .ifPresent(
              type ->
                  findings.add(
                      count.place(), "'counts' of suppression need an int or long, not " + type));
    }
    for (String key : List.of("counts", "figures")) {
      view.placed(key, String.class).stream()
          .filter(each -> required.contains(each.value()))
          .forEach(
              each ->
                  findings.add(
                      each.place(),
                      "'%s' can't be suppressed: it is required; what is suppressed is null"
                          .formatted(each.value())));
    }
  }

  /**
   * Counts of which nobody says how they bound each other can't be told apart from ones that do.
   */
  private void parts() {
    List<String> counts = view.list("counts", String.class);
    Set<String> parts = new TreeSet<>();
    Map<String, Integer> wholes = new TreeMap<>();
    for (View each : view.children("parts")) {
      each.find("of", String.class).ifPresent(of -> wholes.merge(of, 1, Integer::sum));
      for (Placed<String> part : each.placed("are", String.class)) {
        if (!counts.contains(part.value())) {
          findings.add(
              part.place(), "'%s' is a part, and not among 'counts'".formatted(part.value()));
        } else if (!parts.add(part.value())) {
          findings.add(part.place(), "'%s' is a part twice".formatted(part.value()));
        }
      }
    }
    for (View each : view.children("parts")) {
      each.find("of", String.class)
          .ifPresent(of -> whole(of, each.place("of"), parts, wholes.getOrDefault(of, 0)));
    }
    if (counts.size() > 1) {
      List<String> alone =
          counts.stream().filter(c -> !parts.contains(c) && !wholes.containsKey(c)).toList();
      if (!alone.isEmpty()) {
        findings.add(
            view.place("counts"),
            "'parts' doesn't say of what %s are parts; write {of: %s} for what is a part of none"
                .formatted(alone, alone.get(0)));
      }
    }
  }

  private void whole(String of, Place place, Set<String> parts, int times) {
    columns
        .type(of, place, "suppression column", findings)
        .filter(type -> type != Simple.INT && type != Simple.LONG)
        .ifPresent(type -> findings.add(place, "'of' of parts needs an int or long, not " + type));
    if (parts.contains(of)) {
      findings.add(
          place, "'%s' has parts and is one; name its parts as parts of the whole".formatted(of));
    }
    if (times > MOST_DIVISIONS) {
      findings.add(place, "'%s' is divided in at most %d ways".formatted(of, MOST_DIVISIONS));
    }
  }

  private void flag() {
    view.find("flag", String.class)
        .flatMap(each -> columns.type(each, view.place("flag"), "suppression column", findings))
        .filter(type -> type != Simple.BOOLEAN)
        .ifPresent(
            type ->
                findings.add(
                    view.place("flag"), "'flag' of suppression needs a boolean, not " + type));
  }

  private void dimensions() {
    List<Placed<String>> by = view.placed("by", String.class);
    if (by.size() > MOST_DIMENSIONS) {
      findings.add(
          by.get(MOST_DIMENSIONS).place(),
          "'by' of suppression has at most %d columns".formatted(MOST_DIMENSIONS));
    }
    if (view.has("total")) {
      for (Placed<String> each : by) {
        Optional<ColumnType> type = columns.type(each.value());
        type.filter(found -> found != Simple.STRING)
            .ifPresent(
                found ->
                    findings.add(
                        each.place(),
                        "'total' stands in string columns only, and '%s' is %s"
                            .formatted(each.value(), found)));
      }
    }
  }

  /** A part of a table isn't enough to say which of its counts can be told. */
  private void step() {
    Optional<StepDraft> step =
        drafts.steps().entrySet().stream()
            .filter(
                each ->
                    each.getValue()
                        .filter(draft -> StepChecks.target(each.getKey(), draft).equals(name))
                        .isPresent())
            .flatMap(each -> each.getValue().stream())
            .findFirst();
    if (step.isEmpty()) {
      findings.add(
          dataset.place("suppression"),
          "no step makes %s, and suppression is done where a step publishes".formatted(name));
      return;
    }
    Optional<Chosen> refresh = step.get().head().choice("refresh");
    List<String> within = view.list("within", String.class);
    refresh
        .filter(
            each ->
                each.key().equals("append")
                    || (!each.key().equals("full")
                        && !within.containsAll(each.arguments().list("columns", String.class))))
        .ifPresent(
            each ->
                findings.add(
                    dataset.place("suppression"),
                    "%s suppresses small counts, so its step is refreshed in full or by columns of 'within' (within=%s)"
                        .formatted(name, within)));
  }
}
