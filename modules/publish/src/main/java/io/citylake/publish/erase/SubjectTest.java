package io.citylake.publish.erase;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.udf;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Personal;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.ErasedForms;
import io.citylake.model.QuarantineColumn;
import io.citylake.publish.plan.TableDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Which rows of a table name a person: by what its contract says of columns, and in the quarantine
 * by the whole record and the reasons. The number is in no text that Spark makes of a plan.
 *
 * @param kind of the number
 * @param forms of one person
 */
public record SubjectTest(Personal.Kind kind, ErasedForms forms) {
  /** As which a contract may have a person's number. */
  private static final Set<TypeID> SOUGHT = Set.of(TypeID.STRING, TypeID.LONG);

  /** What no number of a person can be in. */
  private static final Set<TypeID> NEVER =
      Set.of(
          TypeID.BOOLEAN,
          TypeID.DATE,
          TypeID.TIME,
          TypeID.TIMESTAMP,
          TypeID.TIMESTAMP_NANO,
          TypeID.UUID);

  /** More digits than any number of a person has. */
  private static final DataType WHOLE = DataTypes.createDecimalType(38, 0);

  /** Empty where no column of the table could name the person. */
  Optional<Column> rows(DatasetContract dataset, TableDefinition.Kind table, Schema schema) {
    List<Column> conditions = new ArrayList<>();
    if (table == TableDefinition.Kind.QUARANTINE) {
      conditions.add(names(col(QuarantineColumn.RAW.column())));
      conditions.add(names(to_json(col(QuarantineColumn.REASONS.column()))));
      conditions.add(names(col(QuarantineColumn.NOTE.column())));
    } else {
      for (ColumnContract column : dataset.columns()) {
        NestedField field = schema.findField(column.name());
        if (field != null && SOUGHT.contains(field.type().typeId()) && isSought(column)) {
          conditions.add(names(col("`" + column.name() + "`").cast(DataTypes.StringType)));
        }
      }
      unknown(dataset, schema).forEach(field -> conditions.add(names(text(field))));
    }
    return conditions.stream().reduce(Column::or);
  }

  /**
   * Which rows of a table name the person of which no contract says what its columns hold: all of
   * them are looked at. Empty where none of its types could.
   */
  Optional<Column> anywhere(Schema schema) {
    return schema.columns().stream()
        .filter(field -> !NEVER.contains(field.type().typeId()))
        .map(field -> names(text(field)))
        .reduce(Column::or);
  }

  /** Columns that the table has still though its contract doesn't say any more what they hold. */
  static List<NestedField> unknown(DatasetContract dataset, Schema schema) {
    Set<String> known = new HashSet<>();
    dataset.columns().forEach(column -> known.add(column.name()));
    known.addAll(ServiceColumns.names(ServiceColumns.ORIGIN));
    known.addAll(ServiceColumns.names(ServiceColumns.VALIDITY));
    known.add(ServiceColumns.DELETION);
    return schema.columns().stream()
        .filter(field -> !known.contains(field.name()))
        .filter(field -> !NEVER.contains(field.type().typeId()))
        .toList();
  }

  /** As a text in which a number is found. */
  private static Column text(NestedField field) {
    Column column = col("`" + field.name().replace("`", "``") + "`");
    if (field.type().isNestedType()) {
      // A list alone is no JSON that Spark makes.
      return to_json(struct(column));
    }
    return switch (field.type().typeId()) {
      case FLOAT, DOUBLE -> column.try_cast(WHOLE).cast(DataTypes.StringType);
      default -> column.cast(DataTypes.StringType);
    };
  }

  private boolean isSought(ColumnContract column) {
    return column.personal().stream()
        .anyMatch(each -> each.kind() == kind || each.kind() == Personal.Kind.TEXT);
  }

  Column names(Column text) {
    return coalesce(udf(new NamesTask(forms), DataTypes.BooleanType).apply(text), lit(false));
  }

  /** Asks on the executors. */
  private record NamesTask(ErasedForms forms) implements UDF1<String, Boolean> {
    @Override
    public Boolean call(String text) {
      return forms.covers(text);
    }
  }
}
