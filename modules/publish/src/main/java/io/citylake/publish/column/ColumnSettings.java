package io.citylake.publish.column;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * How a table wants its Parquet files, from its properties {@code write.parquet.*}.
 *
 * @param level of zstd, which compresses pages
 * @param rowGroupBytes about how large a row group gets in memory
 * @param pageBytes about how large a page gets before it is encoded
 * @param pageRows the most rows of a page
 * @param dictionaryBytes the most bytes of a dictionary's page
 */
record ColumnSettings(
    int level, long rowGroupBytes, int pageBytes, int pageRows, int dictionaryBytes)
    implements Serializable {
  private static final String PREFIX = "write.parquet.";
  private static final String ZSTD = "zstd";
  // What parquet-java takes where nothing is said.
  private static final int ZSTD_LEVEL = 3;
  private static final Set<String> KNOWN =
      Set.of(
          TableProperties.PARQUET_COMPRESSION,
          TableProperties.PARQUET_COMPRESSION_LEVEL,
          TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
          TableProperties.PARQUET_PAGE_SIZE_BYTES,
          TableProperties.PARQUET_PAGE_ROW_LIMIT,
          TableProperties.PARQUET_DICT_SIZE_BYTES,
          // Of variants, which are no type that this writes.
          TableProperties.PARQUET_SHRED_VARIANTS,
          TableProperties.PARQUET_VARIANT_BUFFER_SIZE);

  /**
   * Reads a table's wishes.
   *
   * @param properties of the table, and what this write says otherwise
   * @return empty where there is one that only Iceberg's own writer knows, or a column of a type
   *     that only that one writes
   */
  static Optional<ColumnSettings> of(Map<String, String> properties, Schema schema) {
    Map<String, String> own = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            own.put(key, value);
          }
        });
    boolean encrypted = properties.containsKey(TableProperties.ENCRYPTION_TABLE_KEY);
    if (encrypted
        || !KNOWN.containsAll(own.keySet())
        || !schema.columns().stream().map(Types.NestedField::type).allMatch(ColumnSettings::has)) {
      return Optional.empty();
    }
    String codec =
        own.getOrDefault(
            TableProperties.PARQUET_COMPRESSION, TableProperties.PARQUET_COMPRESSION_DEFAULT);
    if (!codec.equalsIgnoreCase(ZSTD)) {
      return Optional.empty();
    }
    return Optional.of(
        new ColumnSettings(
            number(own, TableProperties.PARQUET_COMPRESSION_LEVEL, ZSTD_LEVEL),
            number(
                own,
                TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
                TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT),
            number(
                own,
                TableProperties.PARQUET_PAGE_SIZE_BYTES,
                TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT),
            number(
                own,
                TableProperties.PARQUET_PAGE_ROW_LIMIT,
                TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT),
            number(
                own,
                TableProperties.PARQUET_DICT_SIZE_BYTES,
                TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT)));
  }

  private static int number(Map<String, String> properties, String key, int otherwise) {
    String text = properties.get(key);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  private static boolean has(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN, INTEGER, LONG, DOUBLE, DATE, STRING, DECIMAL -> true;
      case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC();
      default -> false;
    };
  }
}
