package io.citylake.city.environment;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the patrols found, a file a day: UTF-8 with a byte-order mark, a title and a total. The
 * first finding of each mission comes back whenever its route is patrolled.
 */
final class PatrolFindings implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy年MM月dd日 HH:mm:ss");
  private static final String FALSE_ALARM = "误报";
  private static final List<String> CLASSES =
      List.of("0102", "0103", "0104", "0112", "0205", "0302", "0404", "0505", "0506", "0504");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(4, "9901", "class_code:code")
          .fault(5, "0", "lon:within")
          .fault(3, "刚才", "found_at:type")
          .fault(7, "1.5", "confidence:range")
          .ragged()
          .nullable(7)
          .again()
          .bad(100);

  @Override
  public String job() {
    return "unmanned_patrol.findings";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "unmanned_patrol/findings/巡查发现_%s.csv".formatted(DayTime.digits(part.day()));
    SortedSet<String> sites = new TreeSet<>();
    int number = 0;
    try (Sheet sheet = landing.sheet(name, SheetStyle.UTF_8_BOM, count)) {
      sheet.line("无人巡查发现日报", "", "", "", "", "", "", "", "");
      sheet.header("发现编号", "任务编号", "航线编码", "发现时间", "事件类别", "经度", "纬度", "置信度", "复核结论");
      for (Mission mission : Mission.of(part)) {
        int first = mission.route().index();
        number++;
        write(sheet, part, mission, number, first * 3 % Route.POINTS + 1, first, sites);
        Dice dice = part.dice("patrol-site", mission.number());
        int point = dice.between(1, Route.POINTS + 1);
        number++;
        write(sheet, part, mission, number, point, dice.below(CLASSES.size()), sites);
      }
      sheet.total("合计", number + "条", "", "", "", "", "", "", "");
    }
    sites.forEach(site -> count.find("unmanned_patrol.sites", site, BigDecimal.ONE));
  }

  private static void write(
      Sheet sheet,
      Part part,
      Mission mission,
      int number,
      int point,
      int kind,
      SortedSet<String> sites)
      throws IOException {
    Dice dice = part.dice("patrol-finding", number);
    String code = CLASSES.get(kind % CLASSES.size());
    int luck = dice.below(10);
    String verdict = luck == 0 ? FALSE_ALARM : luck < 8 ? "属实" : "";
    Row row =
        sheet.row(
            DIRT,
            dice,
            "FX%s-%05d".formatted(DayTime.digits(part.day()), number),
            mission.id(),
            mission.route().code(),
            TIME.format(mission.begins().plusMinutes(point * 3L)),
            code,
            Amount.degrees(mission.route().lon(point) + dice.between(-8, 9)),
            Amount.degrees(mission.route().lat() + dice.between(-8, 9)),
            BigDecimal.valueOf(dice.between(600, 1_000), 3).toPlainString(),
            verdict);
    if (row.accepted() && !verdict.equals(FALSE_ALARM)) {
      sites.add(mission.route().code() + "|" + point + "|" + code);
    }
  }
}
