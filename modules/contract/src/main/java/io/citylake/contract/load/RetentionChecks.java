package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.shape.View;
import java.util.List;
import java.util.Optional;

/** By what time a table's rows get old. */
final class RetentionChecks {
  private RetentionChecks() {}

  static void run(View dataset, Diagnostics findings) {
    dataset.child("retention").ifPresent(each -> run(dataset, each, findings));
  }

  private static void run(View dataset, View retention, Diagnostics findings) {
    Optional<String> by = by(dataset, retention);
    if (by.isEmpty()) {
      if (!retention.has("by")) {
        findings.add(
            retention.place(),
            "'retention' needs a time: say 'by' with the column that tells how old a row is, or leave it out; rows without a time can't get old");
      }
      return;
    }
    if (isHistory(dataset)) {
      if (retention.has("by")) {
        findings.add(
            retention.place("by"),
            "'by' doesn't go with write-mode snapshot: its rows get old once they have ended, by valid_to");
      }
      return;
    }
    new ColumnIndex(dataset)
        .type(by.get(), retention.place("by"), "retention column", findings)
        .filter(type -> !ColumnIndex.isTime(type) && type != Simple.INT && type != Simple.LONG)
        .ifPresent(
            type ->
                findings.add(
                    retention.place("by"),
                    "the retention column must be a date, a timestamp, or an int or long that is a year, not "
                        + type));
  }

  /** The column that is named, else the one that the table is divided by; empty for none. */
  static Optional<String> by(View dataset, View retention) {
    Optional<String> named = retention.find("by", String.class);
    if (named.isPresent() || retention.has("by")) {
      return named;
    }
    if (isHistory(dataset)) {
      return Optional.of(ServiceColumns.VALID_TO);
    }
    ColumnIndex columns = new ColumnIndex(dataset);
    List<String> times =
        dataset.list("partition-by", PartitionField.class).stream()
            .map(PartitionField::column)
            .filter(each -> columns.type(each).filter(ColumnIndex::isTime).isPresent())
            .distinct()
            .toList();
    return times.size() == 1 ? Optional.of(times.get(0)) : Optional.empty();
  }

  private static boolean isHistory(View dataset) {
    return dataset.find("write-mode", WriteMode.class).filter(WriteMode::keepsHistory).isPresent();
  }
}
