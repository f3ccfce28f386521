package io.citylake.serve.flight;

import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.util.List;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The types that a column can have, as JDBC and ODBC number them. */
final class TypeInfo {
  private static final int NULLABLE = 1;
  private static final int SEARCHABLE = 3;
  private static final List<Type> TYPES =
      List.of(
          new Type("boolean", Types.BOOLEAN, 1),
          new Type("bigint", Types.BIGINT, 19),
          new Type("binary", Types.VARBINARY, 65_536),
          new Type("decimal", Types.DECIMAL, 38),
          new Type("int", Types.INTEGER, 10),
          new Type("double", Types.DOUBLE, 15),
          new Type("string", Types.VARCHAR, 65_536),
          new Type("date", Types.DATE, 10),
          new Type("timestamp", Types.TIMESTAMP, 26),
          new Type("array", Types.ARRAY, 0),
          new Type("struct", Types.STRUCT, 0));

  private record Type(String name, int number, int size) {}

  private TypeInfo() {}

  static void send(
      CommandGetXdbcTypeInfo command, BufferAllocator allocator, ServerStreamListener listener) {
    List<Type> asked =
        TYPES.stream()
            .filter(type -> !command.hasDataType() || type.number() == command.getDataType())
            .toList();
    try (VectorSchemaRoot root = VectorSchemaRoot.create(Schemas.GET_TYPE_INFO_SCHEMA, allocator)) {
      root.allocateNew();
      for (int row = 0; row < asked.size(); row++) {
        write(root, row, asked.get(row));
      }
      root.setRowCount(asked.size());
      listener.start(root);
      listener.putNext();
      listener.completed();
    }
  }

  private static void write(VectorSchemaRoot root, int row, Type type) {
    byte[] name = type.name().getBytes(StandardCharsets.UTF_8);
    ((VarCharVector) root.getVector("type_name")).setSafe(row, name);
    number(root, "data_type", row, type.number());
    number(root, "column_size", row, type.size());
    number(root, "nullable", row, NULLABLE);
    ((BitVector) root.getVector("case_sensitive"))
        .setSafe(row, type.number() == Types.VARCHAR ? 1 : 0);
    number(root, "searchable", row, SEARCHABLE);
    ((BitVector) root.getVector("fixed_prec_scale")).setSafe(row, 0);
    ((VarCharVector) root.getVector("local_type_name")).setSafe(row, name);
    number(root, "sql_data_type", row, type.number());
  }

  private static void number(VectorSchemaRoot root, String column, int row, int value) {
    ((IntVector) root.getVector(column)).setSafe(row, value);
  }
}
