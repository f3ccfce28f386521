package io.citylake.contract.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What of a contract decides which rows of several deliveries stand: it is applied as rows come, so
 * those of before stand by the rule that was in force when they did.
 */
public final class StandingRule {
  private final DatasetContract dataset;

  private StandingRule(DatasetContract dataset) {
    this.dataset = dataset;
  }

  public static StandingRule of(DatasetContract dataset) {
    return new StandingRule(dataset);
  }

  /** The rule for people, which is equal where the rule is. */
  public String text() {
    return text(column -> column);
  }

  /** Whether this is the text of the same rule, also from before columns were renamed. */
  public boolean isSame(String text) {
    int names = dataset.columns().stream().mapToInt(column -> column.was().size()).max().orElse(0);
    return text.equals(text())
        || IntStream.range(0, names).anyMatch(i -> text.equals(text(column -> was(column, i))));
  }

  private String was(String column, int names) {
    List<String> was = dataset.findColumn(column).map(ColumnContract::was).orElse(List.of());
    return was.isEmpty() ? column : was.get(Math.min(names, was.size() - 1));
  }

  private String text(UnaryOperator<String> name) {
    List<String> parts = new ArrayList<>();
    parts.add(dataset.writeMode().toString());
    if (dataset.writeMode() == WriteMode.REPLACE) {
      List<PartitionField> fields =
          dataset.partitionBy().stream()
              .map(
                  field ->
                      new PartitionField(
                          field.transform(), name.apply(field.column()), field.width()))
              .toList();
      parts.add("partition-by " + fields);
      if (dataset.partitionBy().stream().anyMatch(this::isCutByZone)) {
        parts.add("zone " + dataset.zone());
      }
    }
    if (!dataset.key().isEmpty()) {
      parts.add("key " + dataset.key().stream().map(name).toList());
    }
    if (dataset.writeMode() == WriteMode.UPSERT) {
      String sequence = dataset.sequence();
      if (sequence != null) {
        parts.add("sequence " + name.apply(sequence));
      }
      DatasetContract.DeleteCondition deletes = dataset.deletes();
      if (deletes != null) {
        parts.add("delete-when %s in %s".formatted(name.apply(deletes.column()), deletes.in()));
      }
    }
    return String.join(", ", parts);
  }

  private boolean isCutByZone(PartitionField field) {
    boolean timed =
        switch (field.transform()) {
          case YEAR, MONTH, DAY, HOUR -> true;
          case IDENTITY, BUCKET, TRUNCATE -> false;
        };
    return timed
        && dataset
            .findColumn(field.column())
            .filter(column -> column.type() == ColumnType.Simple.TIMESTAMP)
            .isPresent();
  }
}
