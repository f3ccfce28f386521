package io.citylake.publish.plan;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.List;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Applies changes to one table, as one commit. Columns come before what refers to them and go
 * after.
 */
final class TableChanges {
  private final Table table;
  private final TableDefinition wanted;

  TableChanges(Table table, TableDefinition wanted) {
    this.table = table;
    this.wanted = wanted;
  }

  void apply(List<Change> changes) {
    Transaction transaction = table.newTransaction();
    List<Change> drops = changes.stream().filter(Change.DropColumn.class::isInstance).toList();
    List<Change> others = changes.stream().filter(change -> !drops.contains(change)).toList();
    updateSchema(transaction, others);
    for (Change change : others) {
      if (change instanceof Change.ChangePartitioning) {
        changePartitioning(transaction);
      } else if (change instanceof Change.ChangeSortOrder) {
        changeSortOrder(transaction);
      } else if (change instanceof Change.ChangeProperties properties) {
        changeProperties(transaction, properties);
      }
    }
    updateSchema(transaction, drops);
    try {
      transaction.commitTransaction();
    } catch (CommitFailedException e) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot change table %s: another process changed it; plan again".formatted(wanted.name()),
          e);
    }
  }

  private void updateSchema(Transaction transaction, List<Change> changes) {
    List<Change> columns = changes.stream().filter(TableChanges::isOfSchema).toList();
    if (!columns.isEmpty()) {
      UpdateSchema update = transaction.updateSchema();
      columns.forEach(change -> updateSchema(update, change));
      update.commit();
    }
  }

  private static boolean isOfSchema(Change change) {
    return !(change instanceof Change.ChangePartitioning
        || change instanceof Change.ChangeSortOrder
        || change instanceof Change.ChangeProperties);
  }

  private void updateSchema(UpdateSchema update, Change change) {
    if (change instanceof Change.AddColumn add) {
      NestedField field = wanted.schema().findField(add.column());
      if (add.required()) {
        update
            .allowIncompatibleChanges()
            .addRequiredColumn(add.column(), field.type(), field.doc());
      } else {
        update.addColumn(add.column(), field.type(), field.doc());
      }
    } else if (change instanceof Change.RenameColumn rename) {
      update.renameColumn(rename.from(), rename.to());
    } else if (change instanceof Change.WidenColumn widen) {
      NestedField field = wanted.schema().findField(widen.column());
      update.updateColumn(current(widen.column()), field.type().asPrimitiveType());
    } else if (change instanceof Change.RequireColumn require) {
      update.allowIncompatibleChanges().requireColumn(current(require.column()));
    } else if (change instanceof Change.RelaxColumn relax) {
      update.makeColumnOptional(current(relax.column()));
    } else if (change instanceof Change.ChangeComments comments) {
      for (String column : comments.columns()) {
        update.updateColumnDoc(current(column), wanted.schema().findField(column).doc());
      }
    } else if (change instanceof Change.ChangeKey key) {
      update.setIdentifierFields(key.to());
    } else if (change instanceof Change.DropColumn drop) {
      update.deleteColumn(drop.column());
    } else {
      throw new IllegalStateException("Cannot apply " + change.describe());
    }
  }

  /** An update that also renames knows a column only by its name before. */
  private String current(String column) {
    if (table.schema().findField(column) != null) {
      return column;
    }
    return wanted.was().getOrDefault(column, List.of()).stream()
        .filter(was -> table.schema().findField(was) != null)
        .findFirst()
        .orElse(column);
  }

  private void changePartitioning(Transaction transaction) {
    UpdatePartitionSpec update = transaction.updateSpec();
    List<String> before = TableDifference.partitioning(table.spec(), table.schema(), null);
    List<String> after = TableDifference.partitioning(wanted.spec(), wanted.schema(), null);
    for (PartitionField field : table.spec().fields()) {
      String source = current(field.sourceId());
      String now = field.transform() + "(" + source + ")";
      if (!after.contains(now) && !field.transform().isVoid()) {
        update.removeField(field.name());
      }
    }
    for (PartitionField field : wanted.spec().fields()) {
      String source = wanted.schema().findColumnName(field.sourceId());
      String then = field.transform() + "(" + current(source) + ")";
      if (!before.contains(then)) {
        update.addField(term(field.transform().toString(), source));
      }
    }
    update.commit();
  }

  private String current(int sourceId) {
    String today = table.schema().findColumnName(sourceId);
    return wanted.was().entrySet().stream()
        .filter(entry -> entry.getValue().contains(today))
        .filter(entry -> table.schema().findField(entry.getKey()) == null)
        .map(java.util.Map.Entry::getKey)
        .findFirst()
        .orElse(today);
  }

  // Transforms print as in Iceberg's metadata: day, bucket[16], truncate[4].
  private static Term term(String transform, String column) {
    int bracket = transform.indexOf('[');
    String name = bracket < 0 ? transform : transform.substring(0, bracket);
    int width =
        bracket < 0
            ? 0
            : Integer.parseInt(transform.substring(bracket + 1, transform.length() - 1));
    return switch (name) {
      case "identity" -> Expressions.ref(column);
      case "year" -> Expressions.year(column);
      case "month" -> Expressions.month(column);
      case "day" -> Expressions.day(column);
      case "hour" -> Expressions.hour(column);
      case "bucket" -> Expressions.bucket(column, width);
      case "truncate" -> Expressions.truncate(column, width);
      default -> throw new IllegalStateException("Cannot partition by " + transform);
    };
  }

  private void changeSortOrder(Transaction transaction) {
    ReplaceSortOrder update = transaction.replaceSortOrder();
    for (SortField field : wanted.order().fields()) {
      String column = wanted.schema().findColumnName(field.sourceId());
      if (field.direction() == SortDirection.ASC) {
        update.asc(column, NullOrder.NULLS_FIRST);
      } else {
        update.desc(column, NullOrder.NULLS_LAST);
      }
    }
    update.commit();
  }

  private static void changeProperties(
      Transaction transaction, Change.ChangeProperties properties) {
    UpdateProperties update = transaction.updateProperties();
    properties
        .properties()
        .forEach(
            (key, value) -> {
              if (value == null) {
                update.remove(key);
              } else {
                update.set(key, value);
              }
            });
    update.commit();
  }
}
