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
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * Operators' verdicts of a day's events: UTF-8 with a byte-order mark. Some are corrected by a
 * second verdict, which counts; some sheets name the day before the event's.
 */
final class VerdictFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final String CONFIRMED = "属实";
  private static final String REJECTED = "误报";
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "见附件", "event_id:matches")
          .fault(4, "待核", "verdict:in")
          .ragged()
          .again()
          .bad(80);

  @Override
  public String job() {
    return "video_analytics.verdicts";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    int incidents = Sighting.perDay(part);
    int every = Math.max(1, incidents / part.request().scaled(5_000, 100));
    String file = "video_analytics/verdicts/核查结果_" + day + ".csv";
    try (Sheet sheet = landing.sheet(file, SheetStyle.UTF_8_BOM, count)) {
      sheet.header("事件编号", "算法代码", "设备编码", "事件时间", "核查结论", "核查员", "核查时间");
      for (int i = 0; i < incidents; i += every) {
        Sighting sighting = Sighting.of(part, i);
        for (Sighting.Event event : sighting.events()) {
          judge(sheet, part, sighting, event, count);
        }
      }
    }
  }

  private static void judge(
      Sheet sheet, Part part, Sighting sighting, Sighting.Event event, JobCount count)
      throws IOException {
    Dice dice = part.dice("verdict", sighting.number() * 16L + event.index());
    LocalDateTime at = part.day().atStartOfDay().plusSeconds(event.second());
    LocalDateTime judged = at.plusSeconds(dice.between(60, 3_600));
    String verdict = verdict(sighting, event, at.getHour(), dice);
    boolean first = write(sheet, part, sighting, event, at, verdict, judged, dice);
    if (dice.chance(300)) {
      String other = verdict.equals(CONFIRMED) ? REJECTED : CONFIRMED;
      if (write(sheet, part, sighting, event, at, other, judged.plusMinutes(30), dice)) {
        verdict = other;
        first = true;
        count.remark("corrected");
      }
    }
    if (first && (verdict.equals(CONFIRMED) || verdict.equals(REJECTED))) {
      String what = verdict.equals(CONFIRMED) ? " confirmed" : " rejected";
      find(count, "algorithm", sighting.algorithm().code() + what);
      find(count, "camera", event.camera().code() + what);
      find(count, "hour", "%02d".formatted(at.getHour()) + what);
    }
  }

  private static boolean write(
      Sheet sheet,
      Part part,
      Sighting sighting,
      Sighting.Event event,
      LocalDateTime at,
      String verdict,
      LocalDateTime judged,
      Dice dice)
      throws IOException {
    Row row =
        sheet.row(
            DIRT,
            dice,
            sighting.eventId(part, event),
            sighting.algorithm().code(),
            event.camera().code(),
            TIME.format(slips(sighting) ? at.minusDays(1) : at),
            verdict,
            "核查员%02d".formatted(1 + dice.below(20)),
            TIME.format(judged));
    return row.accepted();
  }

  /** Whether the operator writes the day before. */
  private static boolean slips(Sighting sighting) {
    return sighting.number() % 30 == 0;
  }

  /** Some algorithms, dirty lenses and the dark are wrong more often. */
  private static String verdict(Sighting sighting, Sighting.Event event, int hour, Dice dice) {
    int code = Integer.parseInt(sighting.algorithm().code().substring(1));
    int percent = 62 + code * 7 % 35 - (hour < 6 || hour > 20 ? 12 : 0);
    if (event.camera().index() % 500 == 7) {
      percent = 15;
    }
    int luck = dice.below(100);
    return luck >= 96 ? "无法判断" : luck < percent ? CONFIRMED : REJECTED;
  }

  private static void find(JobCount count, String by, String subject) {
    count.find("video_analytics.precision_by_" + by, subject, BigDecimal.ONE);
  }
}
