package io.citylake.engine;

import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A row's content as a 64-bit hash (xxHash64). Spark's own passes over nulls, so that it takes
 * {@code (null, 'x')} for {@code ('x', null)}, and doesn't see where an array ends; here whether
 * each value is null, and how long each array is, is hashed before it. Compared within one query
 * only: what is kept in tables must not depend on it.
 */
public final class ContentHash {
  private ContentHash() {}

  /**
   * The hash of some cells.
   *
   * @param cells names and types, in the order in which they are hashed
   * @param cell the value of one by its name
   */
  public static Column of(StructType cells, Function<String, Column> cell) {
    List<Column> hashed = new ArrayList<>();
    for (StructField field : cells.fields()) {
      add(hashed, cell.apply(field.name()), field.dataType());
    }
    return xxhash64(hashed.toArray(new Column[0]));
  }

  private static void add(List<Column> hashed, Column value, DataType type) {
    hashed.add(isnull(value));
    if (type instanceof StructType nested) {
      for (StructField field : nested.fields()) {
        add(hashed, value.getField(field.name()), field.dataType());
      }
    } else if (type instanceof ArrayType array) {
      hashed.add(size(value));
      hashed.add(transform(value, element -> said(element, array.elementType())));
    } else if (type instanceof MapType map) {
      StructType entry = new StructType().add("key", map.keyType()).add("value", map.valueType());
      hashed.add(size(value));
      hashed.add(transform(map_entries(value), element -> said(element, entry)));
    } else {
      hashed.add(value);
    }
  }

  private static Column said(Column element, DataType type) {
    List<Column> hashed = new ArrayList<>();
    add(hashed, element, type);
    List<Column> named = new ArrayList<>();
    for (int i = 0; i < hashed.size(); i++) {
      named.add(hashed.get(i).as("c" + i));
    }
    return struct(named.toArray(new Column[0]));
  }
}
