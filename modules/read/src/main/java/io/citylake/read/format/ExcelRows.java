package io.citylake.read.format;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a sheet, read as a stream. Rows without any text are passed over; of merged cells the
 * first one has the value, as in the file.
 */
final class ExcelRows implements CellSource {
  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;
  private final ExcelText text;
  private final RecordLimits limits;
  private @Nullable String[] values = {};
  private int width;
  private long place;
  private @Nullable String fault;

  private ExcelRows(ReadableWorkbook workbook, Sheet sheet, RecordLimits limits)
      throws IOException {
    this.workbook = workbook;
    this.stream = sheet.openStream();
    this.rows = stream.iterator();
    this.text = new ExcelText(workbook.isDate1904());
    this.limits = limits;
  }

  /**
   * Opens a sheet by name, or by number from 1.
   *
   * @throws CityLakeException SOURCE_UNREADABLE where the workbook has no such sheet
   */
  static ExcelRows open(Path file, String sheet, String source, RecordLimits limits)
      throws IOException {
    ReadableWorkbook workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
    try {
      Sheet found = find(workbook, sheet).orElseThrow(() -> missing(workbook, sheet, source));
      return new ExcelRows(workbook, found, limits);
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw e;
    }
  }

  private static Optional<Sheet> find(ReadableWorkbook workbook, String sheet) {
    Optional<Sheet> named = workbook.findSheet(sheet);
    if (named.isPresent() || !sheet.matches("[1-9]\\d{0,3}")) {
      return named;
    }
    return workbook.getSheet(Integer.parseInt(sheet) - 1);
  }

  private static CityLakeException missing(ReadableWorkbook workbook, String sheet, String source) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: the workbook has no sheet '%s' (found=%s)"
            .formatted(
                source,
                sheet,
                workbook.getSheets().map(Sheet::getName).collect(Collectors.joining(", "))));
  }

  @Override
  public boolean next() {
    while (rows.hasNext()) {
      Row row = rows.next();
      take(row);
      if (width > 0 || fault != null) {
        place = row.getRowNum();
        return true;
      }
    }
    return false;
  }

  private void take(Row row) {
    int count = row.getCellCount();
    width = 0;
    fault = null;
    if (count > limits.fields()) {
      fault = "the record has more than %d fields (caps.fields)".formatted(limits.fields());
      return;
    }
    if (values.length < count) {
      values = new @Nullable String[count];
    }
    for (int i = 0; i < count; i++) {
      Cell cell = row.getCell(i);
      String found = cell == null ? null : text.of(cell);
      values[i] = found;
      if (found != null && !found.isBlank()) {
        width = i + 1;
      }
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public @Nullable String value(int index) {
    return values[index];
  }

  @Override
  public boolean blank() {
    return width == 0 && fault == null;
  }

  @Override
  public long place() {
    return place;
  }

  @Override
  public @Nullable String fault() {
    return fault;
  }

  @Override
  public String text() {
    RawText json = new RawText();
    for (int i = 0; i < width; i++) {
      json.put(String.valueOf(i + 1), values[i]);
    }
    return json.close();
  }

  @Override
  public void close() throws IOException {
    try {
      stream.close();
    } finally {
      workbook.close();
    }
  }
}
