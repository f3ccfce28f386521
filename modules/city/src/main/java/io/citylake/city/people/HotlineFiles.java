package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Person;
import io.citylake.city.entity.Street;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Daily cases of hotline 12345: CSV with a byte-order mark, times without padding, texts with
 * commas and line breaks, and exports that overlap.
 */
final class HotlineFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/M/d H:mm");
  private static final List<String> CATEGORIES =
      List.of("噪音扰民", "违规停车", "物业管理", "道路破损", "供水供电", "环境卫生", "消费纠纷", "劳动保障", "教育入学", "咨询建议");
  private static final List<String> TEXTS =
      List.of("夜间施工，影响休息", "小区门口停满车辆，\r\n消防通道被占", "来电人称\"多次反映未处理\"", "路灯不亮", "咨询入学政策");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(3, "1381234", "caller_phone:phone")
          .fault(1, "昨天", "created_at:type")
          .fault(8, "9", "rating:range")
          .ragged()
          .again()
          .bad(100);

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
    int perDay = part.request().scaled(3_000, 60);
    try (Sheet sheet =
        landing.sheet("hotline_service/cases/热线工单_" + day + ".csv", SheetStyle.UTF_8_BOM, count)) {
      sheet.header("工单编号", "来电时间", "来电人", "来电号码", "诉求类别", "街道代码", "诉求内容", "办结时间", "满意度");
      for (int i = 0; i < perDay; i++) {
        LocalDateTime created = part.from().plusMinutes(i * 1_440L / perDay);
        write(sheet, part.dice("case", i), "HL" + day + Amount.padded(i, 6), created, count);
      }
    }
  }

  private static void write(
      Sheet sheet, Dice dice, String number, LocalDateTime created, JobCount count)
      throws IOException {
    boolean backwards = dice.chance(50);
    LocalDateTime closed =
        backwards ? created.minusDays(1) : created.plusMinutes(dice.between(5, 5 * 1_440));
    int rating = dice.between(1, 6);
    Row row =
        sheet.row(
            DIRT,
            dice,
            number,
            TIME.format(created),
            Person.name(dice),
            Person.mobile(dice),
            dice.pick(CATEGORIES),
            dice.pick(Street.ALL).code(),
            dice.pick(TEXTS),
            dice.chance(1_500) && !backwards ? "" : TIME.format(closed),
            Integer.toString(rating));
    if (row.accepted()) {
      count.sum("rating", BigDecimal.valueOf(rating));
    }
    if (row.accepted() && backwards) {
      count.warn("closed_at:after");
    }
  }
}
