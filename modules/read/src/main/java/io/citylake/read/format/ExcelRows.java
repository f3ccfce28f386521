package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Excel;
import io.citylake.contract.job.SourceSpec.Merged;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.read.format.MergedRanges.Range;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
 * Rows of a sheet, read as a stream. Rows without any text of their own are passed over; of merged
 * cells the first one has the value, as in the file, unless all are to have it.
 */
final class ExcelRows implements CellSource {
  private final ReadableWorkbook workbook;
  private final Stream<Row> stream;
  private final Iterator<Row> rows;
  private final ExcelText text;
  private final EmptyTexts empty;
  private final MergedRanges merged;
  private final boolean fills;
  private final boolean spansHeader;
  private final RecordLimits limits;
  private List<Range> ranges = List.of();
  private @Nullable String[] values = {};
  private @Nullable String[] faults = {};
  private int taken;
  private int width;
  private long place;
  private @Nullable String fault;

  private ExcelRows(
      ReadableWorkbook workbook,
      Sheet sheet,
      Excel format,
      MergedRanges merged,
      EmptyTexts empty,
      RecordLimits limits)
      throws IOException {
    this.workbook = workbook;
    this.merged = merged;
    this.empty = empty;
    this.fills = format.merged() == Merged.FILL;
    this.spansHeader = format.header().rows() > 1;
    this.stream = sheet.openStream();
    this.rows = stream.iterator();
    this.text = new ExcelText(workbook.isDate1904());
    this.limits = limits;
  }

  /**
   * Opens the format's sheet by name, or by number from 1 among those that are not hidden.
   *
   * @throws CityLakeException SOURCE_UNREADABLE where the workbook has no such sheet
   */
  static ExcelRows open(Path file, Excel format, String source, RecordLimits limits)
      throws IOException {
    String sheet = format.sheet();
    requireWorkbook(file, source);
    ReadableWorkbook workbook = new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
    try {
      Sheet found = find(workbook, sheet).orElseThrow(() -> missing(workbook, sheet, source));
      boolean asks = format.merged() == Merged.FILL || format.header().rows() > 1;
      MergedRanges merged = asks ? MergedRanges.of(file, found.getId()) : MergedRanges.none();
      EmptyTexts empty = new EmptyTexts(file, found.getId());
      return new ExcelRows(workbook, found, format, merged, empty, limits);
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
  public boolean next() throws IOException {
    while (rows.hasNext()) {
      Row row = rows.next();
      take(row);
      if (width > 0 || fault != null) {
        place = row.getRowNum();
        merge();
        return true;
      }
    }
    return false;
  }

  private void take(Row row) throws IOException {
    int count = row.getCellCount();
    width = 0;
    fault = null;
    taken++;
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
      faults[i] = cell == null ? null : text.fault(cell);
      if (cell != null && ExcelText.mayBeEmptyText(cell) && empty.at(taken, i)) {
        values[i] = "";
        faults[i] = null;
      }
      if (faults[i] != null || (found != null && !found.isBlank())) {
        width = i + 1;
      }
    }
  }

  /** What merged cells say goes from the first row of a range to those below it. */
  private void merge() {
    ranges = fault == null ? merged.at((int) place) : List.of();
    for (Range range : ranges) {
      if (range.firstRow == place && range.firstColumn < width) {
        range.value = values[range.firstColumn];
        range.fault = faults[range.firstColumn];
      }
      if (fills && (range.value != null || range.fault != null)) {
        fill(range);
      }
    }
  }

  private void fill(Range range) {
    int until = Math.min(range.lastColumn + 1, limits.fields());
    if (values.length < until) {
      values = Arrays.copyOf(values, until);
      faults = Arrays.copyOf(faults, until);
    }
    if (width < until) {
      Arrays.fill(values, width, until, null);
      Arrays.fill(faults, width, until, null);
      width = until;
    }
    Arrays.fill(values, range.firstColumn, until, range.value);
    Arrays.fill(faults, range.firstColumn, until, range.fault);
  }

  @Override
  public boolean knowsMerged() {
    return true;
  }

  @Override
  public int headings() {
    int until = width;
    for (Range range : ranges) {
      if (spansHeader && range.firstRow == place && range.value != null) {
        until = Math.max(until, Math.min(range.lastColumn + 1, limits.fields()));
      }
    }
    return until;
  }

  @Override
  public @Nullable String heading(int index) {
    for (Range range : ranges) {
      if (range.firstColumn <= index && index <= range.lastColumn) {
        boolean speaks = range.firstRow == place && (spansHeader || index == range.firstColumn);
        return speaks ? range.value : null;
      }
    }
    return index < width ? values[index] : null;
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
      empty.close();
    } finally {
      workbook.close();
    }
  }
}
