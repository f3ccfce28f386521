package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Optional;

/** What holds without a mistake and still may surprise: it costs rows, or nobody decided it. */
final class WarningChecks {
  private final View job;
  private final View target;
  private final ColumnIndex columns;
  private final Diagnostics findings;

  private WarningChecks(View job, View target, Diagnostics findings) {
    this.job = job;
    this.target = target;
    this.columns = new ColumnIndex(target);
    this.findings = findings;
  }

  /** All of a workspace's. */
  static void run(Drafts drafts, Diagnostics findings) {
    for (Optional<View> dataset : drafts.datasets().values()) {
      dataset.ifPresent(each -> SharingChecks.warn(each, findings));
    }
    Feeds.warn(drafts, findings);
    for (Optional<View> view : drafts.jobs().values()) {
      view.flatMap(job -> job.find("target", TableName.class))
          .flatMap(drafts::dataset)
          .ifPresent(target -> new WarningChecks(view.orElseThrow(), target, findings).run());
    }
  }

  private void run() {
    keys();
    job.choice("source")
        .filter(source -> source.key().equals("jdbc"))
        .flatMap(source -> source.arguments().child("incremental"))
        .filter(incremental -> !JobChecks.looksBack(incremental))
        .ifPresent(this::watermark);
  }

  private void keys() {
    List<String> required = columns.required();
    for (Placed<String> key : target.placed("key", String.class)) {
      if (columns.has(key.value()) && !required.contains(key.value())) {
        findings.add(
            key.place(),
            "key column '%s' isn't required, but a row without it is refused; say 'required: true' of the column"
                .formatted(key.value()));
      }
    }
  }

  private void watermark(View incremental) {
    Optional<String> name = incremental.find("column", String.class);
    name.flatMap(this::grain)
        .ifPresent(
            grain ->
                findings.add(
                    incremental.place("column"),
                    "watermark '%s' tells %s only, and there is no 'look-back': a row that is committed late under an earlier one is never read; say 'look-back', for which the target needs a key"
                        .formatted(name.orElseThrow(), grain)));
  }

  /** How coarse a column of the source is, by what it becomes; empty where that says nothing. */
  private Optional<String> grain(String name) {
    for (var mapped : job.views("columns").entrySet()) {
      View mapping = mapped.getValue().value();
      if (!mapping.list("from", String.class).contains(name)) {
        continue;
      }
      Optional<ColumnType> type = columns.type(mapped.getKey());
      if (type.filter(Simple.DATE::equals).isPresent()) {
        return Optional.of("days");
      }
      List<String> formats = mapping.list("format", String.class);
      if (type.filter(Simple.TIMESTAMP::equals).isPresent()
          && !formats.isEmpty()
          && formats.stream().allMatch(TimeFormats::isOfSeconds)) {
        return Optional.of("seconds");
      }
    }
    return Optional.empty();
  }
}
