package io.citylake.transform.step;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A CSV file of a test: UTF-8, a header of column names, an empty cell for null. A file that isn't
 * there is a table without rows.
 */
final class CaseFile {
  private final Path path;
  private final List<CsvRecord> lines;

  CaseFile(Path path) {
    this.path = path;
    if (!Files.isRegularFile(path)) {
      this.lines = List.of();
      return;
    }
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(path)) {
      this.lines = reader.stream().toList();
    } catch (IOException | CsvParseException e) {
      throw invalid(e.getMessage());
    }
  }

  /** The columns that the file names; each must be one of the table's. */
  List<String> header(DatasetContract dataset) {
    List<String> header = lines.isEmpty() ? List.of() : lines.get(0).getFields();
    List<String> known = List.copyOf(types(dataset).keySet());
    for (String column : header) {
      if (!known.contains(column)) {
        throw invalid("%s has no column '%s'".formatted(dataset.name(), column));
      }
    }
    return header;
  }

  /** The rows with all columns of a table; those that the file doesn't name are null. */
  Dataset<Row> rows(SparkSession spark, DatasetContract dataset) {
    List<String> header = header(dataset);
    StructType texts = new StructType();
    for (String column : header) {
      texts = texts.add(column, DataTypes.StringType, true);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = lines.get(i).getFields();
      if (cells.size() != header.size()) {
        throw invalid(
            "line %d has %d cells for %d columns"
                .formatted(lines.get(i).getStartingLineNumber(), cells.size(), header.size()));
      }
      rows.add(
          RowFactory.create(
              cells.stream().map(each -> each.isEmpty() ? null : each).toArray(Object[]::new)));
    }
    List<Column> columns = new ArrayList<>();
    types(dataset)
        .forEach(
            (name, type) -> {
              Column value = header.contains(name) ? col("`" + name + "`") : lit(null);
              columns.add(value.cast(type).as(name));
            });
    return spark.createDataFrame(rows, texts).select(columns.toArray(new Column[0]));
  }

  /** Rows as texts, for comparison: numbers with a fraction to nine digits. */
  static List<String> texts(Dataset<Row> rows, List<String> columns) {
    Column[] chosen = columns.stream().map(each -> col("`" + each + "`")).toArray(Column[]::new);
    List<String> texts = new ArrayList<>();
    for (Row row : rows.select(chosen).collectAsList()) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.get(i);
        String text =
            value instanceof Double number
                ? String.format(Locale.ROOT, "%.9g", number)
                : String.valueOf(value);
        cells.add(columns.get(i) + "=" + text);
      }
      texts.add(String.join(", ", cells));
    }
    return texts;
  }

  private static Map<String, String> types(DatasetContract dataset) {
    Map<String, String> types = new LinkedHashMap<>();
    dataset.columns().forEach(each -> types.put(each.name(), each.type().toString()));
    ServiceColumns.of(dataset.writeMode())
        .forEach(each -> types.put(each.name(), each.type().toString()));
    return types;
  }

  private CityLakeException invalid(String why) {
    return new CityLakeException(
        ErrorCode.CONTRACT_INVALID, "Cannot use the test file %s: %s".formatted(path, why));
  }
}
