package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Row;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;

/** Hourly state of one signal a road: GB18030, a header on every printed page. */
final class SignalFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int FAULTS_PER_MYRIAD = 60;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(3, "-1", "cycle_s:range")
          .fault(5, "未知", "mode:in")
          .fault(4, "绿灯", "green_s:type")
          .nullable(4)
          .again()
          .bad(60);

  @Override
  public String job() {
    return "traffic.signals";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    String file = "traffic/signals/信号机状态_" + day + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.header("信号机编号", "道路编号", "时间", "周期", "绿灯时间", "运行方式");
      sheet.repeatHeaderEvery(120);
      for (Road road : Road.ALL) {
        for (int hour = 0; hour < 24; hour++) {
          write(sheet, part, road, hour, count);
        }
      }
    }
  }

  private static void write(Sheet sheet, Part part, Road road, int hour, JobCount count)
      throws IOException {
    Dice dice = part.dice("signal", road.index() * 24L + hour);
    int cycle = 80 + 20 * road.level(part.day(), hour);
    boolean faulty = dice.chance(FAULTS_PER_MYRIAD);
    Row row =
        sheet.row(
            DIRT,
            dice,
            "XH" + road.code().substring(1) + "01",
            road.code(),
            "%s %d:00"
                .formatted(DateTimeFormatter.ofPattern("yyyy年MM月dd日").format(part.day()), hour),
            Integer.toString(cycle),
            Integer.toString(cycle * 45 / 100),
            faulty ? "故障" : hour < 6 ? "黄闪" : "正常");
    if (row.accepted() && faulty) {
      count.find("traffic.signal_faults", part.day() + " " + road.code(), BigDecimal.ONE);
    }
  }
}
