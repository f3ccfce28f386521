package io.citylake.city.industry;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** The list of connected machines, a workbook, as of the first of the last day's month. */
final class MachineList implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final Dirt CLEAN = Dirt.none().numbers(7, 8);
  private static final Dirt BAD =
      Dirt.none().numbers(7, 8).fault(0, "JC-待编", "machine_id:matches").bad(10_000);

  @Override
  public String job() {
    return "industrial_internet.machines";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String file = "industrial_internet/machines/联网设备台账.xlsx";
    LocalDate listed = part.lastDay().withDayOfMonth(1);
    try (Sheet sheet = landing.sheet(file, SheetStyle.XLSX, count)) {
      sheet.line("成都高新区联网设备台账", "", "", "", "", "", "", "", "", "");
      sheet.header(
          "设备编号",
          "统一社会信用代码",
          "企业名称",
          "设备类型",
          "型号",
          "街道代码",
          "投用日期",
          "保养周期（小时）",
          "上次保养表读数（小时）",
          "制表日期");
      for (int i = 0; i < Machine.COUNT; i++) {
        row(sheet, CLEAN, part, i, listed);
      }
      row(sheet, BAD, part, Machine.COUNT, listed);
      sheet.footnote("注：读数取自设备计时器。");
    }
  }

  private static void row(Sheet sheet, Dirt dirt, Part part, int index, LocalDate listed)
      throws IOException {
    Machine machine = Machine.of(part.seed(), index);
    sheet.row(
        dirt,
        part.dice("machine-row", index),
        machine.id(),
        machine.firm().creditCode(),
        machine.firm().name(),
        machine.kind(),
        "M" + (100 + index % 23),
        machine.firm().street().code(),
        DATE.format(LocalDate.of(2018 + index % 6, 1 + index % 12, 1 + index % 28)),
        Integer.toString(machine.interval()),
        BigDecimal.valueOf(machine.servicedAt(listed), 1).toPlainString(),
        DATE.format(listed));
  }
}
