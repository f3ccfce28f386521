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
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
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
  private @Nullable String[] faults = {};
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
   * Opens a sheet by name, or by number from 1 among those that are not hidden.
   *
   * @throws CityLakeException SOURCE_UNREADABLE where the workbook has no such sheet
   */
  static ExcelRows open(Path file, String sheet, String source, RecordLimits limits)
      throws IOException {
    requireWorkbook(file, source);
    ReadableWorkbook workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
    try {
      Sheet found = find(workbook, sheet).orElseThrow(() -> missing(workbook, sheet, source));
      return new ExcelRows(workbook, found, limits);
    } catch (IOException | RuntimeException e) {
      workbook.close();
      throw e;
    }
  }

  private static void requireWorkbook(Path file, String source) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry("xl/workbook.xml") == null) {
        String what =
            zip.getEntry("xl/workbook.bin") != null
                ? "an Excel binary workbook (.xlsb); save it as Excel workbook (.xlsx)"
                : "a zip archive without a workbook in it";
        throw new CityLakeException(
            ErrorCode.SOURCE_UNREADABLE, "Cannot read %s: it is %s".formatted(source, what));
      }
    }
  }

  private static Optional<Sheet> find(ReadableWorkbook workbook, String sheet) {
    Optional<Sheet> named = workbook.findSheet(sheet);
    if (named.isPresent() || !sheet.matches("[1-9]\\d{0,3}")) {
      return named;
    }
    // As one counts them on the screen: a hidden sheet is read by its name only.
    return workbook
        .getSheets()
        .filter(each -> each.getVisibility() == SheetVisibility.VISIBLE)
        .skip(Integer.parseInt(sheet) - 1L)
        .findFirst();
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
      faults = new @Nullable String[count];
    }
    for (int i = 0; i < count; i++) {
      Cell cell = row.getCell(i);
      String found = cell == null ? null : text.of(cell);
      values[i] = found;
      faults[i] = cell == null ? null : ExcelText.fault(cell);
      if (faults[i] != null || (found != null && !found.isBlank())) {
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
  public @Nullable String fault(int index) {
    return faults[index];
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
