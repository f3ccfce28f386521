package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/** A table of {@code information_schema}: its rows are what the caller may be told of. */
final class InformationTable implements Table {
  static final String SCHEMA = "information_schema";

  private final String name;
  private final Column[] columns;
  private final List<Row> rows;

  InformationTable(String name, List<Column> columns, List<Row> rows) {
    this.name = name;
    this.columns = columns.toArray(Column[]::new);
    this.rows = List.copyOf(rows);
  }

  /** In the place of a reference to one, with the same columns by the same ids. */
  static LogicalPlan told(DataSourceV2Relation relation, InformationTable table) {
    List<Attribute> output =
        scala.jdk.javaapi.CollectionConverters.asJava(relation.output()).stream()
            .map(Attribute.class::cast)
            .toList();
    return LocalRelation$.MODULE$.fromExternalRows(
        asScala(output).toSeq(), asScala(table.rows).toSeq());
  }

  @Override
  public String name() {
    return SCHEMA + "." + name;
  }

  @Override
  public Column[] columns() {
    return columns.clone();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of();
  }
}
