package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.MadeDays;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.time.format.DateTimeFormatter;

/**
 * Daily exports of hotline 12345: the cases that came in, and those of earlier days that were
 * closed, each as it is at the day's end. CSV with a byte-order mark, times without padding, texts
 * with commas and line breaks.
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
          "工单编号", "来电时间", "来电人", "来电号码", "诉求类别", "街道代码", "网格编码", "诉求内容", "办理时限", "办结时间", "满意度",
          "更新时间");
      for (int back = HotlineCase.MOST_DAYS; back >= 0; back--) {
        for (HotlineCase each : HotlineDay.cases(part.request(), part.day().minusDays(back))) {
          if (back == 0 || each.closedOn().equals(part.day())) {
            write(sheet, part, each, count);
          }
        }
      }
    }
  }

  private static void write(Sheet sheet, Part part, HotlineCase each, JobCount count)
      throws IOException {
    boolean again = !each.day().equals(part.day());
    Row row =
        sheet.row(HotlineTruth.dirt(each), each.dice(part.seed(), again), each.cells(part.day()));
    if (row.accepted() && each.backwards()) {
      count.warn("closed_at:after");
    }
  }

  /** What the table holds of a case depends on which of its exports there are. */
  @Override
  public void relate(MadeDays made, JobCount count) {
    new HotlineTruth(made, count).find();
  }
}
