package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.LookBack;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a job's file must say of its target, its mapping and its schedule. */
final class JobChecks {
  private final View view;
  private final Drafts drafts;
  private final Diagnostics findings;

  JobChecks(View view, Drafts drafts, Diagnostics findings) {
    this.view = view;
    this.drafts = drafts;
    this.findings = findings;
  }

  void run() {
    undeclared("was");
    undeclared("beside");
    new ScheduleChecks(drafts, findings).of(view, ScheduleChecks.Place.JOB);
    arrival();
    Optional<View> target = target();
    target.map(ColumnIndex::new).ifPresent(columns -> mappings(columns, target.get()));
    view.views("columns")
        .forEach((column, placed) -> new MappingChecks(placed.value(), findings).run());
    Optional<Chosen> source = view.choice("source");
    source.ifPresent(each -> new SourceChecks(each, findings).run());
    source.filter(each -> each.key().equals("files")).ifPresent(each -> copies(each, target));
    Optional<Chosen> topic = source.filter(each -> each.key().equals("kafka"));
    topic.ifPresent(each -> KafkaChecks.target(view, target, findings));
    KafkaChecks.names(view, topic.isPresent(), findings);
    source
        .filter(each -> each.key().equals("feed"))
        .ifPresent(each -> Feeds.checkJob(view, each.arguments(), drafts, findings));
    Optional<View> history =
        target.filter(
            each ->
                each.find("write-mode", WriteMode.class).stream()
                    .anyMatch(WriteMode::keepsHistory));
    history.ifPresent(each -> alone());
    source
        .filter(each -> each.key().equals("jdbc") && history.isPresent())
        .filter(each -> each.arguments().has("incremental"))
        .ifPresent(
            each ->
                findings.add(
                    each.arguments().place("incremental"),
                    "an increment is no full copy: a table of write-mode snapshot would end every row that it lacks; take 'incremental' away, or make the target append or upsert"));
    source
        .filter(each -> each.key().equals("jdbc"))
        .filter(
            each -> each.arguments().child("incremental").filter(JobChecks::looksBack).isPresent())
        .filter(each -> target.isPresent() && !target.get().has("key"))
        .ifPresent(
            each ->
                findings.add(
                    each.arguments().child("incremental").orElseThrow().place("look-back"),
                    "look-back needs a target with a key, because rows are met again"));
  }

  /** A copy ends what it lacks, and of two jobs' copies each lacks what the other brings. */
  private void alone() {
    Optional<TableName> table = view.find("target", TableName.class);
    for (var job : drafts.jobs().entrySet()) {
      Optional<View> other = job.getValue();
      if (other.filter(each -> each == view).isPresent()) {
        return;
      }
      if (other.flatMap(each -> each.find("target", TableName.class)).equals(table)) {
        findings.add(
            view.place("target"),
            "%s brings full copies of this table already, and each copy of write-mode snapshot ends what the other's has; bring both by one job, or into two tables"
                .formatted(job.getKey()));
        return;
      }
    }
  }

  /** Else nobody knows which files are meant, or which were there the day before. */
  private void arrival() {
    Optional<View> arrival = view.child("schedule").flatMap(each -> each.child("arrival"));
    boolean files = view.choice("source").filter(each -> each.key().equals("files")).isPresent();
    arrival
        .filter(each -> !files && !each.has("files"))
        .filter(each -> each.has("count") || !(each.has("done-flag") || each.has("control")))
        .ifPresent(
            each ->
                findings.add(
                    each.place(), "'arrival' needs 'files': the job's source is no path of files"));
  }

  private void undeclared(String field) {
    for (Placed<JobName> each : view.placed(field, JobName.class)) {
      if (drafts.jobs().containsKey(each.value()) || drafts.steps().containsKey(each.value())) {
        findings.add(
            each.place(), "'%s' names %s, which is still declared".formatted(field, each.value()));
      }
    }
  }

  /**
   * Where the path says something of the rows, or a later file takes the place of earlier ones, the
   * same bytes under another name are another delivery.
   */
  static boolean mayPassOverCopies(WriteMode mode, View job) {
    return mode == WriteMode.APPEND
        && job.views("columns").values().stream()
            .noneMatch(placed -> placed.value().has("path-match"));
  }

  private void copies(Chosen files, Optional<View> target) {
    View view = files.arguments();
    Optional<WriteMode> mode = target.flatMap(each -> each.find("write-mode", WriteMode.class));
    if (view.find("copies", Copies.class).equals(Optional.of(Copies.SKIP))
        && mode.isPresent()
        && !mayPassOverCopies(mode.get(), this.view)) {
      findings.add(
          view.place("copies"),
          "'copies: skip' goes with write-mode append and no column from path-match only: elsewhere"
              + " the same bytes under another name are another delivery");
    }
  }

  static boolean looksBack(View incremental) {
    return incremental.find("look-back", LookBack.class).filter(each -> !each.isZero()).isPresent();
  }

  private Optional<View> target() {
    Optional<TableName> table = view.find("target", TableName.class);
    if (table.isPresent() && !drafts.datasets().containsKey(table.get())) {
      findings.unknown(
          view.place("target"),
          "table",
          table.get().toString(),
          drafts.datasets().keySet().stream().map(TableName::toString).toList());
    }
    return table.flatMap(drafts::dataset);
  }

  private void mappings(ColumnIndex columns, View target) {
    Map<String, Placed<View>> mappings = view.views("columns");
    mappings.forEach(
        (name, placed) -> {
          Optional<ColumnType> type =
              columns.type(name, placed.place(), "column of the target", findings);
          type.ifPresent(each -> new MappingChecks(placed.value(), findings).formats(each));
        });
    if (!view.has("columns")) {
      return;
    }
    Place place = view.place("columns");
    Set<String> needed = new LinkedHashSet<>(columns.required());
    needed.addAll(target.list("key", String.class));
    target.find("sequence", String.class).ifPresent(needed::add);
    for (String name : needed) {
      if (columns.has(name) && !view.mentions("columns", name)) {
        findings.add(
            place,
            "column '%s' of the target is needed, but nothing is mapped to it".formatted(name));
      }
    }
  }
}
