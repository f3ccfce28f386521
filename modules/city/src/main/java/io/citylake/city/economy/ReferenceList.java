package io.citylake.city.economy;

import io.citylake.city.CityRequest;
import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Street;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Lists that departments keep and send whole, without mistakes: UTF-8 with a byte-order mark. */
enum ReferenceList implements CitySource {
  STREETS("dim.street", "dim/街道.csv", "街道代码,街道名称,英文名称,区划代码,经度,纬度") {
    @Override
    List<String[]> rows(Part part) {
      return Street.ALL.stream()
          .map(
              street ->
                  row(
                      street.code(),
                      street.zh(),
                      street.en(),
                      street.areaCode(),
                      Amount.degrees(street.lon()),
                      Amount.degrees(street.lat())))
          .toList();
    }
  },
  /** Whole years, from the one before the registers start on. */
  DAYS("dim.calendar", "dim/工作日历.csv", "日期,月份,年份,星期,是否工作日,节假日") {
    @Override
    List<String[]> rows(Part part) {
      List<String[]> rows = new ArrayList<>();
      int last = Math.max(LAST_NOTICE, part.lastDay().getYear());
      LocalDate until = LocalDate.of(last + 1, 1, 1);
      for (LocalDate day = CityRequest.FOUNDED.minusYears(1);
          day.isBefore(until);
          day = day.plusDays(1)) {
        String month = day.getYear() + "年" + day.getMonthValue() + "月";
        rows.add(
            row(
                month + day.getDayOfMonth() + "日",
                month,
                Integer.toString(day.getYear()),
                "星期" + "一二三四五六日".charAt(day.getDayOfWeek().getValue() - 1),
                WorkCalendar.worked(day) ? "是" : "否",
                WorkCalendar.findHoliday(day).orElse("")));
      }
      return rows;
    }
  },
  INDUSTRIES("dim.industry", "dim/国民经济行业门类.csv", "门类代码,门类名称,英文名称") {
    @Override
    List<String[]> rows(Part part) {
      return IndustrySection.ALL.stream()
          .map(section -> row(section.code(), section.zh(), section.en()))
          .toList();
    }
  },
  INDICATORS(
      "economic_operation.indicator",
      "economic_operation/指标目录.csv",
      "指标代码,指标名称,英文名称,计量单位,同比下限,同比上限") {
    @Override
    List<String[]> rows(Part part) {
      return Indicator.ALL.stream()
          .map(
              each ->
                  row(
                      each.code(),
                      each.zh(),
                      each.en(),
                      each.unit(),
                      each.growth() - Indicator.BAND + "%",
                      each.growth() + Indicator.BAND + "%"))
          .toList();
    }
  };

  private static final int LAST_NOTICE = 2026;

  private final String job;
  private final String file;
  private final String header;

  ReferenceList(String job, String file, String header) {
    this.job = job;
    this.file = file;
    this.header = header;
  }

  abstract List<String[]> rows(Part part);

  private static String[] row(String... cells) {
    return cells;
  }

  @Override
  public String job() {
    return job;
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet(file, SheetStyle.UTF_8_BOM, count)) {
      sheet.header(header.split(",", -1));
      for (String[] row : rows(part)) {
        sheet.row(Dirt.none(), part.dice(file, 0), row);
      }
    }
  }
}
