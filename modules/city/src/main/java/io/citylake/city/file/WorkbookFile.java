package io.citylake.city.file;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** The first sheet of an Excel workbook. Holds the sheet in memory until it is closed. */
final class WorkbookFile implements SheetFile {
  private static final Pattern PLAIN = Pattern.compile("-?\\d{1,14}(\\.\\d{1,6})?");

  private final Path file;
  private final Path withClock;
  private final Workbook workbook;
  private final Worksheet sheet;
  private int at;

  private WorkbookFile(Path file, Path withClock, OutputStream out) {
    this.file = file;
    this.withClock = withClock;
    this.workbook = new Workbook(out, "CityLake", "1.0");
    this.sheet = workbook.newWorksheet("Sheet1");
  }

  static WorkbookFile open(Path file) throws IOException {
    Path withClock = Files.createTempFile("citylake", ".xlsx");
    return new WorkbookFile(file, withClock, Files.newOutputStream(withClock));
  }

  @Override
  public void row(String[] cells, Dirt dirt) {
    for (int i = 0; i < cells.length; i++) {
      if (dirt.number(i) && PLAIN.matcher(cells[i]).matches()) {
        sheet.value(at, i, new BigDecimal(cells[i]));
      } else {
        sheet.value(at, i, cells[i]);
      }
    }
    at++;
  }

  @Override
  public void close() throws IOException {
    try {
      workbook.close();
      FixedZip.copy(withClock, file);
    } finally {
      Files.deleteIfExists(withClock);
    }
  }
}
