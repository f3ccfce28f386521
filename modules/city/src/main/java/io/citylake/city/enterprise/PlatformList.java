package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The science office's list of innovation platforms: a workbook, all of it each time. */
final class PlatformList implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PLATFORMS = 268;
  private static final LocalDate OLDEST = LocalDate.of(2010, 1, 1);
  private static final List<String> KINDS =
      List.of("重点实验室", "技术创新中心", "工程研究中心", "新型研发机构", "孵化器", "众创空间");
  private static final List<String> LEVELS = List.of("国家级", "省级", "省级", "市级", "市级", "市级");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy年MM月dd日");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "PT1", "platform_id:matches")
          .fault(3, "县级", "level:in")
          .fault(6, "不详", "approved_on:type")
          .bad(100)
          .again();

  @Override
  public String job() {
    return "science_innovation.platforms";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "science_innovation/platforms/科技创新平台清单.xlsx";
    try (Sheet sheet = landing.sheet(name, SheetStyle.XLSX, count)) {
      sheet.line("科技创新平台清单", "", "", "", "", "", "", "");
      sheet.header("平台编号", "平台名称", "平台类型", "级别", "依托单位统一社会信用代码", "街道代码", "批准日期", "撤销日期");
      for (int i = 0; i < PLATFORMS; i++) {
        write(sheet, part, i, count);
      }
      sheet.total("合计", PLATFORMS + "个");
    }
  }

  private static void write(Sheet sheet, Part part, int number, JobCount count) throws IOException {
    Dice dice = part.dice("platform", number);
    Firm host = FirmRow.any(part.seed(), dice);
    String kind = dice.pick(KINDS);
    LocalDate approved = OLDEST.plusDays(dice.below(12 * 365));
    // None is revoked in a year that the city still sees, so that the count of today is stable.
    boolean revoked = dice.chance(600);
    Row row =
        sheet.row(
            DIRT,
            dice,
            "PT%04d".formatted(number),
            host.name().substring(0, 4) + kind,
            kind,
            dice.pick(LEVELS),
            host.creditCode(),
            host.street().code(),
            approved.format(DAY),
            revoked ? LocalDate.of(2023, 1, 1).plusDays(dice.below(300)).format(DAY) : "");
    if (FirmRow.accepted(row, host, count) && !revoked) {
      count.find("science_innovation.platforms", host.street().code(), BigDecimal.ONE);
    }
  }
}
