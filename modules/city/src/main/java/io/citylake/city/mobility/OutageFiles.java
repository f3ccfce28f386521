package io.citylake.city.mobility;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Camera;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Streams that the platform lost on a day, cut at midnight: GB18030; on each fifth day none. Two
 * probes may tell of one outage with times that overlap; a stream that is still lost at midnight
 * has no end.
 */
final class OutageFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int SECONDS_A_DAY = 86_400;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/M/d H:mm:ss");
  private static final List<String> CAUSES = List.of("网络中断", "断电", "设备故障", "镜头遮挡");
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "未知设备", "camera_code:matches")
          .fault(2, "1999/1/1 0:00:00", "restored_at:after")
          .nullable(3)
          .bad(150);

  @Override
  public String job() {
    return "video_analytics.outages";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    Cameras cameras = Cameras.of(part.seed());
    String file = "video_analytics/outages/断流记录_" + day + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.GB18030, count)) {
      sheet.header("设备编码", "断流时间", "恢复时间", "原因");
      count.find(
          "video_analytics.streams", part.day().toString(), BigDecimal.valueOf(Camera.COUNT));
      for (int i = 0; i < Camera.COUNT; i++) {
        Dice dice = part.dice("outage", i);
        boolean chronic = i % 880 == 5;
        if (!quiet(part.day()) && (chronic || dice.chance(250))) {
          int seconds = write(sheet, part, cameras.camera(i), dice, chronic);
          if (seconds > 0) {
            count.find(
                "video_analytics.offline",
                part.day() + " " + cameras.camera(i).street().code(),
                BigDecimal.valueOf(seconds));
          }
        }
      }
    }
  }

  /** Whether no stream is lost on the day. */
  private static boolean quiet(LocalDate day) {
    return Math.floorMod(day.toEpochDay(), 5) == 1;
  }

  /** Returns for how long it was lost by what is not refused. */
  private static int write(Sheet sheet, Part part, Camera camera, Dice dice, boolean chronic)
      throws IOException {
    int from = chronic ? 0 : dice.below(70_000);
    int until = chronic || dice.chance(400) ? SECONDS_A_DAY : from + dice.between(30, 14_000);
    int known = row(sheet, part, camera, dice, from, until) ? until - from : 0;
    if (dice.chance(2_000) && until - from > 10) {
      // The second probe saw the middle of it, and lost the stream a minute longer.
      int middle = (from + until) / 2;
      int end = Math.min(SECONDS_A_DAY, until + 60);
      if (row(sheet, part, camera, dice, middle, end)) {
        known = known == 0 ? end - middle : end - from;
      }
    }
    return known;
  }

  private static boolean row(Sheet sheet, Part part, Camera camera, Dice dice, int from, int until)
      throws IOException {
    LocalDateTime day = part.day().atStartOfDay();
    String restored = until >= SECONDS_A_DAY ? "" : TIME.format(day.plusSeconds(until));
    return sheet
        .row(
            DIRT,
            dice,
            camera.code(),
            TIME.format(day.plusSeconds(from)),
            restored,
            dice.pick(CAUSES))
        .accepted();
  }
}
