package io.citylake.city;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Daily cases of hotline 12345: CSV with a byte-order mark, times without padding, texts with
 * commas and line breaks, and exports that overlap.
 */
final class HotlineFiles {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/M/d H:mm");
  private static final List<String> CATEGORIES =
      List.of("噪音扰民", "违规停车", "物业管理", "道路破损", "供水供电", "环境卫生", "消费纠纷", "劳动保障", "教育入学", "咨询建议");
  private static final List<String> TEXTS =
      List.of("夜间施工，影响休息", "小区门口停满车辆，\r\n消防通道被占", "来电人称\"多次反映未处理\"", "路灯不亮", "咨询入学政策");

  private final CityRequest request;
  private final JobCount count = new JobCount("hotline_service.cases");

  HotlineFiles(CityRequest request) {
    this.request = request;
  }

  JobTruth write() throws IOException {
    int perDay = request.scaled(3_000, 60);
    for (LocalDate day = request.from(); day.isBefore(request.until()); day = day.plusDays(1)) {
      String name =
          "hotline_service/cases/热线工单_" + DateTimeFormatter.BASIC_ISO_DATE.format(day) + ".csv";
      count.file(name);
      try (TextFile file = TextFile.open(request.to().resolve(name), TextFile.UTF_8)) {
        file.byteOrderMark();
        file.record("工单编号", "来电时间", "来电人", "来电号码", "诉求类别", "街道代码", "诉求内容", "办结时间", "满意度");
        for (int i = 0; i < perDay; i++) {
          write(file, day, i, perDay);
        }
      }
    }
    return count.truth();
  }

  private void write(TextFile file, LocalDate day, int number, int perDay) throws IOException {
    Dice dice = Dice.of(request.seed(), "case", (day.toEpochDay() << 24) + number);
    LocalDateTime created = day.atStartOfDay().plusMinutes(number * 1_440L / perDay);
    int luck = dice.below(1_000);
    boolean backwards = luck >= 100 && luck < 105;
    LocalDateTime closed =
        backwards ? created.minusDays(1) : created.plusMinutes(dice.between(5, 5 * 1_440));
    int rating = dice.between(1, 6);
    String[] fields = {
      "HL" + DateTimeFormatter.BASIC_ISO_DATE.format(day) + "%06d".formatted(number),
      TIME.format(created),
      Person.name(dice),
      Person.mobile(dice),
      dice.pick(CATEGORIES),
      dice.pick(Street.ALL).code(),
      dice.pick(TEXTS),
      dice.chance(1_500) && !backwards ? "" : TIME.format(closed),
      Integer.toString(rating)
    };
    String fault = spoil(fields, luck);
    if (fault.equals("record")) {
      // An export program that forgot the quotes.
      file.line(String.join(",", fields) + ",多一列\r");
    } else {
      file.record(fields);
    }
    if (!fault.isEmpty()) {
      count.bad(fault);
      return;
    }
    count.accept();
    count.sum("rating", BigDecimal.valueOf(rating));
    if (backwards) {
      count.warn("closed_at:after");
    }
    if (luck >= 110 && luck < 120) {
      file.record(fields);
      count.duplicate();
    }
  }

  private static String spoil(String[] fields, int luck) {
    if (luck < 4) {
      fields[3] = "1381234";
      return "caller_phone:phone";
    }
    if (luck < 6) {
      fields[1] = "昨天";
      return "created_at:type";
    }
    if (luck < 8) {
      fields[8] = "9";
      return "rating:range";
    }
    if (luck < 10) {
      fields[6] = "路灯不亮";
      return "record";
    }
    return "";
  }
}
