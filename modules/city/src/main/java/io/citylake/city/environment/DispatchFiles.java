package io.citylake.city.environment;

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
import java.time.Duration;
import java.time.LocalDateTime;

/** What was sent to a day's incidents: GB18030, the header again at each page, a total. */
final class DispatchFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int PAGE = 40;
  private static final int ARRIVED = 4;
  private static final Dirt DIRT =
      Dirt.none()
          .fault(0, "", "dispatch_id:required")
          .fault(3, "刚才", "dispatched_at:type")
          .fault(ARRIVED, "2020-01-01 00:00:00", "arrived_at:after")
          .ragged()
          .nullable(ARRIVED)
          .again();

  @Override
  public String job() {
    return "emergency_response.dispatches";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String name = "emergency_response/dispatches/力量调派_%s.csv".formatted(DayTime.digits(part.day()));
    try (Sheet sheet = landing.sheet(name, SheetStyle.GB18030, count)) {
      sheet.line("力量调派日报", "", "", "", "");
      sheet.header("调派编号", "事件编号", "资源编码", "出动时间", "到达时间");
      sheet.repeatHeaderEvery(PAGE);
      int perDay = Incident.perDay(part.request());
      for (int number = 0; number < perDay; number++) {
        Incident incident = Incident.of(part.seed(), part.day(), number);
        long seconds = write(sheet, part, incident, number);
        if (seconds < Long.MAX_VALUE && incident.fault().isEmpty()) {
          count.find(
              "emergency_response.arrivals", incident.street().code(), BigDecimal.valueOf(seconds));
        }
      }
      sheet.footnote("注：时间以出动指令为准。");
    }
  }

  /** Seconds to the first arrival that the table knows. */
  private static long write(Sheet sheet, Part part, Incident incident, int number)
      throws IOException {
    long first = Long.MAX_VALUE;
    int resources = part.dice("dispatches", number).between(1, 4);
    for (int i = 0; i < resources; i++) {
      Dice dice = part.dice("dispatch", number * 10L + i);
      LocalDateTime sent = incident.reported().plusSeconds(dice.between(30, 180));
      LocalDateTime arrived = sent.plusSeconds(dice.between(180, 1_500));
      Row row =
          sheet.row(
              DIRT,
              dice,
              "DP%s%04d%02d".formatted(DayTime.digits(part.day()), number, i),
              incident.id(),
              Resource.code(dice.below(Resource.COUNT)),
              DayTime.plain(sent),
              DayTime.plain(arrived));
      if (row.accepted() && row.kept(ARRIVED)) {
        first = Math.min(first, Duration.between(incident.reported(), arrived).toSeconds());
      }
    }
    return first;
  }
}
