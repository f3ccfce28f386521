package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.NavigableSet;

/**
 * Daily cases of hotline 12345: CSV with a byte-order mark, times without padding, texts with
 * commas and line breaks, and exports that overlap.
 */
final class HotlineFiles implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "hotline_service.cases";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    try (Sheet sheet =
        landing.sheet("hotline_service/cases/热线工单_" + day + ".csv", SheetStyle.UTF_8_BOM, count)) {
      sheet.header(
          "工单编号", "来电时间", "来电人", "来电号码", "诉求类别", "街道代码", "网格编码", "诉求内容", "办理时限", "办结时间", "满意度");
      new HotlineDay(part, sheet, count).write();
    }
  }

  @Override
  public void relate(long seed, NavigableSet<LocalDate> days, JobCount count) {
    HotlineDay.relate(days, count);
  }
}
